# What a task enters with `async with`: time-outs and groups of tasks.
from _asyncio_futures import CancelledError
from _asyncio_loop import get_running_loop
from _asyncio_tasks import current_task

# The states of a time-out.
_CREATED = "created"
_ENTERED = "active"
_EXPIRING = "expiring"
_EXPIRED = "expired"
_EXITED = "finished"


class Timeout:
    """Cancels what runs inside it once its time is over, and raises TimeoutError."""

    __module__ = "asyncio.timeouts"

    def __init__(self, when):
        self._state = _CREATED
        self._when = when
        self._timer = None
        self._task = None
        self._n_cancels = 0

    def __repr__(self):
        shown = f"[{self._state}]"
        if self._state == _ENTERED:
            when = None if self._when is None else round(self._when, 3)
            shown += f" when={when}"
        return f"<Timeout {shown}>"

    def when(self):
        """The time of the loop's clock at which it expires, or None."""
        return self._when

    def reschedule(self, when):
        """Changes the time at which it expires."""
        assert self._state != _CREATED
        if self._state != _ENTERED:
            raise RuntimeError(f"Cannot change state of {self._state} Timeout")
        self._when = when
        self._stop_timer()
        if when is not None:
            loop = get_running_loop()
            if when <= loop.time():
                self._timer = loop._soon(self._expire)
            else:
                self._timer = loop._at(when, self._expire)

    def expired(self):
        """Whether its time was over before what runs inside it."""
        return self._state in (_EXPIRING, _EXPIRED)

    async def __aenter__(self):
        self._state = _ENTERED
        self._task = current_task()
        if self._task is None:
            raise RuntimeError("Timeout should be used inside a task")
        self._n_cancels = self._task.cancelling()
        self.reschedule(self._when)
        return self

    async def __aexit__(self, kind, error, traceback):
        assert self._state in (_ENTERED, _EXPIRING)
        self._stop_timer()
        if self._state == _EXPIRING:
            self._state = _EXPIRED
            if self._task.uncancel() <= self._n_cancels and kind is CancelledError:
                # Nobody else has asked the task to end.
                raise TimeoutError from error
        else:
            self._state = _EXITED
        return None

    def _stop_timer(self):
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _expire(self):
        self._task.cancel()
        self._state = _EXPIRING
        self._timer = None


def timeout(delay):
    """Gives what runs inside it that many seconds; None for any number."""
    when = None if delay is None else get_running_loop().time() + delay
    return Timeout(when)


def timeout_at(when):
    """Gives what runs inside it until that time of the loop's clock."""
    return Timeout(when)


class TaskGroup:
    """Tasks that end together: leaving it waits for all; if one fails, the others are cancelled."""

    __module__ = "asyncio.taskgroups"

    def __init__(self):
        self._entered = False
        self._exiting = False
        self._aborting = False
        self._loop = None
        self._parent = None
        # Whether the group itself has asked its parent to end.
        self._has_cancelled_parent = False
        self._tasks = {}
        self._errors = []
        self._base_error = None
        self._completed = None

    def __repr__(self):
        parts = ["<TaskGroup"]
        if self._tasks:
            parts.append(f"tasks={len(self._tasks)}")
        if self._errors:
            parts.append(f"errors={len(self._errors)}")
        if self._aborting:
            parts.append("cancelling")
        elif self._entered:
            parts.append("entered")
        return " ".join(parts) + ">"

    async def __aenter__(self):
        if self._entered:
            raise RuntimeError(f"TaskGroup {self!r} has been already entered")
        self._entered = True
        self._loop = get_running_loop()
        self._parent = current_task(self._loop)
        if self._parent is None:
            raise RuntimeError(f"TaskGroup {self!r} cannot determine the parent task")
        return self

    async def __aexit__(self, kind, error, traceback):
        self._exiting = True
        if isinstance(error, (SystemExit, KeyboardInterrupt)) and self._base_error is None:
            self._base_error = error
        cancelled = error if kind is CancelledError else None
        if self._has_cancelled_parent and self._parent.uncancel() == 0:
            # Nobody but the group itself has cancelled the parent.
            cancelled = None
        if kind is not None and not self._aborting:
            self._abort()
        # More than once, since the parent may be cancelled while it waits.
        while self._tasks:
            if self._completed is None:
                self._completed = self._loop.create_future()
                self._completed._cause = "join"
                self._completed._label = "a group of tasks"
            try:
                await self._completed
            except CancelledError as again:
                if not self._aborting:
                    cancelled = again
                    self._abort()
            self._completed = None
        if self._base_error is not None:
            raise self._base_error
        # Failures come before being cancelled.
        if cancelled is not None and not self._errors:
            raise cancelled
        if kind is not None and kind is not CancelledError:
            self._errors.append(error)
        if self._errors:
            errors = self._errors
            self._errors = None
            raise BaseExceptionGroup("unhandled errors in a TaskGroup", errors) from None

    def create_task(self, coro, *, name=None, context=None):
        """Starts a coroutine as a task of the group."""
        if not self._entered:
            raise RuntimeError(f"TaskGroup {self!r} has not been entered")
        if self._exiting and not self._tasks:
            raise RuntimeError(f"TaskGroup {self!r} is finished")
        if self._aborting:
            raise RuntimeError(f"TaskGroup {self!r} is shutting down")
        task = self._loop.create_task(coro, name=name)
        self._tasks[id(task)] = task
        task._add_callback(self._note_done)
        return task

    def _abort(self):
        self._aborting = True
        for task in list(self._tasks.values()):
            if not task.done():
                task.cancel()

    def _note_done(self, task):
        self._tasks.pop(id(task), None)
        if self._completed is not None and not self._tasks and not self._completed.done():
            self._completed.set_result(True)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        self._errors.append(error)
        if isinstance(error, (SystemExit, KeyboardInterrupt)) and self._base_error is None:
            self._base_error = error
        if self._parent.done():
            self._loop.call_exception_handler({
                "message": f"Task {task!r} has errored out but its parent task {self._parent} is "
                "already completed",
                "exception": error,
                "task": task,
            })
            return
        if not self._aborting and not self._has_cancelled_parent:
            self._abort()
            self._has_cancelled_parent = True
            self._parent.cancel()
