# Queues where every task is a process of its own: those of `multiprocessing`, and for what it does
# not have, a server process that holds them.
from _mp_context import _default
from _mp_managers import _MAKERS, _PROXIES, QueueProxy, _maker
from _mp_managers import SyncManager as _SyncManager
from _mp_queues import JoinableQueue as _JoinableQueue
from _mp_queues import Queue as _Queue
from queue import LifoQueue as _LifoQueue
from queue import PriorityQueue as _PriorityQueue


class Queue(_JoinableQueue):
    """A queue of copies of values, for any number of processes."""

    def __init__(self, maxsize=0):
        super().__init__(maxsize)
        self.maxsize = maxsize

    def __class_getitem__(cls, item):
        return cls

    @property
    def unfinished_tasks(self):
        """How many of its values were not dealt with."""
        return self._unfinished_tasks.get_value()

    def put(self, item, block=True, timeout=None):
        """Puts a copy of a value in; Full if there is no room in time."""
        super().put(item, block, timeout)


class SimpleQueue(_Queue):
    """A queue without a bound, task_done and join."""

    def __init__(self):
        super().__init__()

    def __class_getitem__(cls, item):
        return cls


for _kind in (_PriorityQueue, _LifoQueue):
    _MAKERS[_kind.__name__] = _kind
    _PROXIES[_kind.__name__] = QueueProxy
    setattr(_SyncManager, _kind.__name__, _maker(_kind.__name__))

_manager = None


def _held():
    # The server starts with the first queue that needs it.
    global _manager
    if _manager is None:
        _manager = _default.Manager()
    return _manager


def PriorityQueue(maxsize=0):
    """A queue of which the smallest item is taken first, in a server process."""
    return _held().PriorityQueue(maxsize)


def LifoQueue(maxsize=0):
    """A queue of which the newest item is taken first, in a server process."""
    return _held().LifoQueue(maxsize)
