# Queues between threads. The kernel knows who waits for what; the items are here.
from _playground import _GenericAlias, _deque, _enter_queue, _leave_queue, _new_queue
from heapq import heappop, heappush
from playground import PlaygroundUnsupported


class Empty(Exception):
    """There is no item in the queue."""

    __module__ = "_queue"


class Full(Exception):
    """There is no room in the queue."""


def _check_timeout(timeout):
    if timeout is not None and timeout < 0:
        raise ValueError("'timeout' must be a non-negative number")


class _Mutex:
    # `with queue.mutex:` keeps all others out of a queue.

    def __init__(self, queue):
        self._queue = queue

    def acquire(self):
        return _enter_queue(self._queue._sync, "look")

    def release(self):
        self._queue._leave("look")

    def __enter__(self):
        return self.acquire()

    def __exit__(self, kind, error, traceback):
        self.release()


class Queue:
    """A queue of at most `maxsize` items (0: no bound), of which the oldest is taken first."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.unfinished_tasks = 0
        self._sync = _new_queue(maxsize)
        self._init(maxsize)

    def __class_getitem__(cls, item):
        return _GenericAlias(cls, item)

    @property
    def mutex(self):
        """What keeps all others out while one looks at the items."""
        return _Mutex(self)

    def __getattr__(self, name):
        if name in ("not_empty", "not_full", "all_tasks_done"):
            message = f"a queue's condition {name} is not supported: put, get and join wait"
            raise PlaygroundUnsupported(message)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def _leave(self, turn):
        _leave_queue(self._sync, turn, self._qsize(), self.unfinished_tasks)

    def put(self, item, block=True, timeout=None):
        """Puts an item in; waits for room, or raises Full."""
        if block and self.maxsize > 0:
            _check_timeout(timeout)
        if not _enter_queue(self._sync, "put", timeout if block else 0):
            raise Full
        turn = "look"
        try:
            self._put(item)
            self.unfinished_tasks += 1
            turn = "put"
        finally:
            self._leave(turn)

    def get(self, block=True, timeout=None):
        """Takes an item; waits for one, or raises Empty."""
        if block:
            _check_timeout(timeout)
        if not _enter_queue(self._sync, "get", timeout if block else 0):
            raise Empty
        turn = "look"
        try:
            item = self._get()
            turn = "get"
            return item
        finally:
            self._leave(turn)

    def put_nowait(self, item):
        """Puts an item in, or raises Full."""
        return self.put(item, block=False)

    def get_nowait(self):
        """Takes an item, or raises Empty."""
        return self.get(block=False)

    def task_done(self):
        """Says that what came with an item taken before is done."""
        _enter_queue(self._sync, "look")
        try:
            if self.unfinished_tasks <= 0:
                raise ValueError("task_done() called too many times")
            self.unfinished_tasks -= 1
        finally:
            self._leave("done")

    def join(self):
        """Waits until all items that were put in are done."""
        _enter_queue(self._sync, "join")

    def qsize(self):
        """How many items there are."""
        return self._qsize()

    def empty(self):
        """Whether there are no items."""
        return not self._qsize()

    def full(self):
        """Whether there is no room."""
        return 0 < self.maxsize <= self._qsize()

    # What other queues do in another way.

    def _init(self, maxsize):
        self.queue = _deque()

    def _qsize(self):
        return len(self.queue)

    def _put(self, item):
        self.queue.append(item)

    def _get(self):
        return self.queue.popleft()


class PriorityQueue(Queue):
    """A queue of which the smallest item is taken first."""

    def _init(self, maxsize):
        self.queue = []

    def _put(self, item):
        heappush(self.queue, item)

    def _get(self):
        return heappop(self.queue)


class LifoQueue(Queue):
    """A queue of which the newest item is taken first."""

    def _init(self, maxsize):
        self.queue = []

    def _get(self):
        return self.queue.pop()


class SimpleQueue:
    """A queue without a bound, task_done and join."""

    __module__ = "_queue"

    def __init__(self):
        self._sync = _new_queue(0)
        self._items = _deque()

    def __class_getitem__(cls, item):
        return _GenericAlias(cls, item)

    def put(self, item, block=True, timeout=None):
        """Puts an item in."""
        _enter_queue(self._sync, "put")
        self._items.append(item)
        _leave_queue(self._sync, "put", len(self._items))

    def get(self, block=True, timeout=None):
        """Takes an item; waits for one, or raises Empty."""
        if block:
            _check_timeout(timeout)
        if not _enter_queue(self._sync, "get", timeout if block else 0):
            raise Empty
        item = self._items.popleft()
        _leave_queue(self._sync, "get", len(self._items))
        return item

    def put_nowait(self, item):
        """Puts an item in."""
        self.put(item)

    def get_nowait(self):
        """Takes an item, or raises Empty."""
        return self.get(False)

    def qsize(self):
        """How many items there are."""
        return len(self._items)

    def empty(self):
        """Whether there are no items."""
        return not self._items
