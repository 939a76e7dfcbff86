# What makes tasks, and what waits for several of them.
from _asyncio_futures import (
    _CANCELLED,
    _FINISHED,
    _PENDING,
    CancelledError,
    Future,
    _chain_to_thread,
    _set_result_unless_cancelled,
)
from _asyncio_loop import BaseEventLoop, get_event_loop, get_running_loop
from _asyncio_queues import Queue
from _asyncio_task import Task
from _playground import _carried, _due, _is_coroutine, _is_coroutine_function, _park


def create_task(coro, *, name=None, context=None):
    """Starts a coroutine as a task of the event loop that runs."""
    return get_running_loop().create_task(coro, name=name)


def current_task(loop=None):
    """The task that runs, or None."""
    if loop is None:
        loop = get_running_loop()
    carried = _carried()
    if isinstance(carried, Task) and carried._loop is loop:
        return carried
    return None


def all_tasks(loop=None):
    """The tasks of the event loop that are not done."""
    if loop is None:
        loop = get_running_loop()
    return set(loop._tasks.values())


def iscoroutine(obj):
    """Whether it is a coroutine."""
    return _is_coroutine(obj)


def iscoroutinefunction(func):
    """Whether calling it gives a coroutine."""
    return _is_coroutine_function(func)


def ensure_future(coro_or_future, *, loop=None):
    """A future is itself; a coroutine or another awaitable becomes a task."""
    return _ensure_future(coro_or_future, loop)


def _ensure_future(awaitable, loop):
    if not _is_coroutine(awaitable):
        if isinstance(awaitable, Future):
            if loop is not None and loop is not awaitable._loop:
                raise ValueError(
                    "The future belongs to a different loop than the one specified as the loop argument"
                )
            return awaitable
        if not hasattr(type(awaitable), "__await__"):
            message = "An asyncio.Future, a coroutine or an awaitable is required"
            raise TypeError(message)
        awaitable = _await_other(awaitable)
    if loop is None:
        loop = get_event_loop()
    return loop.create_task(awaitable)


async def _await_other(awaitable):
    return await awaitable


BaseEventLoop._ensure_future = staticmethod(_ensure_future)


async def sleep(delay, result=None):
    """Waits that many seconds without holding up the event loop."""
    task = _carried()
    if delay <= 0:
        task._loop._append(task)
        _park("yield", "")
        if task._thrown is not None:
            task._raise_thrown()
        return result
    if task is None:
        raise RuntimeError("no running event loop")
    loop = task._loop
    if task is loop:
        raise RuntimeError("await wasn't used with future")
    now = loop.time()
    nap = _Nap(loop, task)
    loop._push(now + delay, nap)
    task._fut_waiter = nap
    if task._must_cancel and nap.cancel(task._cancel_message):
        task._must_cancel = False
    try:
        _park("sleep", "", None, delay, loop._scheduled[0] - now)
    except BaseException:
        nap.cancel()
        raise
    if task._thrown is not None:
        task._raise_thrown()
    return result


class _Nap(Future):
    # What a task waits for that sleeps: a future that is a timer itself.

    __module__ = "asyncio"
    __qualname__ = "Future"

    # What the loop asks of timers.
    _cancelled = False

    def __init__(self, loop, task):
        self._loop = loop
        # Who sleeps: nobody else knows of it, so it needs no callbacks.
        self._task = task

    def _parts(self):
        parts = super()._parts()
        if self._state is _PENDING:
            parts.append("cb=[Task.task_wakeup()]")
        return parts

    def cancel(self, msg=None):
        if not Future.cancel(self, msg):
            return False
        self._cancelled = True
        self._loop._n_cancelled += 1
        return True

    def _turn(self):
        if self._cancelled:
            self._loop._n_cancelled -= 1
        else:
            self._state = _FINISHED
            self._schedule_callbacks()

    def _schedule_callbacks(self):
        task = self._task
        _due(task._carrier)
        self._loop._append(task)


_Nap.__name__ = "Future"


class _Gathering(Future):
    # What `gather` gives: cancelling it cancels all that it waits for.

    __module__ = "asyncio.tasks"
    __qualname__ = "_GatheringFuture"

    _cause = "join"
    _label = "several tasks"
    _cancel_requested = False

    def __init__(self, children, loop):
        super().__init__(loop=loop)
        self._children = children

    def cancel(self, msg=None):
        if self.done():
            return False
        cancelled = False
        for child in self._children:
            if child.cancel(msg=msg):
                cancelled = True
        if cancelled:
            self._cancel_requested = True
        return cancelled


