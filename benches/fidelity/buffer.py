# Lock-heavy with conditions: a buffer of ten places between a producer and two consumers.
# variants: conditions, semaphores
# cores: 1, 2
import threading

VARIANT = "conditions"
N = 4000
SIZE = 10
items = []
changed = threading.Condition()
free, used, mutex = threading.Semaphore(SIZE), threading.Semaphore(0), threading.Lock()


def put(item):
    if VARIANT == "conditions":
        with changed:
            while len(items) >= SIZE:
                changed.wait()
            items.append(item)
            changed.notify()
    else:
        free.acquire()
        with mutex:
            items.append(item)
        used.release()


def get():
    if VARIANT == "conditions":
        with changed:
            while not items:
                changed.wait()
            item = items.pop(0)
            changed.notify()
    else:
        used.acquire()
        with mutex:
            item = items.pop(0)
        free.release()
    return item


def produce():
    for i in range(N):
        put(i)


def consume():
    for _ in range(N // 2):
        get()


if __name__ == "__main__":
    tasks = [threading.Thread(target=produce)]
    tasks += [threading.Thread(target=consume) for _ in range(2)]
    for task in tasks:
        task.start()
    for task in tasks:
        task.join()
