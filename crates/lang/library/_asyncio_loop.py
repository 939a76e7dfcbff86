# The event loop: one queue of what is to be done, one heap of timers.
#
# The loop is a library function on its thread. What stands in its queue has a turn: handles
# (callbacks), tasks, which take a step each on their own fibers until they park, and sleeps that are
# over; and there are pairs of a callback of the library's own and the future that is done. Between two requests to
# the world this code is not interrupted, and workers that really are parallel run none of it at the
# same time before it waits: so it needs no locks.
from _playground import (
    _carried,
    _heap_pop,
    _heap_push,
    _heap_take,
    _is_coroutine,
    _log,
    _loop_begins,
    _loop_ends,
    _pay_handle,
    _poll,
    _rouse,
    _set_carried,
    _this_task,
)
import time

# The longest that a loop with nothing to do waits at once.
_POLL_SECONDS_MAX = 24 * 3600
# What the clock tells apart.
_RESOLUTION = 1e-9
# Cancelled timers are swept from the heap when there are many, and more than half of all.
_CANCELLED_MIN = 100


class Handle:
    """A callback that an event loop is to call; `cancel()` takes it back."""

    __module__ = "asyncio.events"

    # Whether it is the library's own: such callbacks belong to the loop.
    _is_internal = False

    def __init__(self, callback, args, loop, context=None):
        self._callback = callback
        self._args = args
        self._loop = loop
        self._cancelled = False

    def __repr__(self):
        return f"<{' '.join(self._parts())}>"

    def _parts(self):
        parts = [type(self).__name__]
        if self._cancelled:
            parts.append("cancelled")
        if self._callback is not None:
            parts.append(_call_text(self._callback, self._args))
        return parts

    def cancel(self):
        """Takes the call back, unless it was made."""
        if not self._cancelled:
            self._cancelled = True
            self._callback = None
            self._args = None

    def cancelled(self):
        """Whether it was taken back."""
        return self._cancelled

    def _turn(self):
        if self._cancelled:
            return
        loop = self._loop
        if not self._is_internal:
            _loop_ends()
        try:
            self._callback(*self._args)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            loop._report(self, error)
        finally:
            if not self._is_internal:
                _loop_begins(loop._awaited)


class TimerHandle(Handle):
    """A callback that an event loop is to call at a certain time."""

    __module__ = "asyncio.events"

    def __init__(self, when, callback, args, loop, context=None):
        super().__init__(callback, args, loop, context)
        self._when = when
        self._scheduled = False

    def _turn(self):
        self._scheduled = False
        if self._cancelled:
            self._loop._n_cancelled -= 1
        else:
            super()._turn()

    def _parts(self):
        parts = super()._parts()
        parts.insert(2 if self._cancelled else 1, f"when={self._when}")
        return parts

    def __hash__(self):
        return hash(self._when)

    def cancel(self):
        """Takes the call back, unless it was made."""
        if not self._cancelled and self._scheduled:
            self._loop._n_cancelled += 1
        super().cancel()

    def when(self):
        """The time of the loop's clock at which it is called."""
        return self._when


def _call_text(callback, args):
    name = getattr(callback, "__qualname__", None) or repr(callback)
    return f"{name}({', '.join([repr(one) for one in args])})"


class AbstractEventLoop:
    """What all event loops are."""

    __module__ = "asyncio.events"


