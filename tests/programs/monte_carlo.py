# Estimates by random numbers: each process has a seed of its own, so the result is repeatable.
# > hits: [397, 380, 385, 392] pi is about 3.108
# > repeatable: True
# > bootstrap: 2.517 to 4.333
# > walk 0 ends at ( -1,   7), 7.07 away
# > walk 1 ends at (  1, -13), 13.04 away
# > walk 2 ends at ( -7,  11), 13.04 away
# > walk 3 ends at ( -1,   3), 3.16 away
# > walk 4 ends at (-12,   0), 12.00 away
# > walk 5 ends at (  3,   1), 3.16 away
# > as without processes: True
# > sample: [19, 8, 11, 16, 0, 13] gauss: -1.178842
import math
import random
from multiprocessing import Pool, Process, Queue, current_process


def count_hits(task):
    """How many of the points fall into the quarter of the circle."""
    seed, points = task
    chooser = random.Random(seed)
    hits = 0
    for _ in range(points):
        x, y = chooser.random(), chooser.random()
        hits += x * x + y * y <= 1
    return hits


def estimate_pi(pool, tasks, points):
    hits = pool.map(count_hits, [(seed, points) for seed in range(tasks)])
    return hits, 4 * sum(hits) / (tasks * points)


def walk(seed, steps):
    """The end of a random walk on a grid."""
    chooser = random.Random(f"walk {seed}")
    x = y = 0
    for _ in range(steps):
        dx, dy = chooser.choice([(0, 1), (1, 0), (0, -1), (-1, 0)])
        x, y = x + dx, y + dy
    return x, y


def walker(tasks, results):
    for seed in iter(tasks.get, None):
        results.put((seed, walk(seed, 100), current_process().name))


def walk_in_processes(seeds, workers):
    tasks, results = Queue(), Queue()
    processes = [
        Process(target=walker, args=(tasks, results), name=f"walker {number}")
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for seed in seeds:
        tasks.put(seed)
    for _ in processes:
        tasks.put(None)
    ends = [results.get() for _ in seeds]
    for process in processes:
        process.join()
    names = {name for _, _, name in ends}
    assert names <= {process.name for process in processes}
    return {seed: place for seed, place, _ in sorted(ends)}


def bootstrap(seed):
    """The mean of a sample drawn again from the data."""
    data = [2.1, 3.4, 1.9, 5.6, 4.4, 3.8]
    chooser = random.Random(seed)
    return math.fsum(chooser.choices(data, k=len(data))) / len(data)


def main():
    with Pool(2) as pool:
        hits, pi = estimate_pi(pool, tasks=4, points=500)
        print("hits:", hits, "pi is about", pi)
        print("repeatable:", estimate_pi(pool, 4, 500) == (hits, pi))
        means = sorted(pool.imap_unordered(bootstrap, range(40), chunksize=8))
        print(f"bootstrap: {means[2]:.3f} to {means[-3]:.3f}")
    places = walk_in_processes(range(6), workers=3)
    for seed, (x, y) in places.items():
        print(f"walk {seed} ends at ({x:3}, {y:3}), {math.hypot(x, y):.2f} away")
    print("as without processes:", places == {seed: walk(seed, 100) for seed in range(6)})
    shuffled = random.Random(5).sample(range(20), 6)
    print("sample:", shuffled, "gauss:", round(random.Random(5).gauss(0, 1), 6))


if __name__ == "__main__":
    main()
