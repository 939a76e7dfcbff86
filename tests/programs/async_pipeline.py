# A pipeline of async generators: read, filter, batch, enrich with limited concurrency, merge.
# > {'kitchen': '20.5 C', 'cellar': '8.0 C'}
# > {'attic': '31.5 C', 'cellar': '7.5 C'}
# > {'kitchen': '21.0 C', 'attic': '33.0 C'}
# > dropped: ['kitchen'] most at a time: 2
# > merged: xyAzBC
# > first only: {'kitchen': '20.5 C'}
# > closed early: 0 tasks left: 0
# > sum: 121.5 [0, 2, 4]
import asyncio

READINGS = [
    ("kitchen", 20.5),
    ("cellar", 8.0),
    ("kitchen", None),
    ("attic", 31.5),
    ("cellar", 7.5),
    ("kitchen", 21.0),
    ("attic", 33.0),
]


async def read(rows, pause=0):
    for row in rows:
        await asyncio.sleep(pause)
        yield row


async def valid(rows, dropped):
    async for room, value in rows:
        if value is None:
            dropped.append(room)
        else:
            yield room, value


async def batches(items, size):
    batch = []
    async for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


async def mapped(function, items, limit):
    """Calls the coroutine function for up to `limit` items at a time; keeps the order."""
    tasks = []
    try:
        async for item in items:
            tasks.append(asyncio.create_task(function(item)))
            if len(tasks) == limit:
                yield await tasks.pop(0)
        while tasks:
            yield await tasks.pop(0)
    finally:
        for task in tasks:
            task.cancel()


async def merged(*sources):
    """Items of all sources as they come."""
    line, done = asyncio.Queue(), object()

    async def drain(source):
        async for item in source:
            await line.put(item)
        await line.put(done)

    tasks = [asyncio.create_task(drain(source)) for source in sources]
    try:
        open_sources = len(tasks)
        while open_sources:
            item = await line.get()
            if item is done:
                open_sources -= 1
            else:
                yield item
    finally:
        for task in tasks:
            task.cancel()


class Gauge:
    def __init__(self):
        self.now = self.most = 0

    async def __aenter__(self):
        self.now += 1
        self.most = max(self.most, self.now)

    async def __aexit__(self, *exception):
        self.now -= 1


async def main():
    gauge, dropped = Gauge(), []

    async def look_up(batch):
        async with gauge:
            await asyncio.sleep(0.01)
            return {room: f"{value:.1f} C" for room, value in batch}

    stages = batches(valid(read(READINGS), dropped), 2)
    async for labels in mapped(look_up, stages, limit=2):
        print(labels)
    print("dropped:", dropped, "most at a time:", gauge.most)

    slow, fast = read("ABC", 0.08), read("xyz", 0.03)
    print("merged:", "".join([item async for item in merged(slow, fast)]))

    source = mapped(look_up, batches(read(READINGS[:2] * 20), 1), limit=3)
    async for labels in source:
        print("first only:", labels)
        break
    await source.aclose()
    await asyncio.sleep(0.02)
    print("closed early:", gauge.now, "tasks left:", len(asyncio.all_tasks()) - 1)
    total = 0
    async for room, value in valid(read(READINGS), []):
        total += value
    print("sum:", total, [n async for n in read(range(5)) if n % 2 == 0])


asyncio.run(main())
