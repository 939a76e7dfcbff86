# Resources that open and close over awaits: nesting, errors, transactions and exit stacks.
# > transactions
# >     committed 1 rows
# >     rolled back: ValueError('b is not valid')
# >     committed 2 rows
# >     [None, ValueError('b is not valid'), None] {'a': 1, 'c': 3}
# > nested
# >     outer opens
# >     inner opens
# >     inside of outer
# >     inner closes after KeyError
# >     outer closes after success
# >     goes on
# >     broken opens
# >     broken closes after ValueError
# >     broken cannot close, while handling ValueError('from the body')
# > stacked
# >     session 0 opens
# >     session 1 opens
# >     session 2 opens
# >     all are open
# >     callback
# >     session 2 closes after success
# >     session 1 closes after success
# >     session 0 closes after success
# >     bad opens
# >     bad closes after success
# >     suppressed
# > cancelled
# >     worker opens
# >     worker closes after CancelledError
# >     task cancelled: True
import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, suppress

log = []


class Database:
    def __init__(self):
        self.rows = {}
        self.lock = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self):
        """Changes become visible together, or not at all."""
        async with self.lock:
            draft = dict(self.rows)
            try:
                yield draft
            except Exception as error:
                log.append(f"rolled back: {error!r}")
                raise
            else:
                await asyncio.sleep(0)
                self.rows = draft
                log.append(f"committed {len(draft)} rows")


class Session:
    def __init__(self, name, fail_on_close=False):
        self.name = name
        self.fail_on_close = fail_on_close

    async def __aenter__(self):
        await asyncio.sleep(0)
        log.append(f"{self.name} opens")
        return self

    async def __aexit__(self, kind, error, traceback):
        await asyncio.sleep(0)
        log.append(f"{self.name} closes after {kind.__name__ if kind else 'success'}")
        if self.fail_on_close:
            raise OSError(f"{self.name} cannot close")
        return kind is KeyError


async def transactions():
    database = Database()

    async def add(key, value, fails=False):
        async with database.transaction() as rows:
            rows[key] = value
            await asyncio.sleep(0)
            if fails:
                raise ValueError(f"{key} is not valid")

    results = await asyncio.gather(
        add("a", 1), add("b", 2, fails=True), add("c", 3), return_exceptions=True
    )
    log.append(f"{results} {database.rows}")


async def nested():
    async with Session("outer") as outer, Session("inner"):
        log.append(f"inside of {outer.name}")
        raise KeyError("swallowed by the inner one")
    log.append("goes on")
    try:
        async with Session("broken", fail_on_close=True):
            raise ValueError("from the body")
    except OSError as error:
        log.append(f"{error}, while handling {error.__context__!r}")


async def stacked():
    async with AsyncExitStack() as stack:
        for number in range(3):
            await stack.enter_async_context(Session(f"session {number}"))
        stack.callback(log.append, "callback")
        stack.push_async_callback(asyncio.sleep, 0)
        log.append("all are open")
    with suppress(OSError):
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(Session("bad", fail_on_close=True))
    log.append("suppressed")


async def cancelled():
    async def work():
        async with Session("worker"):
            await asyncio.sleep(1000)

    task = asyncio.create_task(work())
    await asyncio.sleep(0.01)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    log.append(f"task cancelled: {task.cancelled()}")


async def main():
    for part in (transactions, nested, stacked, cancelled):
        await part()
        print(part.__name__)
        for line in log:
            print("   ", line)
        log.clear()


asyncio.run(main())
