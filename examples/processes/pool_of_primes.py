# A pool of processes
# Chunks of work for two processes: each answer is small, so that little is marshalled.
# > [168, 135, 127, 120]
# > in all 550 primes below 4000
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
    parts = [(low, low + 1000) for low in range(0, 4000, 1000)]
    with Pool(2) as pool:
        counts = pool.map(count_primes, parts)
    print(counts)
    print("in all", sum(counts), "primes below 4000")
