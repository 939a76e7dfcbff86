# A cache that forgets what was used least recently, shared by threads, as a decorator.
# > computed: [1, 2, 3, 4, 2]
# > kept: [4, 2, 1]
# > Info(hits=2, misses=5, size=3, capacity=3)
# > 5 km 5 s 5 km
# > named describe and 3 is kept: False
# > fibonacci: {1548008755920} Info(hits=61, misses=61, size=61, capacity=100)
# > functools: CacheInfo(hits=2, misses=5, maxsize=3, currsize=3)
import functools
import threading
from collections import OrderedDict, namedtuple

Info = namedtuple("Info", "hits misses size capacity")


class LruCache:
    def __init__(self, capacity):
        self.capacity = capacity
        self._entries = OrderedDict()
        self._lock = threading.RLock()
        self._hits = self._misses = 0

    def get_or_compute(self, key, compute):
        with self._lock:
            if key in self._entries:
                self._hits += 1
                self._entries.move_to_end(key)
                return self._entries[key]
            self._misses += 1
            # The lock is held meanwhile, so nothing is computed twice; it is reentrant, because
            # a recursive function comes back here.
            value = compute()
            self._entries[key] = value
            while len(self._entries) > self.capacity:
                self._entries.popitem(last=False)
            return value

    def info(self):
        with self._lock:
            return Info(self._hits, self._misses, len(self._entries), self.capacity)

    def __contains__(self, key):
        with self._lock:
            return key in self._entries

    def __iter__(self):
        with self._lock:
            return iter(list(self._entries))


def cached(capacity):
    def decorate(function):
        cache = LruCache(capacity)

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            key = (args, tuple(sorted(kwargs.items())))
            return cache.get_or_compute(key, lambda: function(*args, **kwargs))

        wrapper.cache = cache
        return wrapper

    return decorate


calls = []


@cached(capacity=3)
def describe(number, *, unit="m"):
    calls.append(number)
    return f"{number} {unit}"


for number in (1, 2, 3, 1, 4, 2, 1):
    describe(number)
print("computed:", calls)
print("kept:", [args[0] for args, _ in describe.cache])
print(describe.cache.info())
print(describe(5, unit="km"), describe(5, unit="s"), describe(5, unit="km"))
print("named", describe.__name__, "and 3 is kept:", ((3,), ()) in describe.cache)


@cached(capacity=100)
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


results = []
threads = [threading.Thread(target=lambda: results.append(fibonacci(60))) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("fibonacci:", set(results), fibonacci.cache.info())

# The library's own cache keeps the same accounts in one thread.
library = functools.lru_cache(maxsize=3)(lambda number: number * number)
for number in (1, 2, 3, 1, 4, 2, 1):
    library(number)
print("functools:", library.cache_info())