_Gathering.__name__ = "_GatheringFuture"


def gather(*coros_or_futures, return_exceptions=False):
    """Runs the awaitables concurrently; awaiting it gives their results in order."""
    if not coros_or_futures:
        outer = get_event_loop().create_future()
        outer.set_result([])
        return outer
    loop = None
    outer = None
    children = []
    # Counted first: where tasks run beside their loop, one is done before the next is made.
    n_pending = len({id(one) for one in coros_or_futures})
    futures = None if n_pending == len(coros_or_futures) else {}

    def note_done(future):
        nonlocal n_pending
        n_pending -= 1
        if outer is None or outer._state is not _PENDING:
            if not future.cancelled():
                # Nobody will ask for it any more.
                future.exception()
            return
        if not return_exceptions:
            if future._state is _CANCELLED or future._exception is not None:
                outer.set_exception(_error_of(future))
                return
        if n_pending > 0:
            return
        if outer._cancel_requested:
            # Even if all children ended well, who gathers them was cancelled.
            outer.set_exception(future._make_cancelled_error())
        else:
            outer.set_result([
                child._result
                if child._state is _FINISHED and child._exception is None
                else _outcome_of(child)
                for child in children
            ])

    noted = ((note_done, True),)
    try:
        for awaitable in coros_or_futures:
            future = None if futures is None else futures.get(id(awaitable))
            is_new = future is None
            if is_new:
                future = _ensure_future(awaitable, loop)
                if futures is not None:
                    futures[id(awaitable)] = future
            children.append(future)
            if outer is None:
                loop = future._loop
                outer = _Gathering(children, loop)
            if is_new:
                if future._callbacks is None and future._state is _PENDING:
                    future._callbacks = noted
                else:
                    future._add_callback(note_done)
    except BaseException:
        # Nobody gets it.
        outer = None
        raise
    return outer


def _error_of(future):
    if future.cancelled():
        return future._make_cancelled_error()
    return future.exception()


def _outcome_of(future):
    if future.cancelled():
        message = future._cancel_message
        return CancelledError("" if message is None else message)
    error = future.exception()
    return future._result if error is None else error


def shield(arg):
    """Awaiting it can be cancelled without cancelling the awaitable itself."""
    inner = _ensure_future(arg, None)
    if inner.done():
        return inner
    outer = inner._loop.create_future()
    outer._cause = inner._cause
    outer._label = inner._label
    outer._carrier = inner._carrier

    def take_over(inner):
        if outer.cancelled():
            if not inner.cancelled():
                # Nobody will ask for it any more.
                inner.exception()
        elif inner.cancelled():
            outer.cancel()
        elif inner.exception() is not None:
            outer.set_exception(inner.exception())
        else:
            outer.set_result(inner._result)

    def let_go(outer):
        if not inner.done():
            inner.remove_done_callback(take_over)

    inner._add_callback(take_over)
    outer._add_callback(let_go)
    return outer


# Waiting for one or several, with time-outs.

FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"
ALL_COMPLETED = "ALL_COMPLETED"


async def wait_for(fut, timeout):
    """Waits for an awaitable, at most that many seconds; then cancels it and raises TimeoutError."""
    loop = get_running_loop()
    if timeout is None:
        return await fut
    if timeout <= 0:
        future = _ensure_future(fut, loop)
        if future.done():
            return future.result()
        return await _cancel_for_timeout(future)
    waiter = loop.create_future()
    timer = loop._at(loop.time() + timeout, _set_result_unless_cancelled, waiter, None)
    future = _ensure_future(fut, loop)
    waiter._cause = future._cause
    waiter._label = future._label
    waiter._carrier = future._carrier

    def release(future):
        if not waiter.done():
            waiter.set_result(None)

    future._add_callback(release)
    try:
        try:
            await waiter
        except CancelledError:
            if future.done():
                return future.result()
            future.remove_done_callback(release)
            # It must not run on behind the back of who waited for it.
            await _cancel_and_wait(future)
            raise
        if future.done():
            return future.result()
        future.remove_done_callback(release)
        return await _cancel_for_timeout(future)
    finally:
        timer.cancel()


