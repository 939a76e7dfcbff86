# Processes that have little to do, by ways of starting them, from a small memory and a large one.
# variants: fork-small, fork-large, spawn-small
# cores: 2
import multiprocessing

VARIANT = "fork-small"


def compute(n):
    total = 0
    for i in range(n):
        total += i
    return total


if __name__ == "__main__":
    method, size = VARIANT.split("-")
    held = [str(i) for i in range(400000 if size == "large" else 100)]
    context = multiprocessing.get_context(method)
    times = 30 if method == "fork" else 3
    for _ in range(times):
        task = context.Process(target=compute, args=(10000,))
        task.start()
        task.join()
