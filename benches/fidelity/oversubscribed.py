# More processes than cores.
# variants: two, six
# cores: 1, 2
import multiprocessing

VARIANT = "two"


def compute(n):
    total = 0
    for i in range(n):
        total += i % 7
    return total


if __name__ == "__main__":
    count = 2 if VARIANT == "two" else 6
    tasks = [
        multiprocessing.Process(target=compute, args=(3000000 // count,)) for _ in range(count)
    ]
    for task in tasks:
        task.start()
    for task in tasks:
        task.join()
