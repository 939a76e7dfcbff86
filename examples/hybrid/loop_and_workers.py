# A hybrid
# An event loop for what waits, a thread for what blocks, a process for what computes.
# > page 0: 40 bytes
# > page 1: 41 bytes
# > page 2: 42 bytes
# > from the file: 3 lines
# > computed: 332833500
from concurrent.futures import ProcessPoolExecutor
import asyncio
import time


async def fetch(page):
    await asyncio.sleep(0.010)
    return 40 + page


def read_file():
    time.sleep(0.015)  # Blocks its thread, and not the loop.
    return 3


def compute(n):
    return sum(i * i for i in range(n))


async def main():
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(max_workers=1) as pool:
        computed = loop.run_in_executor(pool, compute, 1000)
        lines = asyncio.create_task(asyncio.to_thread(read_file))
        pages = await asyncio.gather(*[fetch(page) for page in range(3)])
        for page, size in enumerate(pages):
            print(f"page {page}: {size} bytes")
        print("from the file:", await lines, "lines")
        print("computed:", await computed)


if __name__ == "__main__":
    asyncio.run(main())
