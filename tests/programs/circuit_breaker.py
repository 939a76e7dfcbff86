# A circuit breaker stops asking a service that fails, and tries again after a while.
# >   0 s: HELLO
# >   5 s: ConnectionError: no answer (closed)
# >  10 s: ConnectionError: no answer (closed)
# >  15 s: ConnectionError: no answer (open)
# >  20 s: CircuitOpen: for 25 s (open)
# >  50 s: ConnectionError: no answer (open)
# >  60 s: CircuitOpen: for 20 s (open)
# > before the trial: Circuit.HALF_OPEN
# >  80 s: BACK AGAIN
# > asked: 6 changes of the state: 6
# > {'CircuitOpen': 17, 'ConnectionError': 3} asked: 3
import threading
from enum import Enum


class Circuit(Enum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half open"


class CircuitOpen(Exception):
    """The service is not asked at the moment."""


class Breaker:
    def __init__(self, failures_allowed, retry_after, clock):
        self.failures_allowed = failures_allowed
        self.retry_after = retry_after
        self.clock = clock
        self._lock = threading.Lock()
        self._state = Circuit.CLOSED
        self._failures = 0
        self._opened_at = None
        self.changes = 0

    @property
    def state(self):
        with self._lock:
            self._update()
            return self._state

    def call(self, function, *args):
        with self._lock:
            self._update()
            if self._state is Circuit.OPEN:
                raise CircuitOpen(f"for {self._opened_at + self.retry_after - self.clock()} s")
            if self._state is Circuit.HALF_OPEN:
                # Only this call is the trial; others are refused until it is decided.
                self._change(Circuit.OPEN)
        try:
            result = function(*args)
        except Exception:
            with self._lock:
                self._failures += 1
                if self._failures >= self.failures_allowed:
                    self._change(Circuit.OPEN)
            raise
        with self._lock:
            self._failures = 0
            self._change(Circuit.CLOSED)
        return result

    def _update(self):
        if self._state is Circuit.OPEN and self.clock() - self._opened_at >= self.retry_after:
            self._change(Circuit.HALF_OPEN)

    def _change(self, state):
        if state is Circuit.OPEN:
            self._opened_at = self.clock()
        self.changes += state is not self._state
        self._state = state


class Service:
    def __init__(self):
        self.healthy = True
        self.asked = 0

    def ask(self, question):
        self.asked += 1
        if not self.healthy:
            raise ConnectionError("no answer")
        return question.upper()


now = 0
service = Service()
breaker = Breaker(failures_allowed=3, retry_after=30, clock=lambda: now)


def attempt(question):
    try:
        print(f"{now:3} s:", breaker.call(service.ask, question))
    except (CircuitOpen, ConnectionError) as error:
        print(f"{now:3} s: {type(error).__name__}: {error} ({breaker.state.value})")


attempt("hello")
service.healthy = False
for _ in range(4):
    now += 5
    attempt("anybody there")
now += 30
attempt("and now")
now += 10
attempt("still there")
service.healthy = True
now += 20
print("before the trial:", breaker.state)
attempt("back again")
print("asked:", service.asked, "changes of the state:", breaker.changes)

# Many threads ask a dead service: no more calls reach it than failures are allowed.
service = Service()
service.healthy = False
breaker = Breaker(3, 30, lambda: now)
gate = threading.Lock()
outcomes = []


def client():
    for _ in range(5):
        with gate:
            try:
                breaker.call(service.ask, "hi")
            except Exception as error:
                outcomes.append(type(error).__name__)


threads = [threading.Thread(target=client) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print({name: outcomes.count(name) for name in sorted(set(outcomes))}, "asked:", service.asked)
