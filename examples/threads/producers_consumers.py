# Producers and consumers
# A queue between threads: who takes from an empty queue waits, and who puts into a full one, too.
# > cook 0 is done
# > cook 1 is done
# > guests ate [0, 1, 2, 3, 10, 11, 12, 13]
# in processes: > cook 0 is done
# in processes: > cook 1 is done
# in processes: > guests ate []
# order: any
from playground import io
import queue
import threading

N_DISHES = 4
counter = queue.Queue(maxsize=2)
eaten = []
eaten_lock = threading.Lock()


def cook(number):
    for dish in range(N_DISHES):
        io(0.003, "stove")
        counter.put(10 * number + dish)
    print(f"cook {number} is done")


def guest():
    while (dish := counter.get()) is not None:
        io(0.005, "eating")
        with eaten_lock:
            eaten.append(dish)


cooks = [threading.Thread(target=cook, args=(number,), name=f"cook {number}") for number in range(2)]
guests = [threading.Thread(target=guest, name=f"guest {number}") for number in range(3)]
for thread in cooks + guests:
    thread.start()
for thread in cooks:
    thread.join()
for _ in guests:
    counter.put(None)
for thread in guests:
    thread.join()
print("guests ate", sorted(eaten))
