# I/O-bound: twenty requests of 5 to 15 ms.
# variants: sequential, threads, asyncio
# cores: 1, 2
import asyncio
import threading
import time

VARIANT = "sequential"
WAITS = [0.005 + 0.0005 * i for i in range(20)]


async def fetch_all():
    await asyncio.gather(*[asyncio.sleep(wait) for wait in WAITS])


if __name__ == "__main__":
    if VARIANT == "sequential":
        for wait in WAITS:
            time.sleep(wait)
    elif VARIANT == "threads":
        tasks = [threading.Thread(target=time.sleep, args=(wait,)) for wait in WAITS]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
    else:
        asyncio.run(fetch_all())
