# A pool of processes
# Chunks of work for two processes: each answer is small, so that little is marshalled.
# > [902, 878, 924, 930, 958, 983, 1033, 1229]
# > in all 7837 primes below 80000
from multiprocessing import Pool


def count_primes(part):
    low, high = part
    count = 0
    for n in range(max(low, 2), high):
        divisor = 2
        while divisor * divisor <= n and n % divisor:
            divisor += 1
        count += divisor * divisor > n
    return count


if __name__ == "__main__":
    # The largest numbers come first: they take longest, and no process is left alone with them.
    parts = [(low, low + 10_000) for low in range(70_000, -1, -10_000)]
    with Pool(2) as pool:
        counts = pool.map(count_primes, parts)
    print(counts)
    print("in all", sum(counts), "primes below 80000")
