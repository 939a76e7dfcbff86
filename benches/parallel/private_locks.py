# Every task counts under a lock of its own, which nobody else wants.
import threading
from playground import pmap

TASKS = 4


def work(n):
    lock = threading.Lock()
    total = 0
    for i in range(n):
        with lock:
            total += i
    return total


print(sum(pmap(work, [100_000] * TASKS)))
