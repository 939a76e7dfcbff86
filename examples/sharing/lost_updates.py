# A counter without a lock
# Two tasks read the same number, both add one, and one update is lost. It happens wherever a task
# can be interrupted between reading and writing, and never where tasks only stop to wait.
# varies: how many updates are lost depends on the schedule
# > counter: #
# > lost: #
import threading

TIMES = 150_000
counter = 0


def add():
    global counter
    for _ in range(TIMES):
        counter += 1


threads = [threading.Thread(target=add) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"counter: {counter}")
print(f"lost: {2 * TIMES - counter}")
