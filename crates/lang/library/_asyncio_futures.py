# Futures: results that are there later.
#
# Who awaits a future parks on its own fiber: no value is yielded up through the coroutines.
from _asyncio_loop import BaseEventLoop, _running_loop, get_event_loop
from _playground import _GenericAlias, _carried, _due, _rouse

_PENDING = "PENDING"
_CANCELLED = "CANCELLED"
_FINISHED = "FINISHED"


class CancelledError(BaseException):
    """The task or future was cancelled."""

    __module__ = "asyncio.exceptions"


class InvalidStateError(Exception):
    """The future is in a state in which this cannot be done."""

    __module__ = "asyncio.exceptions"


class Future:
    """A result that is there later; `await` waits for it."""

    __module__ = "asyncio"

    _state = _PENDING
    # Pairs of a callback and whether it is the library's own; a task stands for its wake-up. One is in
    # a tuple, which several futures may share; more are in a list.
    _callbacks = None
    _result = None
    _exception = None
    _cancel_message = None
    _cancelled_error = None
    # What the timeline says of who awaits it: the kind of waiting, a label, the kernel's task whose
    # end it is, and for how long.
    _cause = "event"
    _label = "a future"
    _carrier = None
    _span = None
    # Where waiting is not overlapped, for how long nobody else goes on.
    _alone = None

    def __init__(self, *, loop=None):
        self._loop = get_event_loop() if loop is None else loop

    def __class_getitem__(cls, item):
        return _GenericAlias(cls, item)

    def __repr__(self):
        return f"<{type(self).__name__} {' '.join(self._parts())}>"

    def _parts(self):
        parts = [self._state.lower()]
        if self._state == _FINISHED:
            if self._exception is not None:
                parts.append(f"exception={self._exception!r}")
            else:
                parts.append(f"result={self._result!r}")
        if self._callbacks:
            parts.append(f"cb=[{self._callbacks_text()}]")
        return parts

    def _callbacks_text(self):
        texts = []
        for entry in self._callbacks:
            if isinstance(entry, tuple):
                name = getattr(entry[0], "__qualname__", None) or repr(entry[0])
                texts.append(f"{name}()")
            else:
                texts.append("Task.task_wakeup()")
        if len(texts) > 2:
            return f"{texts[0]}, <{len(texts) - 2} more>, {texts[-1]}"
        return ", ".join(texts)

    def get_loop(self):
        """The event loop it belongs to."""
        return self._loop

    def cancel(self, msg=None):
        """Cancels it, unless it is done; returns whether it was cancelled."""
        if self._state != _PENDING:
            return False
        self._state = _CANCELLED
        self._cancel_message = msg
        self._schedule_callbacks()
        return True

    def cancelled(self):
        """Whether it was cancelled."""
        return self._state == _CANCELLED

    def done(self):
        """Whether it has a result or an exception, or was cancelled."""
        return self._state != _PENDING

    def result(self):
        """The result; raises the exception, or InvalidStateError where there is none yet."""
        if self._state == _FINISHED:
            if self._exception is None:
                return self._result
            self._retrieve()
            raise self._exception
        if self._state == _CANCELLED:
            raise self._make_cancelled_error()
        raise InvalidStateError("Result is not set.")

    def exception(self):
        """The exception, or None; InvalidStateError where it is not done."""
        if self._state == _CANCELLED:
            raise self._make_cancelled_error()
        if self._state != _FINISHED:
            raise InvalidStateError("Exception is not set.")
        if self._exception is not None:
            self._retrieve()
        return self._exception

    def add_done_callback(self, callback, *, context=None):
        """Has the loop call `callback(future)` once it is done."""
        if self._state == _PENDING:
            self._add((callback, False))
        else:
            self._loop.call_soon(callback, self)

    def remove_done_callback(self, callback):
        """Takes a callback back; returns how often it was there."""
        kept = []
        entries = self._callbacks or ()
        for entry in entries:
            if not (isinstance(entry, tuple) and entry[0] == callback):
                kept.append(entry)
        n_removed = len(entries) - len(kept)
        if n_removed:
            self._callbacks = kept or None
        return n_removed

    def set_result(self, result):
        """Makes it done, with a result."""
        if self._state != _PENDING:
            raise InvalidStateError("invalid state")
        self._result = result
        self._state = _FINISHED
        self._schedule_callbacks()

    def set_exception(self, exception):
        """Makes it done, with an exception."""
        if self._state != _PENDING:
            raise InvalidStateError("invalid state")
        if isinstance(exception, type):
            exception = exception()
        if not isinstance(exception, BaseException):
            raise TypeError("invalid exception object")
        if type(exception) is StopIteration:
            raise TypeError(
                "StopIteration interacts badly with generators and cannot be raised into a Future"
            )
        self._exception = exception
        self._state = _FINISHED
        # Before anybody on another core can retrieve it.
        self._loop._unretrieved[id(self)] = self
        self._schedule_callbacks()

    def __await__(self):
        return self._await_here()
        yield

    __iter__ = __await__

    # What follows is the library's own.

    def _await_here(self):
        # The machine calls this for `await future`.
        if self._state == _PENDING:
            self._wait()
        return self.result()

    def _wait(self):
        task = _carried()
        loop = _running_loop()
        if loop is None or task is loop:
            raise RuntimeError("await wasn't used with future")
        if self._loop is not loop:
            message = f"Task {task!r} got Future {self!r} attached to a different loop"
            task._fail_soon(RuntimeError(message))
        elif self is task:
            task._fail_soon(RuntimeError(f"Task cannot await on itself: {task!r}"))
        else:
            self._add(task)
            task._fut_waiter = self
            if task._must_cancel and self.cancel(msg=task._cancel_message):
                task._must_cancel = False
        task._pause(self._cause, self._label, self._carrier, self._span, self._alone)
        if self._state == _PENDING:
            raise RuntimeError("await wasn't used with future")

    def _add_callback(self, callback):
        # As add_done_callback, for the library's own callbacks.
        if self._state == _PENDING:
            self._add((callback, True))
        else:
            self._loop._check_closed()
            self._loop._append((callback, self))

    def _add(self, entry):
        known = self._callbacks
        if known is None:
            self._callbacks = (entry,)
        elif isinstance(known, tuple):
            self._callbacks = [known[0], entry]
        else:
            known.append(entry)

    def _schedule_callbacks(self):
        callbacks = self._callbacks
        if callbacks is None:
            return
        self._callbacks = None
        loop = self._loop
        for entry in callbacks:
            if not isinstance(entry, tuple):
                # Before a loop on another core can step it.
                _due(entry._carrier)
                loop._ready.append(entry)
                if loop._polling:
                    _rouse(loop._thread)
            elif entry[1]:
                if loop._closed:
                    loop._check_closed()
                loop._append((entry[0], self))
            else:
                loop.call_soon(entry[0], self)

    def _make_cancelled_error(self):
        if self._cancelled_error is not None:
            error = self._cancelled_error
            self._cancelled_error = None
            return error
        if self._cancel_message is None:
            return CancelledError()
        return CancelledError(self._cancel_message)

    def _retrieve(self):
        self._loop._unretrieved.pop(id(self), None)

    def _log_unretrieved(self):
        self._retrieve()
        self._loop.call_exception_handler({
            "message": f"{type(self).__name__} exception was never retrieved",
            "exception": self._exception,
            "future": self,
        })


