# Mixed in one event loop: pages are fetched by the loop, their contents computed beside it.
# variants: inline, threads, processes
# cores: 2
import asyncio
import concurrent.futures

VARIANT = "inline"


def compute(n):
    total = 0
    for i in range(n):
        total += i * i % 11
    return total


async def page(pool):
    await asyncio.sleep(0.01)
    if pool is None:
        compute(250000)
    else:
        await asyncio.get_running_loop().run_in_executor(pool, compute, 250000)
    await asyncio.sleep(0.01)


async def main():
    if VARIANT == "inline":
        await asyncio.gather(*[page(None) for _ in range(8)])
        return
    if VARIANT == "threads":
        pool = concurrent.futures.ThreadPoolExecutor(max_workers=2)
    else:
        pool = concurrent.futures.ProcessPoolExecutor(max_workers=2)
    with pool:
        await asyncio.gather(*[page(pool) for _ in range(8)])


if __name__ == "__main__":
    asyncio.run(main())
