# Counting primes
# Pure computation, split into parts: real parallel cores gain, taking turns on one core does not.
# > primes below 80000: 7837
from playground import pmap

LIMIT = 80_000
PARTS = 8


def count_primes(bounds):
    start, stop = bounds
    found = 0
    for n in range(max(start, 2), stop):
        divisor = 2
        while divisor * divisor <= n:
            if n % divisor == 0:
                break
            divisor += 1
        else:
            found += 1
    return found


step = LIMIT // PARTS
parts = [(i * step, (i + 1) * step) for i in range(PARTS)]
print(f"primes below {LIMIT}: {sum(pmap(count_primes, parts))}")
