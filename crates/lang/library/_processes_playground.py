# Fragments where every task is a process of its own. What one returns or raises comes back as a
# message.
from _atexit import _at_exit
from _mp_connection import Pipe
from _mp_context import Process
from _mp_messages import _dumps, _loads
from _mp_pool import _Carried
from _mp_process import _own
from _playground import _is_lost, _log, _traceback_text, _wait_any
from playground import checkpoint

# By their functions' names, how many fragments were started.
_n_named = {}


class Fragment(Process):
    """A process that calls a function; `result()` waits for what that returns."""

    def __init__(self, function, args, kwargs):
        called = getattr(function, "__name__", type(function).__name__)
        _n_named[called] = _n_named.get(called, 0) + 1
        super().__init__(None, function, f"{called} {_n_named[called]}", args, kwargs)

    def start(self):
        """Starts it."""
        self._begin()
        own = _own()
        if own.fragments is None:
            own.fragments = []
            _at_exit(_take_all)
        own.fragments.append(self)
        self._is_taken = False

    def _begin(self):
        self._receiver, self._sender = Pipe(duplex=False)
        self._task = None
        super().start()
        self._sender.close()

    def run(self):
        self._receiver.close()
        try:
            answer = True, self._target(*self._args, **self._kwargs)
        except BaseException as error:
            answer = False, _Carried(error, _traceback_text(error))
        try:
            message = _dumps(answer)
        except Exception as error:
            message = _dumps((False, _Carried(error, _traceback_text(error))))
        self._sender.send_bytes(message)

    def _take(self):
        self._is_taken = True
        _own().fragments.remove(self)
        try:
            self._answer = _loads(self._message())
        except EOFError:
            self._answer = False, RuntimeError(f"process {self.name} ended without a result")
        self._receiver.close()

    def _message(self):
        while True:
            if 0 in self._ready(None):
                try:
                    return self._receiver.recv_bytes()
                except EOFError:
                    self.join()
            if not _is_lost(self._task):
                raise EOFError
            checkpoint(f"starts {self.name} again")
            self._receiver.close()
            self._begin()

    def _ready(self, timeout):
        # 0 for a message, 1 for the end of the process.
        return _wait_any((self._receiver._incoming,), (self._task,), timeout)

    def result(self, timeout=None):
        """Waits for the end; gives what the function returned, or raises what it raised."""
        if not self._is_answered(timeout):
            return None
        if not self._is_taken:
            self._take()
        is_good, value = self._answer
        if is_good:
            return value
        raise value

    def _is_answered(self, timeout):
        if self._is_taken:
            return True
        assert self in (_own().fragments or ()), "can only join a child process"
        return bool(self._ready(timeout))

    def done(self):
        """Whether it has its result."""
        return self._is_answered(0.0)

    def cancel(self):
        """Not possible: it was started."""
        return False


def _take_all():
    # Whether or not anybody asks for a result, its process cannot end before a long one is taken.
    fragments = _own().fragments
    while fragments:
        fragment = fragments[0]
        fragment._take()
        is_good, value = fragment._answer
        if not is_good:
            _log(f"Process {fragment.name}:", value)


def spawn(function, /, *args, **kwargs):
    """Starts a fragment; the task's `result()` waits for what the function returns."""
    fragment = Fragment(function, args, kwargs)
    fragment.start()
    return fragment


def gather(*tasks):
    """Waits for all tasks (or one iterable of tasks) and returns their results in order."""
    if len(tasks) == 1 and not hasattr(tasks[0], "result"):
        tasks = list(tasks[0])
    return [task.result() for task in tasks]


def pmap(function, items):
    """Spawns the function for each item and returns the results in order."""
    return gather([spawn(function, item) for item in items])
