# A token bucket refills with time and lets bursts pass up to its capacity.
# > burst: [True, True, True, True, True, False, False]
# > at    0.25 s: 0.5 tokens, take(2) gives False
# > at    0.50 s: 1.0 tokens, take(2) gives False
# > at    1.50 s: 3.0 tokens, take(2) gives True
# > at  101.50 s: 5.0 tokens, take(2) gives True
# > error: 6 tokens never fit into 5
# > granted: 5 of 18, left: 0.0
import threading


class ManualClock:
    """A clock that stands still until somebody moves it."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def advance(self, seconds):
        self.now = round(self.now + seconds, 6)


class TokenBucket:
    def __init__(self, rate, capacity, clock):
        self.rate = rate
        self.capacity = capacity
        self.clock = clock
        self._tokens = capacity
        self._filled_at = clock()
        self._lock = threading.Lock()

    @property
    def tokens(self):
        with self._lock:
            self._refill()
            return self._tokens

    def take(self, count=1):
        """Whether that many tokens were there; then they are gone."""
        if count > self.capacity:
            raise ValueError(f"{count} tokens never fit into {self.capacity}")
        with self._lock:
            self._refill()
            if self._tokens < count:
                return False
            self._tokens -= count
            return True

    def _refill(self):
        now = self.clock()
        self._tokens = min(self.capacity, self._tokens + (now - self._filled_at) * self.rate)
        self._filled_at = now


clock = ManualClock()
bucket = TokenBucket(rate=2, capacity=5, clock=clock)
print("burst:", [bucket.take() for _ in range(7)])
for seconds in (0.25, 0.25, 1.0, 100.0):
    clock.advance(seconds)
    print(f"at {clock.now:7.2f} s: {bucket.tokens:.1f} tokens, take(2) gives {bucket.take(2)}")
try:
    bucket.take(6)
except ValueError as error:
    print("error:", error)

# However many threads ask, no more tokens leave than there are.
clock.advance(100)
granted = []
start = threading.Barrier(6)


def client(name):
    start.wait()
    for _ in range(3):
        if bucket.take():
            granted.append(name)


threads = [threading.Thread(target=client, args=(f"client {n}",)) for n in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("granted:", len(granted), "of 18, left:", bucket.tokens)
