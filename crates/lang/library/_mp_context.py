# Start methods: each context makes everything for processes that are started its way.
from _mp_connection import Pipe
from _mp_managers import SyncManager
from _mp_pool import Pool
from _mp_process import (
    BaseProcess,
    AuthenticationError,
    BufferTooShort,
    ProcessError,
    TimeoutError,
    active_children,
    current_process,
    parent_process,
)
from _mp_queues import JoinableQueue, Queue, SimpleQueue
from _mp_shared import Array, RawArray, RawValue, Value
from _mp_sync import Barrier, BoundedSemaphore, Condition, Event, Lock, RLock, Semaphore
from _playground import _default_start, _n_cores


class Process(BaseProcess):
    """A task with memory of its own that runs target(*args, **kwargs) after start()."""

    __module__ = "multiprocessing.context"

    @property
    def _start_method(self):
        return _method


class ForkProcess(BaseProcess):
    """A process that starts with a copy of its parent's memory."""

    __module__ = "multiprocessing.context"
    _start_method = "fork"


class SpawnProcess(BaseProcess):
    """A process that starts with new memory, in which the module runs again."""

    __module__ = "multiprocessing.context"
    _start_method = "spawn"


class ForkServerProcess(BaseProcess):
    """A process that a server starts, with new memory."""

    __module__ = "multiprocessing.context"
    _start_method = "forkserver"


class BaseContext:
    """What a program uses of `multiprocessing`, for one start method."""

    __module__ = "multiprocessing.context"

    def cpu_count(self):
        """How many cores there are."""
        return _n_cores()

    def Manager(self):
        """A server process that holds objects for others."""
        manager = SyncManager(self.get_context())
        manager.start()
        return manager

    def Pool(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None):
        """Worker processes that calls are handed out to."""
        context = self.get_context()
        return Pool(processes, initializer, initargs, maxtasksperchild, context)

    def freeze_support(self):
        """Nothing: for programs that are frozen into an executable file."""

    def get_context(self, method=None):
        """The context of a start method."""
        if method is None:
            return self
        if method not in _CONTEXTS:
            raise ValueError(f"cannot find context for {method!r}")
        return _CONTEXTS[method]

    def get_start_method(self, allow_none=False):
        """Its start method."""
        return self._name

    def set_start_method(self, method, force=False):
        """Not possible: it has its own."""
        raise ValueError("cannot set start method of concrete context")


for _class in (ProcessError, BufferTooShort, TimeoutError, AuthenticationError):
    setattr(BaseContext, _class.__name__, _class)

for _made in (
    current_process,
    parent_process,
    active_children,
    Pipe,
    Lock,
    RLock,
    Condition,
    Semaphore,
    BoundedSemaphore,
    Event,
    Barrier,
    Queue,
    JoinableQueue,
    SimpleQueue,
    RawValue,
    RawArray,
    Value,
    Array,
):
    setattr(BaseContext, _made.__name__, staticmethod(_made))


class ForkContext(BaseContext):
    __module__ = "multiprocessing.context"
    _name = "fork"
    Process = ForkProcess


class SpawnContext(BaseContext):
    __module__ = "multiprocessing.context"
    _name = "spawn"
    Process = SpawnProcess


class ForkServerContext(BaseContext):
    __module__ = "multiprocessing.context"
    _name = "forkserver"
    Process = ForkServerProcess


_CONTEXTS = {"fork": ForkContext(), "spawn": SpawnContext(), "forkserver": ForkServerContext()}

_method = _default_start()
_is_method_set = False


class DefaultContext(BaseContext):
    __module__ = "multiprocessing.context"

    def get_context(self, method=None):
        global _is_method_set
        if method is None:
            _is_method_set = True
            return _CONTEXTS[_method]
        return super().get_context(method)

    def get_start_method(self, allow_none=False):
        global _is_method_set
        if not _is_method_set:
            if allow_none:
                return None
            _is_method_set = True
        return _method

    def set_start_method(self, method, force=False):
        global _is_method_set, _method
        if _is_method_set and not force:
            raise RuntimeError("context has already been set")
        if method is None and force:
            _is_method_set = False
            return
        super().get_context(method)
        _method = method
        _is_method_set = True

    def get_all_start_methods(self):
        return ["fork", "spawn", "forkserver"]


DefaultContext.Process = Process
_default = DefaultContext()
