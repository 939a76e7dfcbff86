# Retries with growing pauses for calls that fail now and then, as a decorator for coroutines.
# > name and doc: ask - Asks once; the decorator does the rest.
# > result 7
# >   after 1 calls and failures []
# > result 8
# >   after 3 calls and failures ['1: busy', '2: busy']
# > ask failed 4 times; the last: Temporary('busy')
# >   after 4 calls and failures ['1: busy', '2: busy', '3: busy', '4: busy']
# > not retried: ValueError('broken')
# >   after 2 calls and failures ['1: busy']
# > result 9
# > failures: ['1: slow', '2: busy']
# > pauses: [1, 2, 4, 8, 10, 10]
# > with jitter: [0.82, 1.025, 2.55, 4.893, 8.682]
# > together: [0, 1, 2, 3, 4, 5]
import asyncio
import functools
import random


class Temporary(Exception):
    pass


class GaveUp(Exception):
    def __init__(self, name, attempts):
        super().__init__(f"{name} failed {attempts} times")
        self.attempts = attempts


def backoff(base, factor, limit, jitter=None):
    """The pauses between attempts: growing, bounded, and a little random if wanted."""
    pause = base
    while True:
        yield min(pause, limit) * (jitter.uniform(0.5, 1) if jitter else 1)
        pause *= factor


def retry(attempts, on=Temporary, pauses=lambda: backoff(0.001, 2, 0.01)):
    def decorate(function):
        @functools.wraps(function)
        async def retried(*args, **kwargs):
            for attempt, pause in zip(range(1, attempts + 1), pauses()):
                try:
                    return await function(*args, **kwargs)
                except on as error:
                    retried.failures.append(f"{attempt}: {error}")
                    last = error
                    if attempt < attempts:
                        await asyncio.sleep(pause)
            raise GaveUp(function.__name__, attempts) from last

        retried.failures = []
        return retried

    return decorate


class Service:
    def __init__(self, script):
        self.script = iter(script)
        self.calls = 0

    async def answer(self):
        self.calls += 1
        await asyncio.sleep(0)
        outcome = next(self.script)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@retry(attempts=4)
async def ask(service):
    """Asks once; the decorator does the rest."""
    return await service.answer()


def jittered():
    return backoff(0.001, 3, 1, random.Random(1))


@retry(attempts=3, on=(Temporary, TimeoutError), pauses=jittered)
async def ask_within(service, seconds):
    async with asyncio.timeout(seconds):
        return await service.answer()


async def outcome(coroutine):
    try:
        return f"result {await coroutine}"
    except GaveUp as error:
        return f"{error}; the last: {error.__cause__!r}"
    except Exception as error:
        return f"not retried: {error!r}"


async def main():
    print("name and doc:", ask.__name__, "-", ask.__doc__)
    busy = Temporary("busy")
    for script in ([7], [busy, busy, 8], [busy] * 5, [busy, ValueError("broken")]):
        service = Service(script)
        ask.failures.clear()
        print(await outcome(ask(service)))
        print(f"  after {service.calls} calls and failures {ask.failures}")
    print(await outcome(ask_within(Service([TimeoutError("slow"), busy, 9]), 5)))
    print("failures:", ask_within.failures)

    steps = backoff(1, 2, 10)
    print("pauses:", [next(steps) for _ in range(6)])
    steps = backoff(1, 2, 10, random.Random(42))
    print("with jitter:", [round(next(steps), 3) for _ in range(5)])
    many = [ask(Service([busy] * (n % 4) + [n])) for n in range(6)]
    print("together:", await asyncio.gather(*many))


asyncio.run(main())
