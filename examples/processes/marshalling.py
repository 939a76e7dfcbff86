# What messages cost
# A large list goes to another process and back: it is marshalled each time, item by item. Look at
# the bytes, and compare with threads, which share the list.
# > there and back: 20000 items
# > small question, small answer: 199990000
from concurrent.futures import ProcessPoolExecutor


def double(items):
    return [2 * item for item in items]


def total(n):
    return sum(range(n))


if __name__ == "__main__":
    with ProcessPoolExecutor(max_workers=1) as pool:
        doubled = pool.submit(double, list(range(20_000))).result()
        print("there and back:", len(doubled), "items")
        print("small question, small answer:", pool.submit(total, 20_000).result())
