# Executors with threads.
from _atexit import _at_exit
from _futures_base import BrokenExecutor, Executor, Future
from _playground import _log, _n_cores
from queue import SimpleQueue
from threading import Thread

# The executors whose threads must be ended.
_executors = []
_n_named = 0
_is_exiting = False


class BrokenThreadPool(BrokenExecutor):
    """The initializer of a thread of the executor has failed."""

    __module__ = "concurrent.futures.thread"


class ThreadPoolExecutor(Executor):
    """An executor with at most so many threads; use it with `with`."""

    __module__ = "concurrent.futures.thread"

    def __init__(self, max_workers=None, thread_name_prefix="", initializer=None, initargs=()):
        global _n_named
        if max_workers is None:
            max_workers = min(32, _n_cores() + 4)
        if max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._max_workers = max_workers
        self._work_queue = SimpleQueue()
        self._n_idle = 0
        self._threads = []
        self._broken = False
        self._shutdown = False
        if not thread_name_prefix:
            thread_name_prefix = f"ThreadPoolExecutor-{_n_named}"
            _n_named += 1
        self._thread_name_prefix = thread_name_prefix
        self._initializer = initializer
        self._initargs = initargs

    def submit(self, fn, /, *args, **kwargs):
        """Has `fn(*args, **kwargs)` called in a thread; gives a future."""
        if self._broken:
            raise BrokenThreadPool(self._broken)
        if self._shutdown:
            raise RuntimeError("cannot schedule new futures after shutdown")
        if _is_exiting:
            raise RuntimeError("cannot schedule new futures after interpreter shutdown")
        future = Future()
        self._work_queue.put((future, fn, args, kwargs))
        self._adjust_thread_count()
        return future

    def _adjust_thread_count(self):
        if self._n_idle > 0:
            self._n_idle -= 1
        elif len(self._threads) < self._max_workers:
            if not self._threads:
                _executors.append(self)
            name = f"{self._thread_name_prefix}_{len(self._threads)}"
            thread = Thread(name=name, target=_work, args=(self,))
            self._threads.append(thread)
            thread.start()

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Ends it, once all that was submitted is done."""
        self._shutdown = True
        if cancel_futures:
            self._drain(None)
        self._work_queue.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def _drain(self, error):
        while not self._work_queue.empty():
            work = self._work_queue.get()
            if work is None:
                continue
            if error is None:
                work[0].cancel()
            else:
                work[0].set_exception(error)

    def _initialise(self):
        if self._initializer is None:
            return True
        try:
            self._initializer(*self._initargs)
            return True
        except BaseException as error:
            _log("Exception in initializer:", error)
            self._broken = "A thread initializer failed, the thread pool is not usable anymore"
            self._drain(BrokenThreadPool(self._broken))
            return False


def _work(executor):
    if not executor._initialise():
        return
    while True:
        work = executor._work_queue.get()
        if work is None:
            # So that the next thread ends as well.
            executor._work_queue.put(None)
            return
        _run(*work)
        executor._n_idle += 1


def _run(future, fn, args, kwargs):
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = fn(*args, **kwargs)
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)


def _end_threads():
    global _is_exiting
    _is_exiting = True
    for executor in _executors:
        executor._work_queue.put(None)
    for executor in _executors:
        for thread in executor._threads:
            thread.join()


_at_exit(_end_threads)
