# The module's face: what it offers stands in parts.
from _futures_base import (
    ALL_COMPLETED,
    FIRST_COMPLETED,
    FIRST_EXCEPTION,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    InvalidStateError,
    as_completed,
    wait,
)
from _futures_process import ProcessPoolExecutor
from _futures_thread import ThreadPoolExecutor

TimeoutError = TimeoutError
