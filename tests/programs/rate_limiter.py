# A sliding window lets three calls pass in each interval; the others wait for their turn.
# > results: [0, 1, 4, 9, 16, 25, 36, 49]
# > calls in each interval: [3, 3, 2]
# > limit kept: True
# > took at least two intervals: True
import threading
import time
from collections import deque

LIMIT = 3
INTERVAL = 0.2


class SlidingWindow:
    """At most `limit` passes within any `interval` seconds."""

    def __init__(self, limit, interval):
        self.limit = limit
        self.interval = interval
        self._passes = deque()
        self._lock = threading.Lock()

    def try_pass(self):
        """Seconds to wait until the next attempt, 0 if it may pass now."""
        with self._lock:
            now = time.monotonic()
            while self._passes and now - self._passes[0] >= self.interval:
                self._passes.popleft()
            if len(self._passes) < self.limit:
                self._passes.append(now)
                return 0
            return self.interval - (now - self._passes[0])

    def wait(self):
        attempts = 1
        while (pause := self.try_pass()) > 0:
            attempts += 1
            time.sleep(pause)
        return attempts

    def __call__(self, function):
        def limited(*args, **kwargs):
            self.wait()
            return function(*args, **kwargs)

        return limited


window = SlidingWindow(LIMIT, INTERVAL)
calls = []


@window
def call_service(number):
    calls.append(time.monotonic())
    return number * number


begin = time.monotonic()
results = [None] * 8


def client(number):
    results[number] = call_service(number)


threads = [threading.Thread(target=client, args=(number,)) for number in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("results:", results)

rounds = [0, 0, 0]
for call in sorted(calls):
    rounds[min(int((call - begin) / INTERVAL), 2)] += 1
print("calls in each interval:", rounds)
times = sorted(calls)
gaps = [later - earlier for earlier, later in zip(times, times[LIMIT:])]
print("limit kept:", all(gap >= INTERVAL * 0.95 for gap in gaps))
print("took at least two intervals:", times[-1] - begin >= 2 * INTERVAL)
