# All tasks look things up in one table that was made before.
from playground import pmap

TASKS = 4
TABLE = [i * 31 % 1009 for i in range(1009)]


def work(n):
    place = 1
    for i in range(n):
        place = TABLE[(place + i) % 1009]
    return place


print(sum(pmap(work, [1_000_000] * TASKS)))
