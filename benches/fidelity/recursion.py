# CPU-bound with calls: Fibonacci numbers by recursion, in an executor.
# variants: sequential, threads, processes
# cores: 1, 2
import concurrent.futures

VARIANT = "sequential"


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


if __name__ == "__main__":
    numbers = [24, 25, 26, 27]
    if VARIANT == "sequential":
        for n in numbers:
            fib(n)
    else:
        if VARIANT == "threads":
            pool = concurrent.futures.ThreadPoolExecutor(max_workers=4)
        else:
            pool = concurrent.futures.ProcessPoolExecutor(max_workers=4)
        with pool:
            for future in [pool.submit(fib, n) for n in numbers]:
                future.result()
