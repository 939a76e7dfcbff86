# Objects that tasks of one event loop meet at. What a task waits for is a future in `_waiters`.
from _asyncio_futures import CancelledError
from _asyncio_loop import _running_loop, get_running_loop


class BrokenBarrierError(RuntimeError):
    """The barrier was aborted or reset while tasks waited at it."""

    __module__ = "asyncio.exceptions"


class _Primitive:
    # Belongs to the event loop that uses it first.

    _loop = None

    def _get_loop(self):
        loop = _running_loop()
        if self._loop is None:
            self._loop = loop
        if loop is not self._loop:
            raise RuntimeError(f"{self!r} is bound to a different event loop")
        if loop is None:
            get_running_loop()
        return loop

    def _new_waiter(self, cause, label):
        waiter = self._get_loop().create_future()
        waiter._cause = cause
        waiter._label = label
        return waiter

    def _shown(self, state, waiters):
        n = len(waiters)
        extra = f"{state}, waiters:{n}" if n else state
        return f"{object.__repr__(self)[:-1]} [{extra}]>"


class _Acquirable(_Primitive):
    # What `async with` acquires and releases.

    async def __aenter__(self):
        await self.acquire()
        return None

    async def __aexit__(self, kind, error, traceback):
        self.release()


def _any_stays(waiters):
    # Whether there is one that was not cancelled.
    for waiter in waiters:
        if not waiter.cancelled():
            return True
    return False


class Lock(_Acquirable):
    """A lock that one task at a time can hold; use it with `async with`."""

    __module__ = "asyncio.locks"

    def __init__(self):
        self._waiters = []
        self._locked = False

    def __repr__(self):
        return self._shown("locked" if self._locked else "unlocked", self._waiters)

    def locked(self):
        """Whether it is held."""
        return self._locked

    async def acquire(self):
        """Takes it; waits while another task holds it."""
        if not self._locked and not _any_stays(self._waiters):
            self._locked = True
            return True
        waiter = self._new_waiter("lock", "a lock")
        self._waiters.append(waiter)
        try:
            try:
                await waiter
            finally:
                self._waiters.remove(waiter)
        except CancelledError:
            if not self._locked:
                self._wake_first()
            raise
        self._locked = True
        return True

    def release(self):
        """Gives it back."""
        if not self._locked:
            raise RuntimeError("Lock is not acquired.")
        self._locked = False
        self._wake_first()

    def _wake_first(self):
        if self._waiters and not self._waiters[0].done():
            self._waiters[0].set_result(True)


class Event(_Primitive):
    """A flag that tasks can wait for."""

    __module__ = "asyncio.locks"

    def __init__(self):
        self._waiters = []
        self._value = False

    def __repr__(self):
        return self._shown("set" if self._value else "unset", self._waiters)

    def is_set(self):
        """Whether it is set."""
        return self._value

    def set(self):
        """Sets it, and wakes all that wait for it."""
        if not self._value:
            self._value = True
            for waiter in self._waiters:
                if not waiter.done():
                    waiter.set_result(True)

    def clear(self):
        """Resets it."""
        self._value = False

    async def wait(self):
        """Waits until it is set."""
        if self._value:
            return True
        waiter = self._new_waiter("event", "an event")
        self._waiters.append(waiter)
        try:
            await waiter
            return True
        finally:
            self._waiters.remove(waiter)


class Condition(_Acquirable):
    """A lock together with a way to wait, without it, until another task notifies."""

    __module__ = "asyncio.locks"

    def __init__(self, lock=None):
        self._lock = Lock() if lock is None else lock
        self._waiters = []
        self.locked = self._lock.locked
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __repr__(self):
        return self._shown("locked" if self.locked() else "unlocked", self._waiters)

    async def wait(self):
        """Gives the lock back, waits until it is notified, and takes the lock again."""
        if not self.locked():
            raise RuntimeError("cannot wait on un-acquired lock")
        self.release()
        try:
            waiter = self._new_waiter("event", "a condition")
            self._waiters.append(waiter)
            try:
                await waiter
                return True
            finally:
                self._waiters.remove(waiter)
        finally:
            # Whatever happened, the caller has the lock again.
            was_cancelled = False
            while True:
                try:
                    await self.acquire()
                    break
                except CancelledError:
                    was_cancelled = True
            if was_cancelled:
                raise CancelledError

    async def wait_for(self, predicate):
        """Waits until the predicate holds; returns its value."""
        result = predicate()
        while not result:
            await self.wait()
            result = predicate()
        return result

    def notify(self, n=1):
        """Wakes that many of those that wait."""
        if not self.locked():
            raise RuntimeError("cannot notify on un-acquired lock")
        for waiter in self._waiters:
            if n <= 0:
                break
            if not waiter.done():
                n -= 1
                waiter.set_result(False)

    def notify_all(self):
        """Wakes all that wait."""
        self.notify(len(self._waiters))


