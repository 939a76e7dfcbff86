# CPU-bound with generators, closures and comprehensions.
# variants: sequential, threads
# cores: 1, 2
import threading

VARIANT = "sequential"


def numbers(n):
    for i in range(n):
        yield i


def kept(items, keep):
    for item in items:
        if keep(item):
            yield item


def running(items):
    total = 0

    def add(item):
        nonlocal total
        total += item
        return total

    for item in items:
        yield add(item)


def work(n):
    odd = kept(numbers(n), lambda item: item % 2 == 1)
    squares = [total * total for total in running(odd)]
    return sum(square % 10 for square in squares)


if __name__ == "__main__":
    if VARIANT == "sequential":
        work(150000)
        work(150000)
    else:
        tasks = [threading.Thread(target=work, args=(150000,)) for _ in range(2)]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
