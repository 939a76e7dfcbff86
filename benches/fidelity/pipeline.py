# Queue-heavy: a producer and a consumer.
# variants: one-thread, two-threads, bounded
# cores: 1, 2
import queue
import threading

VARIANT = "one-thread"
N = 20000


def produce(items):
    for i in range(N):
        items.put(i)
    items.put(None)


def consume(items):
    total = 0
    while True:
        item = items.get()
        if item is None:
            return total
        total += item


if __name__ == "__main__":
    items = queue.Queue(maxsize=100 if VARIANT == "bounded" else 0)
    if VARIANT == "one-thread":
        produce(items)
        consume(items)
    else:
        tasks = [threading.Thread(target=task, args=(items,)) for task in (produce, consume)]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