BaseEventLoop._future_class = Future


def isfuture(obj):
    """Whether it is a future."""
    return isinstance(obj, Future)


def _set_result_unless_cancelled(future, result):
    if future._state == _PENDING:
        future.set_result(result)


# Futures of asyncio and of concurrent.futures.


def wrap_future(future, *, loop=None):
    """A future of the event loop that follows one of `concurrent.futures`."""
    return _wrap_future(future, loop)


def _wrap_future(source, loop):
    if isinstance(source, Future):
        return source
    if loop is None:
        loop = get_event_loop()
    future = loop.create_future()
    future._cause = "join"
    future._label = "another thread"
    _chain_from_thread(source, future)
    return future


BaseEventLoop._wrap_future = staticmethod(_wrap_future)


def _chain_from_thread(source, future):
    loop = future._loop

    def take_over(source):
        if future._state != _PENDING:
            return
        if source.cancelled():
            future.cancel()
            return
        error = source.exception()
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(source.result())

    def hand_over(source):
        if not (future.cancelled() and loop._closed):
            loop._soon_threadsafe(take_over, source)

    def give_up(future):
        if future.cancelled():
            source.cancel()

    future._add_callback(give_up)
    source.add_done_callback(hand_over)


def _chain_to_thread(future, target):
    # `target` is a future of concurrent.futures.
    loop = future._loop

    def hand_over(future):
        if target.cancelled() and loop._closed:
            return
        if future.cancelled():
            target.cancel()
        if not target.set_running_or_notify_cancel():
            return
        if future.cancelled():
            return
        error = future.exception()
        if error is not None:
            target.set_exception(error)
        else:
            target.set_result(future.result())

    def give_up(target):
        if target.cancelled():
            loop._soon_threadsafe(future.cancel)

    target.add_done_callback(give_up)
    future._add_callback(hand_over)
