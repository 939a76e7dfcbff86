# I/O-bound with a limit: forty pages of 4 to 8 ms, at most eight at a time.
# variants: sequential, threads, executor, asyncio
# cores: 1, 2
import asyncio
import concurrent.futures
import threading
import time

VARIANT = "sequential"
WAITS = [0.004 + 0.0001 * (i * 17 % 40) for i in range(40)]
AT_ONCE = 8


def parse(n):
    words = 0
    for i in range(n):
        words += i % 3
    return words


def fetch(wait):
    time.sleep(wait)
    return parse(2000)


def fetch_limited(wait, slots):
    with slots:
        fetch(wait)


async def fetch_async(wait, slots):
    async with slots:
        await asyncio.sleep(wait)
        return parse(2000)


async def crawl():
    slots = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(*[fetch_async(wait, slots) for wait in WAITS])


if __name__ == "__main__":
    if VARIANT == "sequential":
        for wait in WAITS:
            fetch(wait)
    elif VARIANT == "threads":
        slots = threading.Semaphore(AT_ONCE)
        tasks = [threading.Thread(target=fetch_limited, args=(wait, slots)) for wait in WAITS]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
    elif VARIANT == "executor":
        with concurrent.futures.ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            list(pool.map(fetch, WAITS))
    else:
        asyncio.run(crawl())
