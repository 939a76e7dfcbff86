import asyncio

async def work(n):
    await asyncio.sleep(n)
    return [await work(i) for i in range(n)]

async def main():
    tasks = [asyncio.create_task(work(i)) for i in range(3)]
    x = await tasks[0]
    return await asyncio.gather(*tasks) + x

if __name__ == '__main__':
    asyncio.run(main())
