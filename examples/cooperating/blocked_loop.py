# Blocking the event loop
# One coroutine calls time.sleep instead of awaiting asyncio.sleep: on an event loop nobody else
# runs meanwhile, and the ticks come late.
# varies: which tick comes before the blocking call depends on the mode
# > tick 1
# > tick 2
# > tick 3
# > blocking call done
# order: any
import asyncio
import time


async def ticker():
    for tick in (1, 2, 3):
        await asyncio.sleep(0.01)
        print(f"tick {tick}")


async def careless():
    await asyncio.sleep(0.015)
    time.sleep(0.05)
    print("blocking call done")


async def main():
    await asyncio.gather(ticker(), careless())


asyncio.run(main())
