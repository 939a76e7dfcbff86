# Futures that threads wait for, and what all executors are.
#
# Nothing interrupts this code between two requests to the world, so it needs no locks.
from _playground import _GenericAlias, _log, _new_future
from time import monotonic

FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"
ALL_COMPLETED = "ALL_COMPLETED"

_PENDING = "PENDING"
_RUNNING = "RUNNING"
_CANCELLED = "CANCELLED"
_NOTIFIED = "CANCELLED_AND_NOTIFIED"
_FINISHED = "FINISHED"


class Error(Exception):
    """What the errors of futures come from."""

    __module__ = "concurrent.futures._base"


class CancelledError(Error):
    """The future was cancelled."""

    __module__ = "concurrent.futures._base"


class InvalidStateError(Error):
    """The future is in a state in which this cannot be done."""

    __module__ = "concurrent.futures._base"


class BrokenExecutor(RuntimeError):
    """The executor can do no work any more."""

    __module__ = "concurrent.futures._base"


class Future:
    """The result of a call that an executor makes."""

    __module__ = "concurrent.futures._base"

    # The event that is set when it is done, made by the first who waits for it.
    _sync = None

    def __init__(self):
        self._state = _PENDING
        self._result = None
        self._exception = None
        self._callbacks = []
        # Those who wait for several.
        self._waiters = []

    def __class_getitem__(cls, item):
        return _GenericAlias(cls, item)

    def __repr__(self):
        state = self._state.split("_")[0].lower()
        if self._state == _FINISHED:
            if self._exception is not None:
                state += f" raised {type(self._exception).__name__}"
            else:
                state += f" returned {type(self._result).__name__}"
        return f"<{type(self).__name__} at {id(self):#x} state={state}>"

    def cancel(self):
        """Cancels it, unless it runs or is done; returns whether it is cancelled."""
        if self._state in (_RUNNING, _FINISHED):
            return False
        if self._state == _PENDING:
            self._state = _CANCELLED
            self._wake()
            self._call_back()
        return True

    def cancelled(self):
        """Whether it was cancelled."""
        return self._state in (_CANCELLED, _NOTIFIED)

    def running(self):
        """Whether it runs now."""
        return self._state == _RUNNING

    def done(self):
        """Whether it has ended, or was cancelled."""
        return self._state not in (_PENDING, _RUNNING)

    def result(self, timeout=None):
        """Waits for the result; raises the exception, CancelledError or TimeoutError."""
        self._wait(timeout)
        if self._exception is not None:
            raise self._exception
        return self._result

    def exception(self, timeout=None):
        """Waits for the exception; None if there is a result."""
        self._wait(timeout)
        return self._exception

    def _wait(self, timeout):
        if not self.done() and self._sync is None:
            event = _new_future()
            if self._sync is None:
                self._sync = event
        if not self.done():
            self._sync.wait(timeout)
        if self.cancelled():
            raise CancelledError()
        if self._state != _FINISHED:
            raise TimeoutError()

    def add_done_callback(self, fn):
        """Calls `fn(future)` once it is done, on the thread that makes it so."""
        if self.done():
            self._call(fn)
        else:
            self._callbacks.append(fn)

    # For executors.

    def set_running_or_notify_cancel(self):
        """Makes it run; False if it was cancelled."""
        if self._state == _CANCELLED:
            self._state = _NOTIFIED
            self._tell(None)
            return False
        if self._state == _PENDING:
            self._state = _RUNNING
            return True
        _log(f"Future {id(self)} in unexpected state: {self._state}", None)
        raise RuntimeError("Future in unexpected state")

    def set_result(self, result):
        """Makes it done, with a result."""
        self._check_open()
        self._result = result
        self._finish(None)

    def set_exception(self, exception):
        """Makes it done, with an exception."""
        self._check_open()
        self._exception = exception
        self._finish(exception)

    def _check_open(self):
        if self.done():
            raise InvalidStateError(f"{self._state}: {self!r}")

    def _finish(self, exception):
        self._state = _FINISHED
        self._tell(exception)
        self._wake()
        self._call_back()

    def _tell(self, exception):
        for waiter in list(self._waiters):
            waiter._note(self, exception)

    def _wake(self):
        if self._sync is not None:
            self._sync.set()

    def _call_back(self):
        for callback in self._callbacks:
            self._call(callback)

    def _call(self, callback):
        try:
            callback(self)
        except Exception as error:
            _log(f"exception calling callback for {self!r}", error)


