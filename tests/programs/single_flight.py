# A read-through cache where concurrent requests for one key share a single fetch.
# > threads: ['a=1', 'a=1', 'a=1', 'a=1', 'b=2', 'b=2', 'b=2', 'error: no x']
# > asked: ['a', 'b', 'x'] kept: ['a', 'b']
# > loop: [1, 2, 1, 1, LookupError('no x'), 2, LookupError('no x')] asked: ['a', 'b', 'x']
# > after a failure: 24 kept: ['a', 'b', 'x']
# > one gives up: ['TimeoutError', 25] 1
import asyncio
import threading
from concurrent.futures import Future


class Source:
    """Something slow that counts how often it is asked."""

    def __init__(self, values):
        self.values = values
        self.asked = []

    def read(self, key):
        self.asked.append(key)
        if key not in self.values:
            raise LookupError(f"no {key}")
        return self.values[key]


class ThreadCache:
    """For threads: the first caller fetches, the others wait for its future."""

    def __init__(self, fetch):
        self.fetch = fetch
        self.lock = threading.Lock()
        self.flights = {}

    def get(self, key):
        with self.lock:
            future = self.flights.get(key)
            mine = future is None
            if mine:
                future = self.flights[key] = Future()
        if mine:
            try:
                future.set_result(self.fetch(key))
            except Exception as error:
                with self.lock:
                    del self.flights[key]
                future.set_exception(error)
        return future.result(timeout=30)


class LoopCache:
    """For coroutines: the flight is a task, protected from whoever stops waiting."""

    def __init__(self, fetch):
        self.fetch = fetch
        self.flights = {}

    async def get(self, key):
        if key not in self.flights:
            task = self.flights[key] = asyncio.create_task(self.fetch(key))
            task.add_done_callback(lambda done: self.forget_failure(key, done))
        return await asyncio.shield(self.flights[key])

    def forget_failure(self, key, done):
        if done.cancelled() or done.exception() is not None:
            del self.flights[key]


def with_threads():
    source = Source({"a": 1, "b": 2})
    all_wait = threading.Event()

    def fetch(key):
        all_wait.wait(30)
        return source.read(key)

    cache, results = ThreadCache(fetch), []

    def client(key):
        try:
            results.append(f"{key}={cache.get(key)}")
        except LookupError as error:
            results.append(f"error: {error}")

    threads = [threading.Thread(target=client, args=(key,)) for key in "aabbbaxa"]
    for thread in threads:
        thread.start()
    all_wait.set()
    for thread in threads:
        thread.join()
    print("threads:", sorted(results))
    print("asked:", sorted(source.asked), "kept:", sorted(cache.flights))


async def on_a_loop():
    source = Source({"a": 1, "b": 2})

    async def fetch(key):
        await asyncio.sleep(0.05)
        return source.read(key)

    cache = LoopCache(fetch)
    results = await asyncio.gather(*map(cache.get, "abaaxbx"), return_exceptions=True)
    print("loop:", results, "asked:", source.asked)
    source.values["x"] = 24
    print("after a failure:", await cache.get("x"), "kept:", sorted(cache.flights))

    impatient = asyncio.create_task(asyncio.wait_for(cache.get("y"), 0.005))
    source.values["y"] = 25
    patient = asyncio.create_task(cache.get("y"))
    outcomes = await asyncio.gather(impatient, patient, return_exceptions=True)
    print("one gives up:", [type(outcomes[0]).__name__, outcomes[1]], source.asked.count("y"))


with_threads()
asyncio.run(on_a_loop())
