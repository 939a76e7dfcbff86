# A process pool works on chunks of a list; small chunks cost more messages than large ones.
# > chunks of 50: 12 messages, primes [15, 10, 10, 11, 7, 9, 8, 8, 9, 8, 6, 8] = 109
# > chunks of 200: 3 messages, primes [46, 32, 31] = 109
# > chunks of 600: 1 messages, primes [109] = 109
# > last primes: [571, 577, 587, 593, 599]
# > count 600, mean 300.5, deviation 173.204840
# > powers: [1024, 2187, 100000000000000000000]
# > lazily: [1, 1, 2, 6, 24, 120, 720, 5040]
# > unordered sum: 109
import math
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool


def chunked(items, size):
    for start in range(0, len(items), size):
        yield items[start : start + size]


def is_prime(number):
    if number < 2:
        return False
    return all(number % divisor for divisor in range(2, math.isqrt(number) + 1))


def count_primes(numbers):
    return sum(map(is_prime, numbers))


def summarize(numbers):
    """Count, sum and sum of squares, from which mean and deviation follow."""
    return len(numbers), sum(numbers), sum(number * number for number in numbers)


def merge(parts):
    counts, sums, squares = zip(*parts)
    count, total, square = sum(counts), sum(sums), sum(squares)
    mean = total / count
    return count, mean, math.sqrt(square / count - mean * mean)


def main():
    numbers = list(range(1, 601))
    with ProcessPoolExecutor(max_workers=2) as executor:
        for size in (50, 200, 600):
            parts = list(executor.map(count_primes, chunked(numbers, size)))
            print(f"chunks of {size}: {len(parts)} messages, primes {parts} = {sum(parts)}")
        flags = executor.map(is_prime, numbers, chunksize=100)
        print("last primes:", [n for n, prime in zip(numbers, flags) if prime][-5:])

    with Pool(2) as pool:
        parts = pool.map(summarize, chunked(numbers, 150))
        count, mean, deviation = merge(parts)
        print(f"count {count}, mean {mean}, deviation {deviation:.6f}")
        pairs = [(2, 10), (3, 7), (10, 20)]
        print("powers:", pool.starmap(pow, pairs))
        print("lazily:", [n for n in pool.imap(math.factorial, range(8), chunksize=3)])
        unordered = pool.imap_unordered(count_primes, chunked(numbers, 300))
        print("unordered sum:", sum(unordered))


if __name__ == "__main__":
    main()
