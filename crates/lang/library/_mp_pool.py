# A pool of worker processes that tasks are handed out to.
from _mp_connection import wait
from _mp_process import TimeoutError
from _playground import _traceback_text
from itertools import islice
from queue import SimpleQueue as _SimpleQueue
from threading import Condition as _Condition
from threading import Event as _Event
from threading import Lock as _Lock
from threading import Thread

RUN = "RUN"
CLOSE = "CLOSE"
TERMINATE = "TERMINATE"

_n_jobs = 0


def _next_job():
    global _n_jobs
    _n_jobs += 1
    return _n_jobs - 1


class RemoteTraceback(Exception):
    """Where an exception of a worker was raised, as a text."""

    __module__ = "multiprocessing.pool"

    def __init__(self, tb):
        self.tb = tb

    def __str__(self):
        return self.tb


class _Carried:
    # An exception on its way from a worker, with its traceback as a text.
    def __init__(self, error, text):
        self._error = error
        self._text = f'\n"""\n{text}"""'

    def __reduce__(self):
        return _carried_to, (self._error, self._text)


def _carried_to(error, text):
    error.__cause__ = RemoteTraceback(text)
    return error


class MaybeEncodingError(Exception):
    """What a worker has to answer cannot be sent."""

    __module__ = "multiprocessing.pool"

    def __init__(self, exc, value):
        self.exc = repr(exc)
        self.value = repr(value)
        super().__init__(self.exc, self.value)

    def __str__(self):
        return f"Error sending result: '{self.value}'. Reason: '{self.exc}'"

    def __repr__(self):
        return f"<{type(self).__name__}: {self}>"


def _map_each(args):
    function, items = args
    return [function(item) for item in items]


def _map_spread(args):
    function, items = args
    return [function(*item) for item in items]


def _raise_it(error):
    raise error


def _work(inqueue, outqueue, initializer, initargs, n_tasks_max):
    if initializer is not None:
        initializer(*initargs)
    n_done = 0
    while n_tasks_max is None or n_done < n_tasks_max:
        task = inqueue.get()
        if task is None:
            return
        job, number, function, args, kwargs = task
        try:
            result = True, function(*args, **kwargs)
        except Exception as error:
            if function is not _raise_it:
                error = _Carried(error, _traceback_text(error))
            result = False, error
        try:
            outqueue.put((job, number, result))
        except Exception as error:
            outqueue.put((job, number, (False, MaybeEncodingError(error, result[1]))))
        n_done += 1


def _batches(function, items, size):
    items = iter(items)
    while True:
        batch = tuple(islice(items, size))
        if not batch:
            return
        yield function, batch


