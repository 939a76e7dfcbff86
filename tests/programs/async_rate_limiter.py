# Rate limiters for coroutines: even spacing, and bursts that are refilled over time.
# > spacing order: abcde
# >   first at once: True
# >   spaced: True whole: True
# > bursts order: abcdefgh
# >   burst at once: True then refilled: True
# >   limit kept: True
# > done: [True, False, False]
# > cancelled: [False, True, True]
import asyncio
from collections import deque


class Spacing:
    """Lets one call pass in each interval, in the order in which they asked."""

    def __init__(self, interval):
        self.interval = interval
        self._lock = asyncio.Lock()
        self._next = None

    async def __aenter__(self):
        async with self._lock:
            loop = asyncio.get_running_loop()
            if self._next is not None and self._next > loop.time():
                await asyncio.sleep(self._next - loop.time())
            self._next = loop.time() + self.interval

    async def __aexit__(self, *exception):
        return False


class Bursts:
    """Lets up to `size` calls pass at once; each gives its permit back after a while."""

    def __init__(self, size, refill):
        self.size, self.refill = size, refill
        self._permits = asyncio.Semaphore(size)
        self._returns = []

    async def __aenter__(self):
        await self._permits.acquire()

    async def __aexit__(self, *exception):
        loop = asyncio.get_running_loop()
        self._returns.append(loop.call_later(self.refill, self._permits.release))

    def close(self):
        for handle in self._returns:
            handle.cancel()


async def call(name, limiter, log):
    async with limiter:
        log.append((name, asyncio.get_running_loop().time()))


async def run(title, limiter, names):
    log = []
    begin = asyncio.get_running_loop().time()
    await asyncio.gather(*(call(name, limiter, log) for name in names))
    times = [time - begin for _, time in log]
    print(title, "order:", "".join(name for name, _ in log))
    return times


def at_most(times, count, window):
    """Whether no window of that length holds more calls than allowed."""
    recent = deque(maxlen=count + 1)
    for time in times:
        recent.append(time)
        if len(recent) > count and recent[-1] - recent[0] < window * 0.9:
            return False
    return True


async def main():
    times = await run("spacing", Spacing(0.1), "abcde")
    print("  first at once:", times[0] < 0.08)
    print("  spaced:", at_most(times, 1, 0.1), "whole:", times[-1] >= 0.39)

    bursts = Bursts(3, 0.2)
    times = await run("bursts", bursts, "abcdefgh")
    print("  burst at once:", times[2] < 0.15, "then refilled:", times[3] >= 0.19)
    print("  limit kept:", at_most(times, 3, 0.2))
    bursts.close()

    limiter = Spacing(100)
    tasks = [asyncio.create_task(call("x", limiter, []))]
    # The first is let in before any other asks, also where tasks are parallel.
    await asyncio.wait(tasks)
    tasks += [asyncio.create_task(call(name, limiter, [])) for name in "yz"]
    await asyncio.sleep(0.02)
    print("done:", [task.done() for task in tasks])
    tasks[1].cancel()
    tasks[2].cancel()
    await asyncio.wait(tasks)
    print("cancelled:", [task.cancelled() for task in tasks])


asyncio.run(main())
