# A deadlock
# Two tasks take the same two locks in opposite order. Each holds one and waits for the other.
# varies: it happens only where both take their first lock before either takes its second
# status: deadlock in as-written, time-sliced, threads, free-threads, processes, async, cluster
# > moved 5
# > moved 3
from playground import gather, io, spawn
import threading

left = threading.Lock()
right = threading.Lock()


def move(first, second, amount):
    with first:
        io(0.001, "look up the account")
        with second:
            print(f"moved {amount}")


gather(spawn(move, left, right, 5), spawn(move, right, left, 3))
