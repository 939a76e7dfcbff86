# At most two at a time
# A semaphore lets two of six requests out at once: 6 requests of 10 ms take 30 ms, not 10.
# > most at once: 2
# > answers: [0, 1, 4, 9, 16, 25]
import asyncio

running = set()
most = 0


async def request(number, slots):
    global most
    async with slots:
        running.add(number)
        most = max(most, len(running))
        await asyncio.sleep(0.01)
        running.remove(number)
    return number * number


async def main():
    slots = asyncio.Semaphore(2)
    answers = await asyncio.gather(*[request(number, slots) for number in range(6)])
    print("most at once:", most)
    print("answers:", answers)


asyncio.run(main())
