# Lock-heavy: a counter under a lock.
# variants: sequential, threads
# cores: 1, 2
import threading

VARIANT = "sequential"
lock = threading.Lock()
counter = 0


def add(times):
    global counter
    for _ in range(times):
        with lock:
            counter += 1


if __name__ == "__main__":
    if VARIANT == "sequential":
        add(200000)
        add(200000)
    else:
        tasks = [threading.Thread(target=add, args=(200000,)) for _ in range(2)]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
