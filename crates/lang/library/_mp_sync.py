# What processes meet at: objects of the kernel that all of them share.
from _mp_process import _assert_spawning, _own
from _playground import (
    _load_cells,
    _new_memory,
    _new_shared,
    _object_number,
    _object_of,
    _store_cells,
)
from threading import Barrier as _Barrier
from time import monotonic


class _Shared:
    # A child that starts anew gets it by the number under which all processes know it.
    def __getstate__(self):
        _assert_spawning(self)
        state = dict(self.__dict__)
        state["_sync"] = _object_number(self._sync)
        return state

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._sync = _object_of(state["_sync"])


class _Acquired(_Shared):
    def acquire(self, block=True, timeout=None):
        """Takes it; False if that was not possible at once or in time."""
        if not block:
            return self._sync.acquire(False)
        if timeout is None:
            return self._sync.acquire()
        return self._sync.acquire(True, max(timeout, 0))

    def __enter__(self):
        return self.acquire()

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.release()


class Lock(_Acquired):
    """A lock that one process or thread at a time can hold."""

    __module__ = "multiprocessing.synchronize"

    def __init__(self, *, ctx=None):
        self._sync = _new_shared("lock", None)

    def release(self):
        """Gives it back."""
        try:
            self._sync.release()
        except RuntimeError:
            raise ValueError("semaphore or lock released too many times") from None

    def __repr__(self):
        owner = "SomeOtherProcess" if self._sync.locked() else None
        return f"<{type(self).__name__}(owner={owner})>"


class RLock(_Acquired):
    """A lock that its holder can take again, and must give back as often."""

    __module__ = "multiprocessing.synchronize"

    def __init__(self, *, ctx=None):
        self._sync = _new_shared("rlock", None)

    def release(self):
        """Gives it back once."""
        try:
            self._sync.release()
        except RuntimeError:
            message = "attempt to release recursive lock not owned by thread"
            raise AssertionError(message) from None


class Semaphore(_Acquired):
    """A count of what can be acquired."""

    __module__ = "multiprocessing.synchronize"
    _sort = "semaphore"

    def __init__(self, value=1, *, ctx=None):
        self._sync = _new_shared(self._sort, value)

    def release(self):
        """Gives one back."""
        self._sync.release()

    def get_value(self):
        """How many can be acquired."""
        return self._sync._value

    def __repr__(self):
        return f"<{type(self).__name__}(value={self.get_value()})>"


class BoundedSemaphore(Semaphore):
    """A semaphore that refuses to be released more often than it was acquired."""

    __module__ = "multiprocessing.synchronize"
    _sort = "bounded"

    def __init__(self, value=1, *, ctx=None):
        super().__init__(value)
        self._bound = value

    def release(self):
        """Gives one back."""
        try:
            self._sync.release()
        except ValueError:
            raise ValueError("semaphore or lock released too many times") from None

    def __repr__(self):
        return f"<{type(self).__name__}(value={self.get_value()}, maxvalue={self._bound})>"


class Condition(_Shared):
    """Lets processes wait until others notify them that what a lock protects has changed."""

    __module__ = "multiprocessing.synchronize"

    def __init__(self, lock=None, *, ctx=None):
        self._lock = RLock() if lock is None else lock
        self._sync = _new_shared("condition", self._lock._sync)

    def acquire(self, block=True, timeout=None):
        """Takes its lock."""
        return self._lock.acquire(block, timeout)

    def release(self):
        """Gives its lock back."""
        self._lock.release()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, exc_type, exc_value, exc_tb):
        self._lock.__exit__(exc_type, exc_value, exc_tb)

    def __repr__(self):
        return f"<{type(self).__name__}({self._lock!r}, 0)>"

    def wait(self, timeout=None):
        """Waits to be notified; False after the time-out."""
        try:
            return self._sync.wait(timeout)
        except RuntimeError:
            message = "must acquire() condition before using wait()"
            raise AssertionError(message) from None

    def notify(self, n=1):
        """Wakes so many of those who wait."""
        try:
            self._sync.notify(n)
        except RuntimeError:
            raise AssertionError("lock is not owned") from None

    def notify_all(self):
        """Wakes all who wait."""
        try:
            self._sync.notify_all()
        except RuntimeError:
            raise AssertionError("lock is not owned") from None

    def wait_for(self, predicate, timeout=None):
        """Waits until the predicate holds; gives what it was last."""
        result = predicate()
        if result:
            return result
        end = None if timeout is None else monotonic() + timeout
        while not result:
            rest = None if end is None else end - monotonic()
            if rest is not None and rest <= 0:
                break
            self.wait(rest)
            result = predicate()
        return result


class Event(_Shared):
    """A flag that processes can wait for."""

    __module__ = "multiprocessing.synchronize"

    def __init__(self, *, ctx=None):
        self._sync = _new_shared("event", None)

    def is_set(self):
        """Whether it is set."""
        return self._sync.is_set()

    def set(self):
        """Sets it: all go on who wait for it."""
        self._sync.set()

    def clear(self):
        """Takes it back."""
        self._sync.clear()

    def wait(self, timeout=None):
        """Waits until it is set; False after the time-out."""
        return self._sync.wait(timeout)

    def __repr__(self):
        status = "set" if self.is_set() else "unset"
        return f"<{type(self).__qualname__} at {id(self):#x} {status}>"


class _BarrierState(_Shared):
    # The two numbers of a barrier, which all processes see.
    def __init__(self):
        self._sync = _new_memory("i", (0, 0))

    def load(self, place):
        return _load_cells(self._sync, (place,))[0]

    def store(self, place, value):
        _store_cells(self._sync, "i", (place,), (value,))


class Barrier(_Barrier):
    """A place where processes wait until so many have come to it."""

    __module__ = "multiprocessing.synchronize"

    def __init__(self, parties, action=None, timeout=None, *, ctx=None):
        self._sync = Condition()
        self._cells = _BarrierState()
        self._action = action
        self._timeout = timeout
        self._parties = parties

    @property
    def _state(self):
        return self._cells.load(0)

    @_state.setter
    def _state(self, state):
        self._cells.store(0, state)

    @property
    def _count(self):
        return self._cells.load(1)

    @_count.setter
    def _count(self, count):
        self._cells.store(1, count)