async def _cancel_for_timeout(future):
    await _cancel_and_wait(future)
    try:
        # It may have ended otherwise all the same.
        return future.result()
    except CancelledError as error:
        raise TimeoutError() from error


async def _cancel_and_wait(future):
    waiter = future._loop.create_future()
    waiter._cause = future._cause
    waiter._label = future._label
    waiter._carrier = future._carrier

    def release(future):
        if not waiter.done():
            waiter.set_result(None)

    future._add_callback(release)
    try:
        future.cancel()
        await waiter
    finally:
        future.remove_done_callback(release)


async def wait(fs, *, timeout=None, return_when=ALL_COMPLETED):
    """Waits for tasks; returns the sets of those that are done and of those that are not."""
    if isinstance(fs, Future) or _is_coroutine(fs):
        raise TypeError(f"expect a list of futures, not {type(fs).__name__}")
    if not fs:
        raise ValueError("Set of Tasks/Futures is empty.")
    if return_when not in (FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED):
        raise ValueError(f"Invalid return_when value: {return_when}")
    futures = _distinct(fs)
    if any(_is_coroutine(future) for future in futures):
        raise TypeError("Passing coroutines is forbidden, use tasks explicitly.")
    await _wait_some(futures, timeout, return_when)
    done = {future for future in futures if future.done()}
    return done, {future for future in futures if future not in done}


async def _wait_some(futures, timeout, return_when):
    loop = get_running_loop()
    waiter = loop.create_future()
    waiter._cause = "join"
    waiter._label = "several tasks"
    timer = None
    if timeout is not None:
        timer = loop._at(loop.time() + timeout, _set_result_unless_cancelled, waiter, None)
    n_pending = len(futures)

    def note_done(future):
        nonlocal n_pending
        n_pending -= 1
        if n_pending > 0 and return_when != FIRST_COMPLETED:
            if return_when != FIRST_EXCEPTION or future.cancelled():
                return
            if future.exception() is None:
                return
        if timer is not None:
            timer.cancel()
        if not waiter.done():
            waiter.set_result(None)

    for future in futures:
        future._add_callback(note_done)
    # Those that are done already are told of in the next turn, as in CPython.
    try:
        await waiter
    finally:
        if timer is not None:
            timer.cancel()
        for future in futures:
            future.remove_done_callback(note_done)


def _distinct(values):
    return list({id(value): value for value in values}.values())


def as_completed(fs, *, timeout=None):
    """Gives awaitables, of which the first gives what is done first, and so on."""
    if isinstance(fs, Future) or _is_coroutine(fs):
        raise TypeError(f"expect an iterable of futures, not {type(fs).__name__}")
    done = Queue()
    loop = get_event_loop()
    futures = [_ensure_future(one, loop) for one in _distinct(fs)]
    pending = {id(future): future for future in futures}
    timer = None

    def note_done(future):
        if pending.pop(id(future), None) is None:
            return
        done.put_nowait(future)
        if not pending and timer is not None:
            timer.cancel()

    def give_up():
        for future in pending.values():
            future.remove_done_callback(note_done)
            done.put_nowait(None)
        pending.clear()

    async def next_done():
        future = await done.get()
        if future is None:
            raise TimeoutError
        return future.result()

    for future in futures:
        future._add_callback(note_done)
    if pending and timeout is not None:
        timer = loop._at(loop.time() + timeout, give_up)
    for _ in range(len(futures)):
        yield next_done()


def run_coroutine_threadsafe(coro, loop):
    """Starts a coroutine on the event loop of another thread; gives a future of that thread's."""
    if not _is_coroutine(coro):
        raise TypeError("A coroutine object is required")
    ThreadFuture = BaseEventLoop._thread_future_class

    future = ThreadFuture()

    def start():
        try:
            _chain_to_thread(_ensure_future(coro, loop), future)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            if future.set_running_or_notify_cancel():
                future.set_exception(error)
            raise

    loop._soon_threadsafe(start)
    return future


async def to_thread(func, /, *args, **kwargs):
    """Calls a function in a thread of the loop's; the event loop goes on meanwhile."""
    loop = get_running_loop()
    return await loop.run_in_executor(None, _call_with, func, args, kwargs)


def _call_with(func, args, kwargs):
    return func(*args, **kwargs)
