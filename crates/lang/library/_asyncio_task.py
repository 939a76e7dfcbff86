# A task: a coroutine that runs step by step.
#
# Each task has a fiber of its own, the kernel's task `_carrier`. A step is asked for by the loop's
# thread (`_begin_step`) and lasts until the fiber parks (`_pause`) or ends (`_carry_coroutine`).
from _asyncio_futures import (
    _CANCELLED,
    _FINISHED,
    _PENDING,
    CancelledError,
    Future,
    InvalidStateError,
)
from _asyncio_loop import BaseEventLoop, get_event_loop
from _playground import (
    _await,
    _carry,
    _close_coroutine,
    _coroutine_place,
    _is_coroutine,
    _park,
    _rouse,
    _step,
)

_n_tasks = 0


def _next_task_number():
    global _n_tasks
    _n_tasks += 1
    return _n_tasks


class Task(Future):
    """A coroutine that runs as a task of the event loop; `await` waits for its result."""

    __module__ = "asyncio"

    _cause = "join"
    _label = ""
    _fut_waiter = None
    _must_cancel = False
    _n_cancels = 0
    # The exception that the next step begins with.
    _thrown = None

    def __init__(self, coro, *, loop=None, name=None, context=None):
        self._begin(coro, get_event_loop() if loop is None else loop, name, name is None)

    def _begin(self, coro, loop, name, counts):
        self._loop = loop
        if not _is_coroutine(coro):
            raise TypeError(f"a coroutine was expected, got {coro!r}")
        self._coro = coro
        if counts:
            number = _next_task_number()
        # A number stands for the name that it gives.
        self._name = number if name is None else str(name)
        carrier = _carry(_carry_coroutine, self, self._name, coro)
        self._carrier = carrier
        loop._tasks[carrier] = self
        loop._append(self)

    def _parts(self):
        parts = super()._parts()
        if self._n_cancels and self._state == _PENDING:
            parts[0] = "cancelling"
        parts.insert(1, f"name={self.get_name()!r}")
        parts.insert(2, f"coro=<{_coroutine_place(self._coro, self.done())}>")
        if self._fut_waiter is not None:
            parts.insert(3, f"wait_for={self._fut_waiter!r}")
        return parts

    def get_coro(self):
        """The coroutine."""
        return self._coro

    def get_name(self):
        """Its name."""
        name = self._name
        return f"Task-{name}" if isinstance(name, int) else name

    def set_name(self, value):
        """Changes its name."""
        self._name = str(value)

    def set_result(self, result):
        """Not possible: a task's result is its coroutine's."""
        raise RuntimeError("Task does not support set_result operation")

    def set_exception(self, exception):
        """Not possible: a task's exception is its coroutine's."""
        raise RuntimeError("Task does not support set_exception operation")

    def cancel(self, msg=None):
        """Asks it to end: CancelledError is raised where it waits. False if it is done."""
        if self._state != _PENDING:
            return False
        self._n_cancels += 1
        waiter = self._fut_waiter
        if waiter is not None and waiter.cancel(msg=msg):
            return True
        self._must_cancel = True
        self._cancel_message = msg
        return True

    def cancelling(self):
        """How many requests to cancel it stand."""
        return self._n_cancels

    def uncancel(self):
        """Takes back one request to cancel it; returns how many are left."""
        if self._n_cancels > 0:
            self._n_cancels -= 1
        return self._n_cancels

    # On the loop's thread.

    def _turn(self):
        # What it waited for is done, if it waited for anything.
        future = self._fut_waiter
        if future is not None:
            if future._state is _CANCELLED or future._exception is not None:
                return self._turn_to_error(future)
            self._fut_waiter = None
        if self._must_cancel or self._state is not _PENDING:
            return self._begin_step(None)
        _step(self._carrier)

    def _turn_to_error(self, future):
        if future._state is _CANCELLED:
            self._begin_step(future._make_cancelled_error())
        else:
            future._retrieve()
            self._begin_step(future._exception)

    def _begin_step(self, error):
        if self._state != _PENDING:
            raise InvalidStateError(f"__step(): already done: {self!r}, {error!r}")
        if self._must_cancel:
            if not isinstance(error, CancelledError):
                error = self._make_cancelled_error()
            self._must_cancel = False
        self._fut_waiter = None
        self._thrown = error
        _step(self._carrier)

    # On the task's own fiber.

    def _pause(self, cause, label, carrier=None, span=None, alone=None):
        _park(cause, label, carrier, span, alone)
        if self._thrown is not None:
            self._raise_thrown()

    def _raise_thrown(self):
        error = self._thrown
        self._thrown = None
        raise error

    def _fail_soon(self, error):
        # The step after this one raises the error.
        self._loop._soon(self._begin_step, error)

    def _yield_turn(self):
        self._loop._append(self)
        self._pause("yield", "")

    def _wait_for_yielded(self, value):
        # An `__await__` of the workload's own has yielded this.
        if isinstance(value, Future):
            value._wait()
        elif value is None:
            self._yield_turn()
        else:
            self._fail_soon(RuntimeError(f"Task got bad yield: {value!r}"))
            self._pause("event", "")

    def _not_begin(self):
        # It is cancelled before it began: nothing of it runs.
        _close_coroutine(self._coro)
        self._raise_thrown()

    def _finish(self, result):
        self._loop._tasks.pop(self._carrier, None)
        if self._must_cancel:
            # It was asked to end just before it did.
            self._must_cancel = False
            Future.cancel(self, self._cancel_message)
        else:
            self._result = result
            self._state = _FINISHED
            self._schedule_callbacks()

    def _fail(self, error):
        loop = self._loop
        loop._tasks.pop(self._carrier, None)
        if isinstance(error, CancelledError):
            self._cancelled_error = error
            Future.cancel(self)
            return
        Future.set_exception(self, error)
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            loop._fatal = error
            loop._break_off()
            if loop._polling:
                _rouse(loop._thread)


def _carry_coroutine(task):
    try:
        if task._thrown is not None:
            task._not_begin()
        result = _await(task._coro)
    except BaseException as error:
        task._fail(error)
    else:
        task._finish(result)


_new = object.__new__


def _start_task(coro, loop, name):
    # As a call of the class with keyword arguments, which takes longer.
    task = _new(Task)
    # `create_task` names a task after it has made it.
    task._begin(coro, loop, name, True)
    return task


def _make_room():
    # Tasks get room for as many fields as any has had: so none grows field by field.
    usual = _new(Task)
    for name in ("_loop", "_coro", "_name", "_carrier", "_callbacks", "_fut_waiter", "_result", "_state"):
        setattr(usual, name, None)


_make_room()
BaseEventLoop._start_task = staticmethod(_start_task)