class Pool:
    """Worker processes that calls are handed out to; use it with `with`."""

    __module__ = "multiprocessing.pool"

    def __init__(
        self, processes=None, initializer=None, initargs=(), maxtasksperchild=None, context=None
    ):
        if processes is None:
            processes = context.cpu_count()
        if processes < 1:
            raise ValueError("Number of processes must be at least 1")
        if maxtasksperchild is not None:
            if not isinstance(maxtasksperchild, int) or maxtasksperchild <= 0:
                raise ValueError("maxtasksperchild must be a positive int or None")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._pool = []
        self._state = RUN
        self._ctx = context
        self._inqueue = context.SimpleQueue()
        self._outqueue = context.SimpleQueue()
        self._changes = context.SimpleQueue()
        self._taskqueue = _SimpleQueue()
        self._cache = {}
        self._processes = processes
        self._initializer = initializer
        self._initargs = initargs
        self._maxtasksperchild = maxtasksperchild
        self._add_workers()
        self._worker_handler = Thread(target=Pool._handle_workers, args=(self,), daemon=True)
        self._worker_handler.start()
        self._task_handler = Thread(target=Pool._handle_tasks, args=(self,), daemon=True)
        self._task_handler.start()
        self._result_handler = Thread(target=Pool._handle_results, args=(self,), daemon=True)
        self._result_handler.start()

    def __repr__(self):
        name = f"{type(self).__module__}.{type(self).__qualname__}"
        return f"<{name} state={self._state} pool_size={len(self._pool)}>"

    def __reduce__(self):
        message = "pool objects cannot be passed between processes or pickled"
        raise NotImplementedError(message)

    def __enter__(self):
        self._check_running()
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.terminate()

    def _check_running(self):
        if self._state != RUN:
            raise ValueError("Pool not running")

    def _add_workers(self):
        for _ in range(self._processes - len(self._pool)):
            args = (
                self._inqueue,
                self._outqueue,
                self._initializer,
                self._initargs,
                self._maxtasksperchild,
            )
            worker = self._ctx.Process(target=_work, args=args)
            worker.name = worker.name.replace("Process", "PoolWorker")
            worker.daemon = True
            worker.start()
            self._pool.append(worker)

    def _drop_ended_workers(self):
        ended = [worker for worker in self._pool if worker.exitcode is not None]
        for worker in ended:
            worker.join()
            self._pool.remove(worker)
        return bool(ended)

    # On threads of its own.

    def _handle_workers(self):
        while self._state == RUN or self._cache and self._state != TERMINATE:
            sentinels = [worker.sentinel for worker in self._pool]
            wait([self._changes._reader, *sentinels])
            while not self._changes.empty():
                self._changes.get()
            if self._state != TERMINATE and self._drop_ended_workers():
                self._add_workers()
        self._taskqueue.put(None)

    def _handle_tasks(self):
        for tasks, set_length in iter(self._taskqueue.get, None):
            number = -1
            for task in tasks:
                if self._state == TERMINATE:
                    break
                try:
                    self._inqueue.put(task)
                except Exception as error:
                    if task[0] in self._cache:
                        self._cache[task[0]]._set(task[1], (False, error))
                number = task[1]
            if self._state == TERMINATE:
                break
            if set_length:
                set_length(number + 1)
        if self._state == TERMINATE:
            return
        self._outqueue.put(None)
        for _ in self._pool:
            self._inqueue.put(None)

    def _handle_results(self):
        is_last = False
        while not is_last or self._cache:
            task = self._outqueue.get()
            if self._state == TERMINATE:
                return
            if task is None:
                is_last = True
                continue
            job, number, result = task
            if job in self._cache:
                self._cache[job]._set(number, result)
                if self._state == CLOSE and not self._cache:
                    self._changes.put(None)

    # For who uses it.

    def apply(self, func, args=(), kwds={}):
        """What a worker's call gives."""
        return self.apply_async(func, args, kwds).get()

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        """Has a worker make a call; gives a result to ask later."""
        self._check_running()
        result = ApplyResult(self, callback, error_callback)
        self._taskqueue.put(([(result._job, 0, func, args, kwds)], None))
        return result

    def map(self, func, iterable, chunksize=None):
        """The results of a function for each item, in order."""
        return self._map_async(func, iterable, _map_each, chunksize).get()

    def map_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        """As `map`, with a result to ask later."""
        return self._map_async(func, iterable, _map_each, chunksize, callback, error_callback)

    def starmap(self, func, iterable, chunksize=None):
        """As `map`, where each item is the arguments of a call."""
        return self._map_async(func, iterable, _map_spread, chunksize).get()

    def starmap_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        """As `starmap`, with a result to ask later."""
        return self._map_async(func, iterable, _map_spread, chunksize, callback, error_callback)

    def _map_async(self, func, iterable, mapper, size, callback=None, error_callback=None):
        self._check_running()
        if not hasattr(iterable, "__len__"):
            iterable = list(iterable)
        if size is None:
            size, rest = divmod(len(iterable), len(self._pool) * 4)
            if rest:
                size += 1
        if len(iterable) == 0:
            size = 0
        result = MapResult(self, size, len(iterable), callback, error_callback)
        batches = _batches(func, iterable, size)
        self._taskqueue.put((self._tasks(result._job, mapper, batches), None))
        return result

    def _tasks(self, job, function, items):
        # An exception of the iterable is raised where the results are asked for.
        number = -1
        try:
            for item in items:
                number += 1
                yield job, number, function, (item,), {}
        except Exception as error:
            yield job, number + 1, _raise_it, (error,), {}

    def imap(self, func, iterable, chunksize=1):
        """An iterator over the results, in order."""
        return self._imap(IMapIterator(self), func, iterable, chunksize)

    def imap_unordered(self, func, iterable, chunksize=1):
        """An iterator over the results, in the order in which they are there."""
        return self._imap(IMapUnorderedIterator(self), func, iterable, chunksize)

    def _imap(self, result, func, iterable, size):
        self._check_running()
        if size < 1:
            raise ValueError(f"Chunksize must be 1+, not {size:n}")
        if size == 1:
            tasks = self._tasks(result._job, func, iterable)
            self._taskqueue.put((tasks, result._set_length))
            return result
        tasks = self._tasks(result._job, _map_each, _batches(func, iterable, size))
        self._taskqueue.put((tasks, result._set_length))
        return (item for chunk in result for item in chunk)

    def close(self):
        """Takes no more work; the workers end when all is done."""
        if self._state == RUN:
            self._state = CLOSE
            self._changes.put(None)

    def terminate(self):
        """Ends the workers at once."""
        if self._state == TERMINATE:
            return
        self._state = TERMINATE
        self._changes.put(None)
        self._worker_handler.join()
        for worker in self._pool:
            if worker.exitcode is None:
                worker.terminate()
        for worker in self._pool:
            worker.join()
        # Nobody takes tasks any more, and the lock of the results may be a dead worker's.
        self._inqueue._reader.close()
        self._outqueue._writer.send(None)
        self._task_handler.join()
        self._result_handler.join()

    def join(self):
        """Waits until the workers of a closed pool have ended."""
        if self._state == RUN:
            raise ValueError("Pool is still running")
        self._worker_handler.join()
        self._task_handler.join()
        self._result_handler.join()
        for worker in self._pool:
            worker.join()


