# An executor with processes: a thread hands its calls out to workers and takes their results.
from _atexit import _at_exit
from _futures_base import BrokenExecutor, Executor, Future
from _mp_connection import Pipe, wait
from _mp_context import _default
from _mp_pool import _Carried
from _mp_queues import Queue, SimpleQueue
from _playground import _log, _n_cores, _traceback_text
from threading import Lock, Thread


class BrokenProcessPool(BrokenExecutor):
    """A worker process of the executor has ended when it should not."""

    __module__ = "concurrent.futures.process"


class _CallQueue(Queue):
    # What cannot be sent is the future's exception.
    def __init__(self, maxsize, pending, wake):
        super().__init__(maxsize)
        self._pending = pending
        self._wake = wake

    def __getstate__(self):
        state = super().__getstate__()
        state["_pending"] = {}
        state["_wake"] = None
        return state

    def _cannot_send(self, obj, error):
        self._sem.release()
        item = self._pending.pop(obj[0], None)
        if item is not None:
            item[0].set_exception(error)
            # It may have been the last that the executor waits for.
            self._wake()


def _work(calls, results, initializer, initargs):
    _serve(calls.get, results.put, initializer, initargs)


# Makes the calls that it takes, and gives their answers.
def _serve(take, give, initializer, initargs):
    if initializer is not None:
        try:
            initializer(*initargs)
        except BaseException as error:
            _log("Exception in initializer:", error)
            return
    while True:
        call = take()
        if call is None:
            return
        number, function, args, kwargs = call
        try:
            answer = number, True, function(*args, **kwargs)
        except BaseException as error:
            answer = number, False, _Carried(error, _traceback_text(error))
        try:
            give(answer)
        except BaseException as error:
            give((number, False, _Carried(error, _traceback_text(error))))


def _call_for_each(function, items):
    return [function(*args) for args in items]


class ProcessPoolExecutor(Executor):
    """An executor with at most so many processes; use it with `with`."""

    __module__ = "concurrent.futures.process"

    def __init__(
        self,
        max_workers=None,
        mp_context=None,
        initializer=None,
        initargs=(),
        *,
        max_tasks_per_child=None,
    ):
        if max_workers is None:
            max_workers = _n_cores()
        elif max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        if max_tasks_per_child is not None:
            raise NotImplementedError("max_tasks_per_child is not part of this subset")
        self._max_workers = max_workers
        self._context = _default.get_context() if mp_context is None else mp_context
        self._initializer = initializer
        self._initargs = initargs
        self._lock = Lock()
        self._processes = []
        self._n_calls = 0
        # Calls that have no result yet, by their numbers; and those that no worker has.
        self._pending = {}
        self._waiting = []
        self._is_shut = False
        self._broken = False
        self._thread = None
        self._calls = _CallQueue(max_workers + 1, self._pending, self._wake)
        self._results = SimpleQueue()
        self._wake_reader, self._wake_writer = Pipe(duplex=False)

    def submit(self, fn, /, *args, **kwargs):
        """Has `fn(*args, **kwargs)` called in a process; gives a future."""
        with self._lock:
            if self._broken:
                raise BrokenProcessPool(self._broken)
            if self._is_shut:
                raise RuntimeError("cannot schedule new futures after shutdown")
            future = Future()
            number = self._n_calls
            self._n_calls += 1
            self._pending[number] = (future, fn, args, kwargs)
            self._waiting.append(number)
            self._wake()
            self._start()
            return future

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        """An iterator over the results of calls with the items of the iterables, in order."""
        if chunksize < 1:
            raise ValueError("chunksize must be >= 1.")
        items = list(zip(*iterables))
        chunks = [items[start : start + chunksize] for start in range(0, len(items), chunksize)]
        results = super().map(_call_for_each, [fn] * len(chunks), chunks, timeout=timeout)
        return _flattened(results)

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Takes no more calls; ends its processes when all are done."""
        with self._lock:
            if cancel_futures and not self._is_shut:
                for number in self._waiting:
                    self._pending.pop(number)[0].cancel()
                self._waiting = []
            self._is_shut = True
            thread = self._thread
            if thread is not None:
                self._wake()
        if wait and thread is not None:
            thread.join()

    def _wake(self):
        if not self._wake_reader.poll():
            self._wake_writer.send_bytes(b"")

    def _start(self):
        if self._thread is not None:
            return
        for _ in range(self._max_workers):
            self._add_worker()
        self._thread = Thread(target=self._manage, name="ExecutorManagerThread", daemon=True)
        self._thread.start()
        _at_exit(self.shutdown)

    def _add_worker(self):
        args = (self._calls, self._results, self._initializer, self._initargs)
        process = self._worker(_work, args)
        process.start()
        self._processes.append(process)

    def _worker(self, target, args):
        return self._context.Process(target=target, args=args)

    # On its thread.

    def _manage(self):
        while True:
            self._hand_out()
            # What was cancelled is not handed out, and nobody has a result of it.
            with self._lock:
                if self._is_shut and not self._pending:
                    break
            sentinels = [process.sentinel for process in self._processes]
            ready = wait([self._results._reader, self._wake_reader, *sentinels])
            if self._results._reader in ready:
                self._take_result()
            elif self._wake_reader not in ready:
                return self._break()
            with self._lock:
                if self._wake_reader.poll():
                    self._wake_reader.recv_bytes()
        for _ in self._processes:
            self._calls.put(None)
        for process in self._processes:
            process.join()

    def _hand_out(self):
        while self._waiting and not self._calls.full():
            number = self._waiting.pop(0)
            future, fn, args, kwargs = self._pending[number]
            if future.set_running_or_notify_cancel():
                self._calls.put((number, fn, args, kwargs))
            else:
                del self._pending[number]

    def _take_result(self):
        number, is_good, value = self._results.get()
        item = self._pending.pop(number, None)
        if item is None:
            return
        if is_good:
            item[0].set_result(value)
        else:
            item[0].set_exception(value)

    def _break(self):
        with self._lock:
            self._broken = (
                "A child process terminated abruptly, the process pool is not usable anymore"
            )
            self._is_shut = True
            pending = list(self._pending.values())
            self._pending.clear()
            self._waiting = []
        message = (
            "A process in the process pool was terminated abruptly while the future was"
            " running or pending."
        )
        for future, *_ in pending:
            if not future.cancelled():
                future.set_exception(BrokenProcessPool(message))
        for process in self._processes:
            if process.exitcode is None:
                process.terminate()
        for process in self._processes:
            process.join()


def _flattened(results):
    for chunk in results:
        yield from chunk
