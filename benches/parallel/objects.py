# Every task makes objects, changes them, calls their methods and drops them.
from playground import pmap

TASKS = 4


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def norm(self):
        return self.x * self.x + self.y * self.y


def work(n):
    total = 0
    for i in range(n):
        point = Point(i, i + 1)
        point.x += 1
        total += point.norm() % 7
    return total


print(sum(pmap(work, [200_000] * TASKS)))
