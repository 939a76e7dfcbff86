# Every task builds dicts of its own.
from playground import pmap

TASKS = 4


def work(n):
    total = 0
    for turn in range(n // 1000):
        counts = {}
        for i in range(1000):
            counts[i * 7 % 500] = counts.get(i * 7 % 500, 0) + turn
        total += len(counts) + counts[7]
    return total


print(sum(pmap(work, [400_000] * TASKS)))
