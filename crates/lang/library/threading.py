# Threads. What threads meet at (locks, conditions, events …) is in Rust.
from _playground import (
    _carried,
    _is_alive,
    _log,
    _new_barrier,
    _set_carried,
    _start_thread,
    _this_task,
    _wait_end,
)
from threading import Event, Lock
from time import monotonic

TIMEOUT_MAX = 9223372036.0
ThreadError = RuntimeError

# Those that were started and have not ended, by their ids in the order of their starts.
_threads = {}
_n_named = 0
_n_dummies = 0


def _new_name():
    global _n_named
    _n_named += 1
    return f"Thread-{_n_named}"


class Thread:
    """A task that runs target(*args, **kwargs) after start(); join() waits for its end."""

    _initialized = False
    _task = None
    # A thread is what the library knows its task by; this says that it runs no event loop.
    _loop = None

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        assert group is None, "group argument must be None for now"
        if name:
            name = str(name)
        else:
            name = _new_name()
            if hasattr(target, "__name__"):
                name += f" ({target.__name__})"
        self._target = target
        self._name = name
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._locals = {}
        self._daemonic = current_thread().daemon if daemon is None else daemon
        self._initialized = True

    def __repr__(self):
        self._check("Thread.__init__() was not called")
        status = "initial"
        if self._task is not None:
            status = "started" if self.is_alive() else "stopped"
        if self._daemonic:
            status += " daemon"
        if self._task is not None:
            status += f" {self.ident}"
        return f"<{type(self).__name__}({self._name}, {status})>"

    def _check(self, message):
        if not self._initialized:
            raise RuntimeError(message)

    def _require(self):
        assert self._initialized, "Thread.__init__() not called"

    def start(self):
        """Starts it."""
        self._check("thread.__init__() not called")
        if self._task is not None:
            raise RuntimeError("threads can only be started once")
        _threads[id(self)] = self
        self._task = _start_thread(_run_thread, self, self._name, self._daemonic)

    def run(self):
        """What it does: calls the target."""
        try:
            if self._target is not None:
                self._target(*self._args, **self._kwargs)
        finally:
            del self._target, self._args, self._kwargs

    def join(self, timeout=None):
        """Waits until it has ended, at most that many seconds."""
        self._check("Thread.__init__() not called")
        if self._task is None:
            raise RuntimeError("cannot join thread before it is started")
        if self is current_thread():
            raise RuntimeError("cannot join current thread")
        _wait_end(self._task, timeout)

    def is_alive(self):
        """Whether it was started and has not ended."""
        self._require()
        return self._task is not None and _is_alive(self._task)

    @property
    def name(self):
        """Its name."""
        self._require()
        return self._name

    @name.setter
    def name(self, name):
        self._require()
        self._name = str(name)

    @property
    def ident(self):
        """A number that identifies it; None before its start."""
        self._require()
        return None if self._task is None else self._task.ident

    native_id = ident

    @property
    def daemon(self):
        """Whether it is cut off when all threads that are not have ended."""
        self._require()
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        self._check("Thread.__init__() not called")
        if self._task is not None:
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = daemonic

    def isDaemon(self):
        return self.daemon

    def setDaemon(self, daemonic):
        self.daemon = daemonic

    def getName(self):
        return self.name

    def setName(self, name):
        self.name = name


class ExceptHookArgs(tuple):
    """What `excepthook` is called with."""

    exc_type = property(lambda self: self[0])
    exc_value = property(lambda self: self[1])
    exc_traceback = property(lambda self: self[2])
    thread = property(lambda self: self[3])


def _report(args):
    # That an exception ended a thread, the run itself reports.
    raise args.exc_value


excepthook = __excepthook__ = _report


def _run_thread(thread):
    # Who started it may not have come to know its task yet.
    thread._task = _this_task()
    try:
        thread.run()
    except BaseException as error:
        if excepthook is not _report:
            excepthook(ExceptHookArgs((type(error), error, error.__traceback__, thread)))
        elif not isinstance(error, SystemExit):
            _log(f"Exception in thread {thread._name}:", error)
            raise
    finally:
        _threads.pop(id(thread), None)


class _MainThread(Thread):
    def __init__(self):
        self._name = "MainThread"
        self._daemonic = False
        self._initialized = True
        self._locals = {}
        self._task = _this_task()


class _DummyThread(Thread):
    # A task that was not started as a thread.
    def __init__(self, name=None):
        global _n_dummies
        if name is None:
            _n_dummies += 1
            name = f"Dummy-{_n_dummies}"
        self._name = name
        self._daemonic = True
        self._initialized = True
        self._locals = {}
        self._task = _this_task()


_main = _MainThread()
_threads[id(_main)] = _main


def _begin_process(has_own_memory):
    # The running task is the first of a new process; of the threads in its copy of the memory it is
    # the only one that goes on.
    global _main
    main = _MainThread()
    if has_own_memory:
        _main = main
        _threads.clear()
        _threads[id(main)] = main
    _set_carried(main)


