# Arithmetic on variables of its own.
from playground import pmap

TASKS = 4


def work(n):
    total = 0
    for i in range(n):
        total = (total + i * i) % 1_000_003
    return total


print(sum(pmap(work, [1_500_000] * TASKS)))
