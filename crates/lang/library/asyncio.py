# The module's face: what it offers stands in parts, and here is what runs a program.
from _asyncio_futures import CancelledError, Future, InvalidStateError, isfuture, wrap_future
from _asyncio_locks import (
    Barrier,
    BoundedSemaphore,
    BrokenBarrierError,
    Condition,
    Event,
    Lock,
    Semaphore,
)
from _asyncio_loop import (
    AbstractEventLoop,
    BaseEventLoop,
    Handle,
    SelectorEventLoop,
    TimerHandle,
    _running_loop,
    get_event_loop,
    get_running_loop,
    new_event_loop,
    set_event_loop,
)
from _asyncio_queues import LifoQueue, PriorityQueue, Queue, QueueEmpty, QueueFull
from _asyncio_scopes import TaskGroup, Timeout, timeout, timeout_at
from _asyncio_task import Task, _next_task_number
from _asyncio_tasks import (
    ALL_COMPLETED,
    FIRST_COMPLETED,
    FIRST_EXCEPTION,
    all_tasks,
    as_completed,
    create_task,
    current_task,
    ensure_future,
    gather,
    iscoroutine,
    iscoroutinefunction,
    run_coroutine_threadsafe,
    shield,
    sleep,
    to_thread,
    wait,
    wait_for,
)
from _playground import _is_coroutine

TimeoutError = TimeoutError


class Runner:
    """An event loop that runs several coroutines, one after the other; use it with `with`."""

    __module__ = "asyncio.runners"

    def __init__(self, *, debug=None, loop_factory=None):
        self._debug = debug
        self._loop_factory = loop_factory
        self._loop = None
        self._closed = False

    def __enter__(self):
        self._start()
        return self

    def __exit__(self, kind, error, traceback):
        self.close()

    def get_loop(self):
        """The event loop."""
        self._start()
        return self._loop

    def run(self, coro, *, context=None):
        """Runs a coroutine until it ends and returns its result."""
        if not _is_coroutine(coro):
            raise ValueError(f"a coroutine was expected, got {coro!r}")
        if _running_loop() is not None:
            raise RuntimeError("Runner.run() cannot be called from a running event loop")
        self._start()
        return self._loop.run_until_complete(self._loop.create_task(coro))

    def close(self):
        """Cancels what is left, and closes the event loop."""
        loop = self._loop
        if loop is None or self._closed:
            return
        try:
            _cancel_all(loop)
            # CPython gives numbers to two more tasks, which end what is left of generators and
            # threads.
            _next_task_number()
            _next_task_number()
            executor = loop._default_executor
            loop._executor_shutdown_called = True
            if executor is not None:
                # CPython starts a thread for this.
                loop._new_thread_name()
                executor.shutdown(wait=True)
        finally:
            if self._loop_factory is None:
                set_event_loop(None)
            loop.close()
            self._loop = None
            self._closed = True

    def _start(self):
        if self._closed:
            raise RuntimeError("Runner is closed")
        if self._loop is not None:
            return
        if self._loop_factory is None:
            self._loop = new_event_loop()
            set_event_loop(self._loop)
        else:
            self._loop = self._loop_factory()
        if self._debug is not None:
            self._loop.set_debug(self._debug)


def run(main, *, debug=None):
    """Runs the coroutine on a new event loop until it ends and returns its result."""
    if _running_loop() is not None:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    with Runner(debug=debug) as runner:
        return runner.run(main)


def _cancel_all(loop):
    tasks = list(loop._tasks.values())
    if not tasks:
        return
    for task in tasks:
        task.cancel()
    loop.run_until_complete(gather(*tasks, return_exceptions=True))
    for task in tasks:
        if not task.cancelled() and task.exception() is not None:
            loop.call_exception_handler({
                "message": "unhandled exception during asyncio.run() shutdown",
                "exception": task.exception(),
                "task": task,
            })
