# Event-loop-heavy: actors in one loop send each other messages, wait for events and time out.
# variants: queues, events, timeouts
# cores: 1, 2
import asyncio

VARIANT = "queues"


async def actor(inbox, outbox, n):
    for _ in range(n):
        message = await inbox.get()
        await outbox.put(message + 1)


async def with_queues():
    boxes = [asyncio.Queue() for _ in range(10)]
    tasks = [asyncio.create_task(actor(boxes[i], boxes[(i + 1) % 10], 800)) for i in range(10)]
    await boxes[0].put(0)
    await boxes[5].put(0)
    await asyncio.gather(*tasks)


async def waiter(event, done):
    await event.wait()
    done.append(1)


async def with_events():
    done = []
    for _ in range(150):
        event = asyncio.Event()
        tasks = [asyncio.create_task(waiter(event, done)) for _ in range(20)]
        await asyncio.sleep(0)
        event.set()
        await asyncio.gather(*tasks)


async def quick():
    await asyncio.sleep(0)
    return 1


async def with_timeouts():
    for _ in range(2500):
        await asyncio.wait_for(quick(), timeout=10)


if __name__ == "__main__":
    main = {"queues": with_queues, "events": with_events, "timeouts": with_timeouts}[VARIANT]
    asyncio.run(main())
