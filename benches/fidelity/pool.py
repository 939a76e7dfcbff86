# A pool of processes over chunks of a range: even, uneven, and with big results.
# variants: sequential, even, uneven, results
# cores: 2
import multiprocessing

VARIANT = "even"


def total(bounds):
    result = 0
    for number in range(*bounds):
        result += number * number % 7
    return result


def squares(bounds):
    return [number * number for number in range(*bounds)]


if __name__ == "__main__":
    n = 1200000
    if VARIANT == "uneven":
        bounds = [0, n // 2, n * 3 // 4, n * 7 // 8, n]
    else:
        bounds = [0, n // 4, n // 2, n * 3 // 4, n]
    chunks = list(zip(bounds, bounds[1:]))
    if VARIANT == "sequential":
        answer = [total(chunk) for chunk in chunks]
    else:
        with multiprocessing.Pool(2) as pool:
            answer = pool.map(squares if VARIANT == "results" else total, chunks, chunksize=1)
