# Executors: many small calls, and a few long ones.
# variants: threads-small, threads-long, processes-small, processes-long
# cores: 2
import concurrent.futures

VARIANT = "threads-small"


def compute(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


if __name__ == "__main__":
    kind, size = VARIANT.split("-")
    times, n = (1000, 1000) if size == "small" else (4, 500000)
    if kind == "threads":
        pool = concurrent.futures.ThreadPoolExecutor(max_workers=2)
    else:
        pool = concurrent.futures.ProcessPoolExecutor(max_workers=2)
    with pool:
        list(pool.map(compute, [n] * times))
