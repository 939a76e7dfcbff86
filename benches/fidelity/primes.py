# CPU-bound: primes are counted in two chunks.
# variants: sequential, threads, processes
# cores: 1, 2
import multiprocessing
import threading

VARIANT = "sequential"


def is_prime(n):
    if n < 2:
        return False
    i = 2
    while i * i <= n:
        if n % i == 0:
            return False
        i += 1
    return True


def count(start, stop):
    found = 0
    for n in range(start, stop):
        if is_prime(n):
            found += 1
    return found


CHUNKS = [(0, 28000), (28000, 48000)]

if __name__ == "__main__":
    if VARIANT == "sequential":
        for chunk in CHUNKS:
            count(*chunk)
    else:
        make = threading.Thread if VARIANT == "threads" else multiprocessing.Process
        tasks = [make(target=count, args=chunk) for chunk in CHUNKS]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
