# Every task appends to a list of its own and reads it.
from playground import pmap

TASKS = 4


def work(n):
    out = []
    for i in range(n):
        out.append(i * 2)
    total = 0
    for value in out:
        total += value
    for i in range(n):
        total += out[i]
    return total


print(sum(pmap(work, [600_000] * TASKS)))
