# A hundred thousand tasks of an event loop, with three awaits each.
import asyncio


async def work():
    await asyncio.sleep(0)
    await asyncio.sleep(0.001)
    await asyncio.sleep(0)


async def main():
    await asyncio.gather(*[work() for _ in range(100_000)])


if __name__ == "__main__":
    asyncio.run(main())
