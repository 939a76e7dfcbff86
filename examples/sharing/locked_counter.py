# A counter with a lock
# Reading, adding and writing are one unit under the lock, so no update is ever lost.
# > counter: 2000
# in processes: > counter: 0
import threading

counter = 0
lock = threading.Lock()


def add(times):
    global counter
    for _ in range(times):
        with lock:
            counter += 1


threads = [threading.Thread(target=add, args=(500,)) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"counter: {counter}")
