# Mixed: each of six tasks waits, computes, and waits.
# variants: sequential, threads, asyncio, processes
# cores: 1, 2
import asyncio
import multiprocessing
import threading
import time

VARIANT = "sequential"


def compute(n):
    total = 0
    for i in range(n):
        total += i % 7
    return total


def work():
    time.sleep(0.02)
    compute(200000)
    time.sleep(0.02)


async def work_async():
    await asyncio.sleep(0.02)
    compute(200000)
    await asyncio.sleep(0.02)


async def main():
    await asyncio.gather(*[work_async() for _ in range(6)])


if __name__ == "__main__":
    if VARIANT == "sequential":
        for _ in range(6):
            work()
    elif VARIANT == "asyncio":
        asyncio.run(main())
    else:
        make = threading.Thread if VARIANT == "threads" else multiprocessing.Process
        tasks = [make(target=work) for _ in range(6)]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
