# Ways to stop coroutines: time-outs, cancellation, shields, and cleaning up meanwhile.
# > quick complete
# > slow took too long
# >     quick closes its connection
# >     slow stops after 0 of 3
# >     slow closes its connection
# > cancelled: [True, True, True]
# >     file 1 stops after 0 of 2
# >     file 1 closes its connection
# >     file 2 stops after 0 of 2
# >     file 2 closes its connection
# >     file 0 stops after 0 of 2
# >     file 0 closes its connection
# > not saved in time: False
# > saved later: 8
# >     saved 'precious'
# > stubborn: gave in cancelled: False
# >     refuses 0
# >     refuses 1
import asyncio

journal = []


class Download:
    """Reads a file in parts; keeps what it has when it is cancelled."""

    def __init__(self, name, parts, pause):
        self.name, self.parts, self.pause = name, parts, pause
        self.received = 0

    async def run(self):
        try:
            for _ in range(self.parts):
                await asyncio.sleep(self.pause)
                self.received += 1
            return f"{self.name} complete"
        except asyncio.CancelledError:
            journal.append(f"{self.name} stops after {self.received} of {self.parts}")
            raise
        finally:
            journal.append(f"{self.name} closes its connection")


async def with_time_out():
    quick, slow = Download("quick", 3, 0.005), Download("slow", 3, 100)
    for download in (quick, slow):
        try:
            print(await asyncio.wait_for(download.run(), timeout=2 if download is quick else 0.02))
        except TimeoutError:
            print(download.name, "took too long")


async def by_hand():
    tasks = [asyncio.create_task(Download(f"file {n}", 2, 50).run()) for n in range(3)]
    await asyncio.sleep(0.01)
    for task in tasks[1:]:
        task.cancel("not needed")
    tasks[0].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    print("cancelled:", [isinstance(result, asyncio.CancelledError) for result in results])


async def save(text):
    await asyncio.sleep(0.03)
    journal.append(f"saved {text!r}")
    return len(text)


async def with_shield():
    saving = asyncio.create_task(save("precious"))
    try:
        async with asyncio.timeout(0.01):
            await asyncio.shield(saving)
    except TimeoutError:
        print("not saved in time:", saving.done())
    print("saved later:", await saving)


async def stubborn():
    for attempt in range(3):
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            journal.append(f"refuses {attempt}")
            if attempt == 1:
                return "gave in"


async def insist():
    task = asyncio.create_task(stubborn())
    while not task.done():
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
    print("stubborn:", task.result(), "cancelled:", task.cancelled())


async def main():
    for step in (with_time_out, by_hand, with_shield, insist):
        await step()
        for line in journal:
            print("   ", line)
        journal.clear()


asyncio.run(main())
