# Functions made by functions: captured variables, callbacks, a pipeline of functions, a decorator.


def counter(step):
    total = 0

    def count(n):
        nonlocal total
        total += n * step
        return total

    return count


def compose(first, second):
    return lambda value: second(first(value))


def counted(function):
    def wrapper(*args):
        wrapper.calls += 1
        return function(*args)

    wrapper.calls = 0
    return wrapper


@counted
def area(width, height):
    return width * height


counters = [counter(step) for step in range(1, 5)]
for i in range(160_000):
    for count in counters:
        count(i)

pipeline = lambda value: value + 1
for factor in (3, 5, 7):
    pipeline = compose(pipeline, lambda value, factor=factor: value * factor % 1009)

total = sum(map(pipeline, range(120_000)))
covered = sum(area(i, i + 1) for i in range(60_000))
print([count(0) for count in counters], total, covered, area.calls)