class BaseEventLoop(AbstractEventLoop):
    """An event loop: it runs the steps of its tasks, and callbacks, one after the other."""

    __module__ = "asyncio.base_events"

    # The class of futures, what makes tasks, and `ensure_future`: set by the modules that define them.
    _future_class = None
    _start_task = None
    _ensure_future = None
    _executor_class = None
    _thread_future_class = None

    def __init__(self):
        # What is asked for most stands first, where it is found soonest.
        self._ready = []
        self._polling = False
        self._tasks = {}
        # A heap of timers: of each its time, its number, and what has its turn then.
        self._scheduled = []
        self._n_scheduled = 0
        self._loop = self
        self._closed = False
        self._task_factory = None
        self._thread = None
        self._n_cancelled = 0
        # What is left to do in this turn.
        self._batch = iter(())
        self._stopping = False
        self._awaited = None
        # What the library knew the thread by before the loop ran on it.
        self._host = None
        self._debug = False
        # What ends the loop, wherever it was raised: SystemExit and KeyboardInterrupt.
        self._fatal = None
        self._exception_handler = None
        self._default_executor = None
        self._executor_shutdown_called = False
        # The futures whose exception nobody has received yet.
        self._unretrieved = {}

    def __repr__(self):
        name = type(self).__name__
        return f"<{name} running={self.is_running()} closed={self._closed} debug={self._debug}>"

    # Running.

    def run_forever(self):
        """Runs until `stop()` is called."""
        self._check_closed()
        if self.is_running():
            raise RuntimeError("This event loop is already running")
        if _running_loop() is not None:
            raise RuntimeError("Cannot run the event loop while another loop is running")
        self._thread = _this_task()
        self._host = _set_carried(self)
        _loop_begins(self._awaited)
        try:
            while True:
                self._run_once()
                if self._fatal is not None:
                    self._raise_fatal()
                if self._stopping:
                    break
        finally:
            self._stopping = False
            self._thread = None
            _loop_ends()
            _set_carried(self._host)

    def run_until_complete(self, future):
        """Runs until the future is done; returns its result or raises its exception."""
        self._check_closed()
        if self.is_running():
            raise RuntimeError("This event loop is already running")
        if _running_loop() is not None:
            raise RuntimeError("Cannot run the event loop while another loop is running")
        is_new = not isinstance(future, self._future_class)
        future = self._ensure_future(future, self)
        future._add_callback(_stop_loop_of)
        awaited = self._awaited
        self._awaited = future._carrier
        try:
            self.run_forever()
        except BaseException:
            if is_new and future.done() and not future.cancelled():
                # The caller sees that exception itself.
                future.exception()
            raise
        finally:
            self._awaited = awaited
            future.remove_done_callback(_stop_loop_of)
        if not future.done():
            raise RuntimeError("Event loop stopped before Future completed.")
        return future.result()

    def stop(self):
        """Ends `run_forever` after the callbacks that are ready now."""
        self._stopping = True

    def close(self):
        """Closes the loop; it cannot run any more."""
        if self.is_running():
            raise RuntimeError("Cannot close a running event loop")
        if self._closed:
            return
        self._closed = True
        self._ready = []
        self._scheduled = []
        executor = self._default_executor
        if executor is not None:
            self._default_executor = None
            executor.shutdown(wait=False)
        for future in list(self._unretrieved.values()):
            future._log_unretrieved()

    def is_running(self):
        """Whether it runs now."""
        return self._thread is not None

    def is_closed(self):
        """Whether it was closed."""
        return self._closed

    def _check_closed(self):
        if self._closed:
            raise RuntimeError("Event loop is closed")

    def _run_once(self):
        scheduled = self._scheduled
        if self._n_cancelled:
            scheduled = self._sweep_timers()
        if not self._ready and not self._stopping:
            # From here on, who has something to do for the loop must rouse it.
            self._polling = True
            seconds = None
            if scheduled:
                # In whole milliseconds: what CPython waits with tells no finer, so all timers of one
                # go off in one turn, at its end.
                rest = -(-(scheduled[0] - self.time()) * 1000 // 1) / 1000
                seconds = min(max(0, rest), _POLL_SECONDS_MAX)
            _poll(self._awaited, seconds)
            self._polling = False
            scheduled = self._scheduled
        _heap_take(scheduled, self.time() + _RESOLUTION, self._ready)
        batch = self._batch = iter(self._ready)
        self._ready = []
        try:
            for entry in batch:
                if isinstance(entry, tuple):
                    self._tell(entry[0], entry[1])
                else:
                    entry._turn()
        finally:
            self._break_off()

    def _break_off(self):
        # What this turn of the loop has not got to comes first in the next one.
        rest = list(self._batch)
        if rest:
            self._ready = rest + self._ready

    def _tell(self, callback, future):
        # A callback of the library's own, of a future that is done.
        _pay_handle()
        try:
            callback(future)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            self._report(Handle(callback, (future,), self), error)

    def _report(self, handle, error):
        self.call_exception_handler({
            "message": f"Exception in callback {_call_text(handle._callback, handle._args)}",
            "exception": error,
            "handle": handle,
        })

    def _raise_fatal(self):
        error = self._fatal
        self._fatal = None
        raise error

    def _sweep_timers(self):
        scheduled = self._scheduled
        if self._n_cancelled > _CANCELLED_MIN and self._n_cancelled * 6 > len(scheduled):
            kept = []
            for at in range(0, len(scheduled), 3):
                handle = scheduled[at + 2]
                if handle._cancelled:
                    handle._scheduled = False
                else:
                    _heap_push(kept, scheduled[at], scheduled[at + 1], handle)
            self._scheduled = kept
            self._n_cancelled = 0
            return kept
        while scheduled and scheduled[2]._cancelled:
            _heap_pop(scheduled)._scheduled = False
            self._n_cancelled -= 1
        return scheduled

    # What is to be done.

    def time(self):
        """The time of the loop's clock, in seconds."""
        return time.monotonic()

    def call_soon(self, callback, *args, context=None):
        """Calls a callback in the next turn of the loop."""
        self._check_closed()
        _check_callback(callback, "call_soon")
        handle = Handle(callback, args, self)
        self._append(handle)
        return handle

    def call_soon_threadsafe(self, callback, *args, context=None):
        """Calls a callback in the next turn of the loop; other threads may ask for it."""
        self._check_closed()
        _check_callback(callback, "call_soon_threadsafe")
        handle = Handle(callback, args, self)
        self._ready.append(handle)
        _rouse(self._thread)
        return handle

    def call_later(self, delay, callback, *args, context=None):
        """Calls a callback after that many seconds."""
        if delay is None:
            raise TypeError("delay must not be None")
        return self.call_at(self.time() + delay, callback, *args)

    def call_at(self, when, callback, *args, context=None):
        """Calls a callback when the loop's clock shows that time."""
        if when is None:
            raise TypeError("when cannot be None")
        self._check_closed()
        _check_callback(callback, "call_at")
        handle = TimerHandle(when, callback, args, self)
        self._schedule(handle)
        return handle

    def _soon(self, callback, *args):
        # As call_soon, for the library's own callbacks: they belong to the loop.
        self._check_closed()
        handle = Handle(callback, args, self)
        handle._is_internal = True
        self._append(handle)
        return handle

    def _soon_threadsafe(self, callback, *args):
        self._check_closed()
        handle = Handle(callback, args, self)
        handle._is_internal = True
        self._ready.append(handle)
        _rouse(self._thread)

    def _at(self, when, callback, *args):
        self._check_closed()
        handle = TimerHandle(when, callback, args, self)
        handle._is_internal = True
        self._schedule(handle)
        return handle

    def _append(self, entry):
        self._ready.append(entry)
        if self._polling:
            _rouse(self._thread)

    def _schedule(self, handle):
        handle._scheduled = True
        self._push(handle._when, handle)

    def _push(self, when, entry):
        self._n_scheduled += 1
        _heap_push(self._scheduled, when, self._n_scheduled, entry)
        if self._polling:
            _rouse(self._thread)

    # Futures and tasks.

    def create_future(self):
        """A new future of this loop."""
        return self._future_class(loop=self)

    def create_task(self, coro, *, name=None, context=None):
        """Starts a coroutine as a task of this loop."""
        self._check_closed()
        if self._task_factory is None:
            return self._start_task(coro, self, name)
        task = self._task_factory(self, coro)
        if name is not None:
            task.set_name(name)
        return task

    def set_task_factory(self, factory):
        """Changes what `create_task` calls: `factory(loop, coro)`."""
        if factory is not None and not callable(factory):
            raise TypeError("task factory must be a callable or None")
        self._task_factory = factory

    def get_task_factory(self):
        """What `create_task` calls, or None."""
        return self._task_factory

    # Threads and processes.

    def run_in_executor(self, executor, func, *args):
        """Calls a function in an executor (None: the loop's own threads); gives a future."""
        self._check_closed()
        if executor is None:
            if self._executor_shutdown_called:
                raise RuntimeError("Executor shutdown has been called")
            if self._default_executor is None:
                self._default_executor = self._executor_class(thread_name_prefix="asyncio")
            executor = self._default_executor
        return self._wrap_future(executor.submit(func, *args), self)

    def set_default_executor(self, executor):
        """Changes the executor that `run_in_executor(None, …)` uses."""
        if not isinstance(executor, self._executor_class):
            raise TypeError("executor must be ThreadPoolExecutor instance")
        self._default_executor = executor

    # Errors.

    def get_debug(self):
        """Whether the loop is in debug mode, which changes nothing here."""
        return self._debug

    def set_debug(self, enabled):
        """Changes the debug mode, which changes nothing here."""
        self._debug = enabled

    def set_exception_handler(self, handler):
        """Changes what is called with errors that nobody received: `handler(loop, context)`."""
        if handler is not None and not callable(handler):
            raise TypeError(f"A callable object or None is expected, got {handler!r}")
        self._exception_handler = handler

    def get_exception_handler(self):
        """What is called with errors that nobody received, or None."""
        return self._exception_handler

    def default_exception_handler(self, context):
        """Logs an error that nobody received."""
        message = context.get("message") or "Unhandled exception in event loop"
        lines = [message]
        for key in sorted(context):
            if key not in ("message", "exception"):
                lines.append(f"{key}: {context[key]!r}")
        _log("\n".join(lines), context.get("exception"))

    def call_exception_handler(self, context):
        """Hands an error that nobody received to the handler."""
        if self._exception_handler is None:
            self.default_exception_handler(context)
            return
        try:
            self._exception_handler(self, context)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            self.default_exception_handler({
                "message": "Unhandled error in exception handler",
                "exception": error,
                "context": context,
            })


class SelectorEventLoop(BaseEventLoop):
    """The event loop that `asyncio.run` makes."""

    __module__ = "asyncio.unix_events"
    __qualname__ = "_UnixSelectorEventLoop"


SelectorEventLoop.__name__ = "_UnixSelectorEventLoop"


def _stop_loop_of(future):
    if not future.cancelled():
        if isinstance(future._exception, (SystemExit, KeyboardInterrupt)):
            # The loop has ended by itself.
            return
    future._loop.stop()


def _check_callback(callback, method):
    if _is_coroutine(callback):
        raise TypeError(f"coroutines cannot be used with {method}()")
    if not callable(callback):
        raise TypeError(f"a callable object was expected by {method}(), got {callback!r}")


# Which loop is whose.

# The loops that threads have set for themselves, by the threads.
_loops_of_threads = {}


def _running_loop():
    carried = _carried()
    return None if carried is None else carried._loop


def get_running_loop():
    """The event loop that runs this; RuntimeError where none does."""
    loop = _running_loop()
    if loop is None:
        raise RuntimeError("no running event loop")
    return loop


def get_event_loop():
    """The event loop that runs this, or the one that was set for this thread."""
    loop = _running_loop()
    if loop is not None:
        return loop
    thread = _this_task()
    loop = _loops_of_threads.get(thread)
    if loop is None:
        if thread is not _main_thread or thread in _loops_of_threads:
            name = thread.get_name()
            raise RuntimeError(f"There is no current event loop in thread {name!r}.")
        loop = new_event_loop()
        _loops_of_threads[thread] = loop
    return loop


def set_event_loop(loop):
    """Sets the event loop of this thread."""
    if loop is not None and not isinstance(loop, AbstractEventLoop):
        kind = type(loop).__name__
        message = f"loop must be an instance of AbstractEventLoop or None, not '{kind}'"
        raise TypeError(message)
    _loops_of_threads[_this_task()] = loop


def new_event_loop():
    """A new event loop."""
    return SelectorEventLoop()


_main_thread = _this_task()