class ApplyResult:
    """The result of a call, to ask later."""

    __module__ = "multiprocessing.pool"

    def __init__(self, pool, callback, error_callback):
        self._pool = pool
        self._event = _Event()
        self._job = _next_job()
        self._cache = pool._cache
        self._callback = callback
        self._error_callback = error_callback
        self._cache[self._job] = self

    def ready(self):
        """Whether it is there."""
        return self._event.is_set()

    def successful(self):
        """Whether it is no exception."""
        if not self.ready():
            raise ValueError(f"{self!r} not ready")
        return self._success

    def wait(self, timeout=None):
        """Waits until it is there, at most that many seconds."""
        self._event.wait(timeout)

    def get(self, timeout=None):
        """The result, or its exception is raised; TimeoutError if it is not there in time."""
        self.wait(timeout)
        if not self.ready():
            raise TimeoutError
        if self._success:
            return self._value
        raise self._value

    def _set(self, number, result):
        self._success, self._value = result
        self._finish()

    def _finish(self):
        if self._callback and self._success:
            self._callback(self._value)
        if self._error_callback and not self._success:
            self._error_callback(self._value)
        self._event.set()
        self._cache.pop(self._job, None)
        self._pool = None


AsyncResult = ApplyResult


class MapResult(ApplyResult):
    """The results of several calls, to ask later."""

    __module__ = "multiprocessing.pool"

    def __init__(self, pool, size, length, callback, error_callback):
        super().__init__(pool, callback, error_callback)
        self._success = True
        self._value = [None] * length
        self._size = size
        if size <= 0:
            self._n_left = 0
            self._event.set()
            del self._cache[self._job]
        else:
            self._n_left = length // size + bool(length % size)

    def _set(self, number, result):
        self._n_left -= 1
        is_good, value = result
        if is_good and self._success:
            self._value[number * self._size : (number + 1) * self._size] = value
        elif not is_good and self._success:
            self._success = False
            self._value = value
        if self._n_left == 0:
            self._finish()


class IMapIterator:
    """Results as they are asked for."""

    __module__ = "multiprocessing.pool"

    def __init__(self, pool):
        self._cond = _Condition(_Lock())
        self._job = _next_job()
        self._cache = pool._cache
        self._items = []
        self._index = 0
        self._length = None
        # Those that came before their turn.
        self._early = {}
        self._cache[self._job] = self

    def __iter__(self):
        return self

    def next(self, timeout=None):
        """The next result; TimeoutError if it is not there in time."""
        with self._cond:
            if not self._items:
                if self._index == self._length:
                    raise StopIteration
                self._cond.wait(timeout)
                if not self._items:
                    if self._index == self._length:
                        raise StopIteration
                    raise TimeoutError
            is_good, value = self._items.pop(0)
        if is_good:
            return value
        raise value

    __next__ = next

    def _set(self, number, result):
        with self._cond:
            self._place(number, result)
            if self._index == self._length:
                self._cache.pop(self._job, None)

    def _place(self, number, result):
        self._early[number] = result
        while self._index in self._early:
            self._items.append(self._early.pop(self._index))
            self._index += 1
            self._cond.notify()

    def _set_length(self, length):
        with self._cond:
            self._length = length
            if self._index == self._length:
                self._cond.notify()
                self._cache.pop(self._job, None)


class IMapUnorderedIterator(IMapIterator):
    """Results in the order in which they are there."""

    __module__ = "multiprocessing.pool"

    def _place(self, number, result):
        self._items.append(result)
        self._index += 1
        self._cond.notify()
