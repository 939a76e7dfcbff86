# Phases with a barrier
# Three workers compute at different speeds, and wait for each other after each phase.
# > 3 parts are done
# > 6 parts are done
# > totals: [0, 30, 60]
# in processes: > 1 parts are done
# in processes: > 2 parts are done
# in processes: > totals: [0, 0, 0]
from playground import cpu
import threading

N_PHASES = 2
parts = []
totals = [0, 0, 0]


def report():
    print(len(parts), "parts are done")


barrier = threading.Barrier(3, action=report)


def work(number):
    for phase in range(N_PHASES):
        cpu(0.002 * (number + 1))
        totals[number] += number * (10 + 10 * phase)
        parts.append((phase, number))
        barrier.wait()


workers = [threading.Thread(target=work, args=(number,)) for number in range(3)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print("totals:", totals)
