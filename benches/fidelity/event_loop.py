# Event-loop-heavy: turns given up, tasks made, a queue between coroutines.
# variants: turns, tasks, queue, blocked
# cores: 1
import asyncio
import time

VARIANT = "turns"


async def give_turns(n):
    for _ in range(n):
        await asyncio.sleep(0)


async def nothing():
    return 1


async def make_tasks(n):
    total = 0
    for _ in range(n):
        total += await asyncio.create_task(nothing())
    return total


async def produce(items, n):
    for i in range(n):
        await items.put(i)


async def consume(items, n):
    for _ in range(n):
        await items.get()


async def block():
    time.sleep(0.005)
    await asyncio.sleep(0.005)


async def main():
    if VARIANT == "turns":
        await asyncio.gather(*[give_turns(300) for _ in range(100)])
    elif VARIANT == "tasks":
        await make_tasks(8000)
    elif VARIANT == "queue":
        items = asyncio.Queue(10)
        await asyncio.gather(produce(items, 15000), consume(items, 15000))
    else:
        await asyncio.gather(*[block() for _ in range(20)])


if __name__ == "__main__":
    asyncio.run(main())
