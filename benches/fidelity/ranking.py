# CPU-bound in the builtin functions: sorting by keys, sums, extremes.
# variants: sequential, threads, processes
# cores: 2
import multiprocessing
import threading

VARIANT = "sequential"


def rank(seed):
    numbers = []
    for _ in range(20000):
        seed = (seed * 1103515245 + 12345) % 2147483648
        numbers.append(seed)
    for _ in range(4):
        ordered = sorted(numbers)
        pairs = sorted([(number % 1000, number) for number in numbers])
        by_rest = sorted(numbers, key=lambda number: number % 777)
        total = sum(numbers) + max(numbers) + min(numbers)
    return ordered[0], pairs[0], by_rest[0], total


if __name__ == "__main__":
    seeds = [1, 2, 3]
    if VARIANT == "sequential":
        for seed in seeds:
            rank(seed)
    else:
        make = threading.Thread if VARIANT == "threads" else multiprocessing.Process
        tasks = [make(target=rank, args=(seed,)) for seed in seeds]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
