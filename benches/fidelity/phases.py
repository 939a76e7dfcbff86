# Threads in step: four threads compute, wait for one another, and go on.
# variants: barrier, rounds
# cores: 1, 2
import threading

VARIANT = "barrier"
N_PHASES = 40
barrier = threading.Barrier(4)


def compute(n):
    total = 0
    for i in range(n):
        total += i ^ 3
    return total


def all_phases():
    for _ in range(N_PHASES):
        compute(10000)
        barrier.wait()


if __name__ == "__main__":
    if VARIANT == "barrier":
        tasks = [threading.Thread(target=all_phases) for _ in range(4)]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
    else:
        for _ in range(N_PHASES):
            tasks = [threading.Thread(target=compute, args=(10000,)) for _ in range(4)]
            for task in tasks:
                task.start()
            for task in tasks:
                task.join()
