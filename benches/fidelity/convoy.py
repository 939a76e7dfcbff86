# The convoy effect: a thread that sleeps often, beside threads that compute without end.
# variants: alone, beside-one, beside-two
# cores: 1, 2
import threading
import time

VARIANT = "alone"
stop = False


def compute():
    n = 0
    while not stop:
        n += 1


if __name__ == "__main__":
    count = {"alone": 0, "beside-one": 1, "beside-two": 2}[VARIANT]
    tasks = [threading.Thread(target=compute) for _ in range(count)]
    for task in tasks:
        task.start()
    for _ in range(20):
        time.sleep(0.001)
    stop = True
    for task in tasks:
        task.join()
