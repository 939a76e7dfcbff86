# Threads where every task is a process of its own. What they meet at is that of `multiprocessing`,
# with what else threads can ask of it.
from _mp_context import Process
from _mp_process import _own, active_children
from _mp_sync import Barrier, Event
from _mp_sync import BoundedSemaphore as _BoundedSemaphore
from _mp_sync import Condition as _Condition
from _mp_sync import Lock as _Lock
from _mp_sync import RLock as _RLock
from _mp_sync import Semaphore as _Semaphore
from _playground import _log, _process_number
from threading import ExceptHookArgs, _new_name
from threading import current_thread as _inner_thread
from threading import main_thread as _first_inner_thread


class Thread(Process):
    """A process that runs target(*args, **kwargs) after start(); join() waits for its end."""

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        if not name:
            name = _new_name()
            if hasattr(target, "__name__"):
                name += f" ({target.__name__})"
        kwargs = {} if kwargs is None else kwargs
        super().__init__(group, target, str(name), args, kwargs, daemon=daemon)

    def _check_made(self):
        if "_identity" not in self.__dict__:
            raise RuntimeError("Thread.__init__() was not called")

    def start(self):
        """Starts it."""
        self._check_made()
        if self._task is not None:
            raise RuntimeError("threads can only be started once")
        super().start()

    def join(self, timeout=None):
        """Waits until it has ended, at most that many seconds."""
        self._check_made()
        if self is current_thread():
            raise RuntimeError("cannot join current thread")
        if self._task is None:
            raise RuntimeError("cannot join thread before it is started")
        super().join(timeout)

    def _run_all(self):
        try:
            super()._run_all()
        except BaseException as error:
            if excepthook is not __excepthook__:
                excepthook(ExceptHookArgs((type(error), error, error.__traceback__, self)))
            elif not isinstance(error, SystemExit):
                raise

    @property
    def native_id(self):
        """The number of its process."""
        return self.ident

    def isDaemon(self):
        return self.daemon

    def setDaemon(self, daemonic):
        self.daemon = daemonic

    def getName(self):
        return self.name

    def setName(self, name):
        self.name = name


class _MainThread(Thread):
    # Of the first process, and of those that the workload itself starts.
    def __init__(self):
        self._identity = ()
        self._daemonic = False
        self._parent_number = None
        self._parent_name = None
        self._name = "MainThread"

    @property
    def ident(self):
        return _process_number()

    native_id = ident

    def is_alive(self):
        return True


_main = _MainThread()


def _report(args):
    # That an exception ended a thread, its process says and the run itself reports.
    raise args.exc_value


excepthook = __excepthook__ = _report


def current_thread():
    """The thread that runs this."""
    inner = _inner_thread()
    if inner is not _first_inner_thread():
        # One of the library's, such as that of an executor, in this process.
        return inner
    process = _own().process
    return process if isinstance(process, Thread) else _main


def main_thread():
    """The thread in which the program began."""
    return _main


def get_ident():
    """A number that identifies the running thread."""
    return current_thread().ident


get_native_id = get_ident


def enumerate():
    """A list of the running thread and of those that it has started and that have not ended."""
    own = [child for child in active_children() if isinstance(child, Thread)]
    return [current_thread(), *own]


def active_count():
    """How many those are."""
    return len(enumerate())


currentThread = current_thread
activeCount = active_count


class _Acquired:
    def acquire(self, blocking=True, timeout=-1):
        """Takes it; False if that was not possible at once or in time."""
        if timeout == -1:
            return super().acquire(blocking)
        if not blocking:
            raise ValueError("can't specify a timeout for a non-blocking call")
        if timeout < 0:
            raise ValueError("timeout value must be a non-negative number")
        return super().acquire(True, timeout)


class Lock(_Acquired, _Lock):
    """A lock that one process at a time can hold."""

    def locked(self):
        """Whether it is held."""
        return self._sync.locked()


class RLock(_Acquired, _RLock):
    """A lock that its holder can take again, and must give back as often."""


class _Counted:
    def acquire(self, blocking=True, timeout=None):
        """Takes one; False if that was not possible at once or in time."""
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        return super().acquire(blocking, timeout)

    def release(self, n=1):
        """Gives so many back."""
        for _ in range(n):
            super().release()


class Semaphore(_Counted, _Semaphore):
    """A count of what can be acquired."""


class BoundedSemaphore(_Counted, _BoundedSemaphore):
    """A semaphore that refuses to be released more often than it was acquired."""


class Condition(_Condition):
    """Lets processes wait until others notify them that what a lock protects has changed."""

    def __init__(self, lock=None):
        super().__init__(RLock() if lock is None else lock)

    def acquire(self, blocking=True, timeout=-1):
        """Takes its lock."""
        return self._lock.acquire(blocking, timeout)


class Timer(Thread):
    """A process that calls a function after an interval; cancel() before that stops it."""

    def __init__(self, interval, function, args=None, kwargs=None):
        super().__init__()
        self.interval = interval
        self.function = function
        self.args = [] if args is None else args
        self.kwargs = {} if kwargs is None else kwargs
        self.finished = Event()

    def cancel(self):
        """Stops it, unless the interval is over."""
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()
