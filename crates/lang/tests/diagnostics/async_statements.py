import asyncio

async def f(xs, lock):
    async with lock:
        pass
    async for x in xs:
        yield x
    return_value = [x async for x in xs]
