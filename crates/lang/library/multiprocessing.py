"""Processes with memory of their own, and what they share."""

from _mp_context import (
    AuthenticationError,
    BufferTooShort,
    Process,
    ProcessError,
    TimeoutError,
    active_children,
    current_process,
    parent_process,
    _default,
)
from _mp_connection import Pipe
from _mp_queues import JoinableQueue, Queue, SimpleQueue
from _mp_shared import Array, RawArray, RawValue, Value
from _mp_sync import Barrier, BoundedSemaphore, Condition, Event, Lock, RLock, Semaphore


def cpu_count():
    """How many cores there are."""
    return _default.cpu_count()


def freeze_support():
    """Nothing: for programs that are frozen into an executable file."""


def Manager():
    """A server process that holds objects for others."""
    return _default.Manager()


def Pool(processes=None, initializer=None, initargs=(), maxtasksperchild=None):
    """Worker processes that calls are handed out to."""
    return _default.Pool(processes, initializer, initargs, maxtasksperchild)


def get_context(method=None):
    """The context of a start method."""
    return _default.get_context(method)


def get_start_method(allow_none=False):
    """How processes are started."""
    return _default.get_start_method(allow_none)


def set_start_method(method, force=False):
    """Changes how processes are started; once, unless forced."""
    _default.set_start_method(method, force)


def get_all_start_methods():
    """How processes can be started."""
    return _default.get_all_start_methods()