class Semaphore(_Acquirable):
    """A counter of what is free: `acquire` waits while there is nothing."""

    __module__ = "asyncio.locks"

    def __init__(self, value=1):
        if value < 0:
            raise ValueError("Semaphore initial value must be >= 0")
        self._waiters = []
        self._value = value

    def __repr__(self):
        state = "locked" if self.locked() else f"unlocked, value:{self._value}"
        return self._shown(state, self._waiters)

    def locked(self):
        """Whether `acquire` would wait."""
        return self._value == 0 or _any_stays(self._waiters)

    async def acquire(self):
        """Takes one; waits while there is none."""
        if not self.locked():
            self._value -= 1
            return True
        waiter = self._new_waiter("lock", "a semaphore")
        self._waiters.append(waiter)
        try:
            try:
                await waiter
            finally:
                self._waiters.remove(waiter)
        except CancelledError:
            if not waiter.cancelled():
                # It was given one, and passes it on.
                self._value += 1
                self._wake_next()
            raise
        if self._value > 0:
            self._wake_next()
        return True

    def release(self):
        """Gives one back."""
        self._value += 1
        self._wake_next()

    def _wake_next(self):
        for waiter in self._waiters:
            if not waiter.done():
                self._value -= 1
                waiter.set_result(True)
                return


class BoundedSemaphore(Semaphore):
    """A semaphore that cannot be released more often than it was acquired."""

    __module__ = "asyncio.locks"

    def __init__(self, value=1):
        self._bound_value = value
        super().__init__(value)

    def release(self):
        """Gives one back; ValueError if none was taken."""
        if self._value >= self._bound_value:
            raise ValueError("BoundedSemaphore released too many times")
        super().release()


# The states of a barrier.
_FILLING = "filling"
_DRAINING = "draining"
_RESETTING = "resetting"
_BROKEN = "broken"


class Barrier(_Primitive):
    """A point at which a number of tasks wait for each other."""

    __module__ = "asyncio.locks"

    def __init__(self, parties):
        if parties < 1:
            raise ValueError("parties must be > 0")
        self._condition = Condition()
        self._parties = parties
        self._state = _FILLING
        self._count = 0

    def __repr__(self):
        state = self._state
        if not self.broken:
            state += f", waiters:{self.n_waiting}/{self._parties}"
        return self._shown(state, [])

    async def __aenter__(self):
        return await self.wait()

    async def __aexit__(self, kind, error, traceback):
        pass

    async def wait(self):
        """Waits until all are there; returns a number that is different for each of them."""
        condition = self._condition
        await condition.acquire()
        try:
            await condition.wait_for(self._is_open)
            if self._state == _BROKEN:
                raise BrokenBarrierError("Barrier aborted")
            try:
                index = self._count
                self._count += 1
                if self._count == self._parties:
                    self._state = _DRAINING
                    condition.notify_all()
                else:
                    await condition.wait_for(self._is_not_filling)
                    if self._state in (_BROKEN, _RESETTING):
                        raise BrokenBarrierError("Abort or reset of barrier")
                return index
            finally:
                self._count -= 1
                self._leave()
        finally:
            condition.release()

    def _is_open(self):
        return self._state not in (_DRAINING, _RESETTING)

    def _is_not_filling(self):
        return self._state != _FILLING

    def _leave(self):
        if self._count == 0:
            if self._state in (_RESETTING, _DRAINING):
                self._state = _FILLING
            self._condition.notify_all()

    async def reset(self):
        """Empties it; those that wait get BrokenBarrierError."""
        await self._condition.acquire()
        self._state = _RESETTING if self._count > 0 else _FILLING
        self._condition.notify_all()
        self._condition.release()

    async def abort(self):
        """Breaks it; those that wait, and those to come, get BrokenBarrierError."""
        await self._condition.acquire()
        self._state = _BROKEN
        self._condition.notify_all()
        self._condition.release()

    @property
    def parties(self):
        """How many tasks wait for each other."""
        return self._parties

    @property
    def n_waiting(self):
        """How many wait now."""
        return self._count if self._state == _FILLING else 0

    @property
    def broken(self):
        """Whether it was aborted."""
        return self._state == _BROKEN
