# Queues over pipes. What is put into a `Queue` waits in its process until the pipe has room: a
# thread of that process feeds it.
from _mp_connection import Pipe
from _mp_messages import _dumps, _loads
from _mp_process import _assert_spawning
from _mp_sync import BoundedSemaphore, Condition, Lock, Semaphore
from _playground import (
    _keeps_process,
    _process_number,
    _start_thread,
    _this_task,
    _traceback_text,
    _wait_end,
    _write,
)
from collections import deque
from queue import Empty, Full
from threading import Condition as _Condition
from threading import _DummyThread
from threading import Lock as _Lock
from time import monotonic

# As many as a semaphore can count.
_UNBOUNDED = 2147483647


class _Feeder:
    # What a process has put into a queue, and the thread that sends it.
    _task = None
    # What `threading` knows its thread by.
    _host = None
    is_closed = False
    keeps = True

    def __init__(self, queue):
        self.items = deque()
        self.has_items = _Condition(_Lock())
        self.queue = queue
        self._loop = self

    def put(self, obj):
        with self.has_items:
            self.items.append(obj)
            if self._task is None:
                self._task = _start_thread(_feed, self, "QueueFeederThread", True)
            if self.keeps:
                _keeps_process(self._task, True)
            self.has_items.notify()

    def close(self):
        with self.has_items:
            self.is_closed = True
            self.has_items.notify()


def _feed(feeder):
    queue = feeder.queue
    task = _this_task()
    feeder._host = _DummyThread("QueueFeederThread")
    while True:
        with feeder.has_items:
            while not feeder.items:
                if not _keeps_process(task, False):
                    # The process ends with this thread.
                    return
                if feeder.is_closed:
                    queue._writer.close()
                    return
                feeder.has_items.wait()
            obj = feeder.items.popleft()
        try:
            message = _dumps(obj)
        except Exception as error:
            queue._cannot_send(obj, error)
            continue
        try:
            with queue._wlock:
                queue._writer.send_bytes(message)
        except BrokenPipeError:
            _keeps_process(task, False)
            return


class Queue:
    """A queue of copies of values, for any number of processes."""

    __module__ = "multiprocessing.queues"

    def __init__(self, maxsize=0, *, ctx=None):
        self._maxsize = maxsize if maxsize > 0 else _UNBOUNDED
        self._reader, self._writer = Pipe(duplex=False)
        self._rlock = Lock()
        self._wlock = Lock()
        self._sem = BoundedSemaphore(self._maxsize)
        self._feeders = {}
        self._closed_in = set()

    def __getstate__(self):
        _assert_spawning(self)
        state = dict(self.__dict__)
        state["_feeders"] = {}
        state["_closed_in"] = set()
        return state

    def _feeder(self):
        number = _process_number()
        feeder = self._feeders.get(number)
        if feeder is None:
            feeder = self._feeders[number] = _Feeder(self)
        return feeder

    def _cannot_send(self, obj, error):
        # As in CPython nobody is told who put it in.
        self._sem.release()
        _write(_traceback_text(error), True)

    def _check_open(self):
        if _process_number() in self._closed_in:
            raise ValueError(f"Queue {self!r} is closed")

    def _note_put(self):
        pass

    def put(self, obj, block=True, timeout=None):
        """Puts a copy of a value in; Full if there is no room in time."""
        self._check_open()
        if not self._sem.acquire(block, timeout):
            raise Full
        self._note_put()
        self._feeder().put(obj)

    def get(self, block=True, timeout=None):
        """Takes the first value out; Empty if there is none in time."""
        self._check_open()
        if block and timeout is None:
            with self._rlock:
                message = self._reader.recv_bytes()
            self._sem.release()
            return _loads(message)
        end = monotonic() + timeout if block else 0
        if not self._rlock.acquire(block, timeout):
            raise Empty
        try:
            if not self._reader.poll(max(end - monotonic(), 0) if block else 0.0):
                raise Empty
            message = self._reader.recv_bytes()
            self._sem.release()
        finally:
            self._rlock.release()
        return _loads(message)

    def put_nowait(self, obj):
        """Puts a value in if there is room at once."""
        return self.put(obj, False)

    def get_nowait(self):
        """Takes a value out if there is one at once."""
        return self.get(False)

    def qsize(self):
        """About how many values are in it."""
        return self._maxsize - self._sem.get_value()

    def empty(self):
        """Whether there is nothing to take out."""
        return not self._reader.poll()

    def full(self):
        """Whether there is no room."""
        return self._sem.get_value() == 0

    def close(self):
        """Says that this process puts nothing more in."""
        number = _process_number()
        if number not in self._closed_in:
            self._closed_in.add(number)
            self._reader.close()
            feeder = self._feeders.get(number)
            if feeder is not None:
                feeder.close()

    def join_thread(self):
        """Waits until all that this process has put in is in the pipe."""
        number = _process_number()
        assert number in self._closed_in, f"Queue {self!r} not closed"
        feeder = self._feeders.get(number)
        if feeder is not None and feeder._task is not None:
            _wait_end(feeder._task, None)

    def cancel_join_thread(self):
        """Lets this process end although what it has put in is not in the pipe yet."""
        feeder = self._feeder()
        feeder.keeps = False
        if feeder._task is not None:
            _keeps_process(feeder._task, False)


class JoinableQueue(Queue):
    """A queue that knows which of its values were dealt with."""

    __module__ = "multiprocessing.queues"

    def __init__(self, maxsize=0, *, ctx=None):
        super().__init__(maxsize)
        self._unfinished_tasks = Semaphore(0)
        self._cond = Condition()

    def _note_put(self):
        with self._cond:
            self._unfinished_tasks.release()

    def task_done(self):
        """Says that one value was dealt with."""
        with self._cond:
            if not self._unfinished_tasks.acquire(False):
                raise ValueError("task_done() called too many times")
            if self._unfinished_tasks.get_value() == 0:
                self._cond.notify_all()

    def join(self):
        """Waits until all values were dealt with."""
        with self._cond:
            if self._unfinished_tasks.get_value() > 0:
                self._cond.wait()


class SimpleQueue:
    """A pipe with a lock at each end."""

    __module__ = "multiprocessing.queues"

    def __init__(self, *, ctx=None):
        self._reader, self._writer = Pipe(duplex=False)
        self._rlock = Lock()
        self._wlock = Lock()

    def __getstate__(self):
        _assert_spawning(self)
        return dict(self.__dict__)

    def empty(self):
        """Whether there is nothing to take out."""
        return not self._reader.poll()

    def get(self):
        """Takes the first value out."""
        with self._rlock:
            message = self._reader.recv_bytes()
        return _loads(message)

    def put(self, obj):
        """Puts a copy of a value in."""
        message = _dumps(obj)
        with self._wlock:
            self._writer.send_bytes(message)

    def close(self):
        """Closes both ends."""
        self._reader.close()
        self._writer.close()
