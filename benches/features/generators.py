# Pipelines of generators: infinite ones, ones that delegate, ones that are sent to, expressions.


def naturals():
    n = 0
    while True:
        yield n
        n += 1


def take(count, items):
    for _ in range(count):
        yield next(items)


def pairs(items):
    before = None
    for item in items:
        if before is not None:
            yield before, item
        before = item


class Tree:
    def __init__(self, depth, value):
        self.value = value
        self.left = Tree(depth - 1, value * 2) if depth else None
        self.right = Tree(depth - 1, value * 2 + 1) if depth else None

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def averager():
    total = 0.0
    count = 0
    average = 0.0
    while True:
        total += yield average
        count += 1
        average = total / count


odd = (n for n in naturals() if n % 2)
total = 0
for before, after in pairs(take(200_000, odd)):
    total += after - before
visited = sum(value % 10 for value in Tree(12, 1))
average = averager()
next(average)
for n in range(150_000):
    last = average.send(n)
squares = sum(n * n for n in range(300_000))
print(total, visited, last, squares, any(n > 100_000 for n in naturals()))
