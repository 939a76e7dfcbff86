# Executors with threads where every task is a process of its own.
from _futures_base import BrokenExecutor
from _futures_process import BrokenProcessPool as BrokenThreadPool
from _futures_process import ProcessPoolExecutor
from _processes_threading import Thread

_n_named = 0


class ThreadPoolExecutor(ProcessPoolExecutor):
    """An executor with at most so many processes; use it with `with`."""

    __module__ = "concurrent.futures.thread"

    def __init__(self, max_workers=None, thread_name_prefix="", initializer=None, initargs=()):
        global _n_named
        super().__init__(max_workers, None, initializer, initargs)
        if not thread_name_prefix:
            thread_name_prefix = f"ThreadPoolExecutor-{_n_named}"
            _n_named += 1
        self._thread_name_prefix = thread_name_prefix

    def _worker(self, target, args):
        name = f"{self._thread_name_prefix}_{len(self._processes)}"
        return Thread(target=target, name=name, args=args)