class _Waiter:
    # Waits for some of several futures: until so many are done, or one failed.

    def __init__(self, futures, n_missing, ends_at_error):
        self._n_missing = n_missing
        self._ends_at_error = ends_at_error
        self._futures = futures
        self.done = []
        self._sync = _new_future()
        for future in futures:
            future._waiters.append(self)
            if future._state in (_NOTIFIED, _FINISHED):
                # It ended while the event was made.
                self._note(future, future._exception)

    def _note(self, future, exception):
        self.done.append(future)
        self._n_missing -= 1
        if self._n_missing <= 0 or self._ends_at_error and exception is not None:
            self._sync.set()

    def wait(self, timeout):
        self._sync.wait(timeout)

    def take(self):
        done = self.done
        self.done = []
        self._n_missing = 1
        self._sync.clear()
        return done

    def leave(self):
        for future in self._futures:
            future._waiters.remove(self)


class DoneAndNotDoneFutures(tuple):
    """The futures that are done, and those that are not."""

    __module__ = "concurrent.futures._base"

    def __new__(cls, done, not_done):
        return tuple.__new__(cls, (done, not_done))

    done = property(lambda self: self[0])
    not_done = property(lambda self: self[1])

    def __repr__(self):
        return f"DoneAndNotDoneFutures(done={self[0]!r}, not_done={self[1]!r})"


def _is_over(future):
    return future._state in (_NOTIFIED, _FINISHED)


def wait(fs, timeout=None, return_when=ALL_COMPLETED):
    """Waits for futures; returns the sets of those that are done and of those that are not."""
    futures = set(fs)
    done = {future for future in futures if _is_over(future)}
    pending = futures - done
    if return_when == FIRST_COMPLETED and done:
        return DoneAndNotDoneFutures(done, pending)
    if return_when == FIRST_EXCEPTION and any(future._exception is not None for future in done):
        return DoneAndNotDoneFutures(done, pending)
    if not pending:
        return DoneAndNotDoneFutures(done, pending)
    if return_when not in (FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED):
        raise ValueError(f"Invalid return condition: {return_when!r}")
    n_missing = 1 if return_when == FIRST_COMPLETED else len(pending)
    waiter = _Waiter(pending, n_missing, return_when == FIRST_EXCEPTION)
    waiter.wait(timeout)
    waiter.leave()
    done.update(waiter.done)
    return DoneAndNotDoneFutures(done, futures - done)


def as_completed(fs, timeout=None):
    """Gives the futures as they are done; TimeoutError after that many seconds."""
    end = None if timeout is None else timeout + monotonic()
    futures = set(fs)
    done = [future for future in futures if _is_over(future)]
    pending = futures - set(done)
    waiter = _Waiter(pending, 1, False)
    try:
        for future in done:
            yield future
        n_left = len(pending)
        while n_left:
            seconds = None
            if end is not None:
                seconds = end - monotonic()
                if seconds < 0:
                    raise TimeoutError(f"{n_left} (of {len(futures)}) futures unfinished")
            waiter.wait(seconds)
            for future in waiter.take():
                n_left -= 1
                yield future
    finally:
        waiter.leave()


class Executor:
    """What makes calls in other threads or processes."""

    __module__ = "concurrent.futures._base"

    def submit(self, fn, /, *args, **kwargs):
        """Has `fn(*args, **kwargs)` called; gives a future."""
        raise NotImplementedError()

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        """The results of `fn` for the items, in order; they are computed concurrently."""
        end = None if timeout is None else timeout + monotonic()
        futures = [self.submit(fn, *args) for args in zip(*iterables)]
        return _results(futures, end)

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Ends it, once all that was submitted is done."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        self.shutdown(wait=True)
        return False


def _results(futures, end):
    futures.reverse()
    try:
        while futures:
            future = futures.pop()
            try:
                yield future.result(None if end is None else end - monotonic())
            finally:
                future.cancel()
    finally:
        for future in futures:
            future.cancel()
