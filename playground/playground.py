"""The playground's own names, in plain Python, so that a workload also runs under CPython.

    PYTHONPATH=playground python3 examples/average.py

In the playground a fragment started by `spawn` becomes what the chosen mode says: a thread, a
process, a coroutine, or a plain call. Here it is always a thread.
"""

import threading
import time
import urllib.error
import urllib.parse
import urllib.request

__all__ = [
    "PlaygroundUnsupported",
    "checkpoint",
    "chunks",
    "cpu",
    "fetch",
    "gather",
    "io",
    "pmap",
    "spawn",
]


class PlaygroundUnsupported(RuntimeError):
    """What the playground raises where it meets something that it does not support."""


class _Task:
    """A started fragment."""

    def __init__(self, function, args, kwargs):
        self._function = function
        self._args = args
        self._kwargs = kwargs
        self._value = None
        self._error = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        try:
            self._value = self._function(*self._args, **self._kwargs)
        except BaseException as error:
            self._error = error

    def result(self):
        """Waits for the end; returns the fragment's result, or raises its exception."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._value

    def done(self):
        """Whether the fragment has ended."""
        return not self._thread.is_alive()


def spawn(function, /, *args, **kwargs):
    """Starts a fragment; the task's `result()` waits for what the function returns."""
    return _Task(function, args, kwargs)


def gather(*tasks):
    """Waits for all tasks (or one iterable of tasks) and returns their results in order."""
    if len(tasks) == 1 and not isinstance(tasks[0], _Task):
        tasks = list(tasks[0])
    return [task.result() for task in tasks]


def pmap(function, items):
    """Spawns the function for each item and returns the results in order."""
    return gather([spawn(function, item) for item in items])


def cpu(seconds):
    """Computes for that long: the thread's own processor time, however long it has to wait."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def io(seconds, label=""):
    """Waits for something outside (a database, a file, an API), keeping no core busy."""
    time.sleep(seconds)


def fetch(url, *, simulated=None, seconds=0.1):
    """Loads a text from this machine, as a real run of the playground does."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise PermissionError(f"{url} is not on this machine")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=30) as answer:
            return answer.read().decode()
    except urllib.error.URLError as error:
        raise ConnectionError(f"{url}: {error}") from None


def checkpoint(label=""):
    """Gives other tasks a turn."""
    time.sleep(0)


def chunks(sequence, n):
    """n consecutive parts whose lengths differ by at most one, the longer ones first."""
    if n < 1:
        raise ValueError("chunks() needs at least one part")
    length, longer = divmod(len(sequence), n)
    parts = []
    start = 0
    for part in range(n):
        end = start + length + (1 if part < longer else 0)
        parts.append(sequence[start:end])
        start = end
    return parts
