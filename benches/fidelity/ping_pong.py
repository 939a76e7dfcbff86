# Two threads that hand over to each other by two locks.
# variants: threads
# cores: 1, 2
import threading

VARIANT = "threads"
N = 3000
ping, pong = threading.Lock(), threading.Lock()


def wait_for(mine, other):
    for _ in range(N):
        mine.acquire()
        other.release()


if __name__ == "__main__":
    pong.acquire()
    tasks = [
        threading.Thread(target=wait_for, args=(ping, pong)),
        threading.Thread(target=wait_for, args=(pong, ping)),
    ]
    for task in tasks:
        task.start()
    for task in tasks:
        task.join()