def current_thread():
    """The thread that runs this."""
    carried = _carried()
    while carried is not None and not isinstance(carried, Thread):
        # An event loop knows its thread.
        carried = carried._loop._host
    if carried is None:
        carried = _main
        if _this_task() is not _main._task:
            carried = _DummyThread()
        if _carried() is None:
            _set_carried(carried)
    return carried


def main_thread():
    """The thread in which the program began."""
    return _main


def get_ident():
    """A number that identifies the running thread."""
    return current_thread().ident


get_native_id = get_ident


def enumerate():
    """A list of the threads that were started and have not ended."""
    return list(_threads.values())


def active_count():
    """How many threads were started and have not ended."""
    return len(_threads)


currentThread = current_thread
activeCount = active_count


class Timer(Thread):
    """A thread that calls a function after an interval; cancel() before that stops it."""

    def __init__(self, interval, function, args=None, kwargs=None):
        Thread.__init__(self)
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


def _fields(data):
    # What the running thread sees of a `local`; made by the first look.
    thread = current_thread()
    known = thread._locals.get(id(data))
    if known is None:
        known = thread._locals[id(data)] = (data, {})
        args, kwargs = object.__getattribute__(data, "_arguments")
        type(data).__init__(data, *args, **kwargs)
    return known[1]


def _missing(data, name):
    kind = type(data)
    kind = "_thread._local" if kind is local else kind.__name__
    return AttributeError(f"{kind!r} object has no attribute {name!r}")


class local:
    """Attributes of which each thread has its own."""

    __module__ = "_thread"

    def __new__(cls, *args, **kwargs):
        made = object.__new__(cls)
        object.__setattr__(made, "_arguments", (args, kwargs))
        # The class is about to call `__init__` itself.
        current_thread()._locals[id(made)] = (made, {})
        return made

    def __getattribute__(self, name):
        fields = _fields(self)
        if name == "__dict__":
            return fields
        if name in fields:
            return fields[name]
        try:
            return object.__getattribute__(self, name)
        except AttributeError:
            raise _missing(self, name) from None

    def __setattr__(self, name, value):
        if isinstance(getattr(type(self), name, None), property):
            object.__setattr__(self, name, value)
        else:
            _fields(self)[name] = value

    def __delattr__(self, name):
        if _fields(self).pop(name, _fields) is _fields:
            raise _missing(self, name)


local.__name__ = "_local"


class BrokenBarrierError(RuntimeError):
    """The barrier was aborted or reset while threads waited at it."""


# The states of a barrier.
_FILLING = 0
_DRAINING = 1
_RESETTING = -1
_BROKEN = -2


class Barrier:
    """A place where threads wait until so many have come to it."""

    def __init__(self, parties, action=None, timeout=None):
        self._sync = _new_barrier()
        self._action = action
        self._timeout = timeout
        self._parties = parties
        self._state = _FILLING
        self._count = 0

    def __repr__(self):
        name = f"{type(self).__module__}.{type(self).__qualname__} at {id(self):#x}"
        if self.broken:
            return f"<{name}: broken>"
        return f"<{name}: waiters={self.n_waiting}/{self.parties}>"

    def wait(self, timeout=None):
        """Waits until all have come; gives each another number below `parties`."""
        if timeout is None:
            timeout = self._timeout
        with self._sync:
            self._enter()
            index = self._count
            self._count += 1
            try:
                if index + 1 == self._parties:
                    self._release()
                else:
                    self._wait(timeout)
                return index
            finally:
                self._count -= 1
                self._leave()

    def _enter(self):
        # Those of the last round leave first.
        while self._state in (_RESETTING, _DRAINING):
            self._sync.wait()
        if self._state < 0:
            raise BrokenBarrierError
        assert self._state == _FILLING

    def _release(self):
        try:
            if self._action:
                self._action()
            self._state = _DRAINING
            self._sync.notify_all()
        except:
            self._break()
            raise

    def _wait(self, timeout):
        if not self._sync.wait_for(lambda: self._state != _FILLING, timeout):
            self._break()
            raise BrokenBarrierError
        if self._state < 0:
            raise BrokenBarrierError

    def _leave(self):
        if self._count == 0 and self._state in (_RESETTING, _DRAINING):
            self._state = _FILLING
            self._sync.notify_all()

    def reset(self):
        """Empties it; those who wait at it get BrokenBarrierError."""
        with self._sync:
            if self._count > 0:
                if self._state in (_FILLING, _BROKEN):
                    self._state = _RESETTING
            else:
                self._state = _FILLING
            self._sync.notify_all()

    def abort(self):
        """Breaks it: all get BrokenBarrierError until it is reset."""
        with self._sync:
            self._break()

    def _break(self):
        self._state = _BROKEN
        self._sync.notify_all()

    @property
    def parties(self):
        """How many threads it waits for."""
        return self._parties

    @property
    def n_waiting(self):
        """How many threads wait at it."""
        return self._count if self._state == _FILLING else 0

    @property
    def broken(self):
        """Whether it is broken."""
        return self._state == _BROKEN
