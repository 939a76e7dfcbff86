# Every task makes short strings, joins them and takes them apart.
from playground import pmap

TASKS = 4


def work(n):
    total = 0
    for turn in range(n // 1000):
        words = []
        for i in range(1000):
            words.append("w" + str(i % 100))
        total += len(" ".join(words).split())
    return total


print(sum(pmap(work, [300_000] * TASKS)))
