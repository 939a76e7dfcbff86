# A sieve of Eratosthenes whose segments are struck out by workers.
# >    45 to   344:  54 primes
# >   345 to   644:  49 primes
# >   645 to   944:  43 primes
# >   945 to  1244:  43 primes
# >  1245 to  1544:  40 primes
# >  1545 to  1844:  39 primes
# >  1845 to  2000:  21 primes
# > in order: True
# > as the simple sieve: True
# > count: 303 last: [1993, 1997, 1999]
# > twins: 61 last: (1997, 1999)
# > largest gap: 34 after 1327
import math
import queue
import threading
from dataclasses import dataclass

LIMIT = 2000
SEGMENT = 300
WORKERS = 3


@dataclass(order=True)
class Segment:
    start: int
    stop: int
    primes: tuple = ()

    def __len__(self):
        return self.stop - self.start


def small_primes(limit):
    flags = [False, False] + [True] * (limit - 1)
    for number in range(2, math.isqrt(limit) + 1):
        if flags[number]:
            for multiple in range(number * number, limit + 1, number):
                flags[multiple] = False
    return [number for number, prime in enumerate(flags) if prime]


def strike_out(segment, base):
    flags = [True] * len(segment)
    for prime in base:
        if prime * prime >= segment.stop:
            break
        first = max(prime * prime, -(-segment.start // prime) * prime)
        for multiple in range(first, segment.stop, prime):
            flags[multiple - segment.start] = False
    found = (number for number, prime in enumerate(flags, segment.start) if prime)
    return Segment(segment.start, segment.stop, tuple(found))


def worker(tasks, results, base):
    while True:
        segment = tasks.get()
        if segment is None:
            tasks.task_done()
            return
        results.put(strike_out(segment, base))
        tasks.task_done()


def sieve(limit):
    root = math.isqrt(limit)
    base = small_primes(root)
    tasks, results = queue.Queue(), queue.PriorityQueue()
    for start in range(root + 1, limit + 1, SEGMENT):
        tasks.put(Segment(start, min(start + SEGMENT, limit + 1)))
    threads = [
        threading.Thread(target=worker, args=(tasks, results, base), name=f"sieve {number}")
        for number in range(WORKERS)
    ]
    for thread in threads:
        tasks.put(None)
        thread.start()
    tasks.join()
    for thread in threads:
        thread.join()
    primes = list(base)
    while not results.empty():
        segment = results.get()
        print(f"{segment.start:5} to {segment.stop - 1:5}: {len(segment.primes):3} primes")
        primes.extend(segment.primes)
    return primes


primes = sieve(LIMIT)
print("in order:", primes == sorted(primes))
print("as the simple sieve:", primes == small_primes(LIMIT))
print("count:", len(primes), "last:", primes[-3:])
twins = [(a, b) for a, b in zip(primes, primes[1:]) if b - a == 2]
print("twins:", len(twins), "last:", twins[-1])
gap, after = max((b - a, -a) for a, b in zip(primes, primes[1:]))
print(f"largest gap: {gap} after {-after}")
