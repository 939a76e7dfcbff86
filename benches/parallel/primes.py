# Divisions in nested loops, of uneven length.
from playground import pmap

TASKS = 4


def work(limit):
    found = 0
    for n in range(2, limit):
        divisor = 2
        while divisor * divisor <= n:
            if n % divisor == 0:
                break
            divisor += 1
        else:
            found += 1
    return found


print(sum(pmap(work, [40_000] * TASKS)))
