# Processes: started, joined, ended; and the books that each keeps for itself.
from _playground import (
    _begin_process,
    _books,
    _exit_code,
    _has_own_memory,
    _keep_books,
    _kill,
    _log,
    _process_number,
    _start_process,
    _wait_any,
)
from _atexit import _functions, _run_at_exit
from _mp_messages import _dumps, _loads
from threading import _begin_process as _begin_main_thread

_BEGINNING = (
    "An attempt has been made to start a new process before the current process has finished its"
    " bootstrapping phase: each process that is not forked runs the module again."
    " Start processes under `if __name__ == '__main__':` only"
)
_SIGNALS = {-9: "SIGKILL", -15: "SIGTERM"}


class ProcessError(Exception):
    """The base of the exceptions of processes."""

    __module__ = "multiprocessing.context"


class BufferTooShort(ProcessError):
    """A message does not fit the buffer it is received in."""

    __module__ = "multiprocessing.context"


class TimeoutError(ProcessError):
    """A time-out has passed."""

    __module__ = "multiprocessing.context"


class AuthenticationError(ProcessError):
    """The other side does not know the key."""

    __module__ = "multiprocessing.context"


class _Books:
    # What a process knows of itself: they are not shared, whatever memory is.
    def __init__(self, process):
        self.process = process
        self.n_made = 0
        self.children = []
        # Whether what is marshalled goes to a process that is being started.
        self.is_spawning = False
        # Whether the process was spawned and its module still runs.
        self.is_beginning = False
        # The fragments whose results were not taken; None before the first.
        self.fragments = None


def _own():
    books = _books()
    if books is None:
        books = _Books(_MainProcess())
        books.is_beginning = _has_own_memory()
        _keep_books(books)
    return books


def _assert_spawning(obj):
    # What only children inherit cannot be sent.
    if not _own().is_spawning:
        raise RuntimeError(
            f"{type(obj).__name__} objects should only be shared between processes"
            " through inheritance"
        )


class BaseProcess:
    """A process; `Process` says how it is started."""

    __module__ = "multiprocessing.process"

    _start_method = "fork"
    _closed = False
    _task = None

    def __init__(self, group=None, target=None, name=None, args=(), kwargs={}, *, daemon=None):
        assert group is None, "group argument must be None for now"
        books = _own()
        books.n_made += 1
        self._identity = books.process._identity + (books.n_made,)
        self._daemonic = books.process._daemonic
        self._parent_number = _process_number()
        self._parent_name = books.process.name
        self._target = target
        self._args = tuple(args)
        self._kwargs = dict(kwargs)
        numbers = ":".join(str(number) for number in self._identity)
        self._name = name or f"{type(self).__name__}-{numbers}"
        if daemon is not None:
            self.daemon = daemon

    def _check(self):
        if self._closed:
            raise ValueError("process object is closed")

    def run(self):
        """What it does: calls the target."""
        if self._target:
            self._target(*self._args, **self._kwargs)

    def _run_all(self):
        # What the process does from its beginning to its end.
        try:
            self.run()
        finally:
            _run_at_exit()

    def start(self):
        """Starts it."""
        self._check()
        assert self._task is None, "cannot start a process twice"
        message = "can only start a process object created by current process"
        assert self._parent_number == _process_number(), message
        books = _own()
        message = "daemonic processes are not allowed to have children"
        assert not books.process._daemonic, message
        _forget_ended(books)
        message = None
        if self._start_method != "fork":
            if books.is_beginning:
                raise RuntimeError(_BEGINNING)
            books.is_spawning = True
            try:
                message = _dumps(self)
            finally:
                books.is_spawning = False
        daemon = bool(self._daemonic)
        args = (_run_forked, (self,), self._name, daemon, self._start_method, message)
        self._task = _start_process(*args)
        books.children.append(self)

    def terminate(self):
        """Ends it by SIGTERM."""
        self._check()
        self._end(-15)

    def kill(self):
        """Ends it by SIGKILL."""
        self._check()
        self._end(-9)

    def _end(self, exit_code):
        if self._task is None:
            raise AttributeError("'NoneType' object has no attribute 'terminate'")
        _kill(self._task, exit_code)

    def join(self, timeout=None):
        """Waits until it has ended, at most that many seconds."""
        self._check()
        assert self._parent_number == _process_number(), "can only join a child process"
        assert self._task is not None, "can only join a started process"
        _wait_any((), (self._task,), timeout)
        if _exit_code(self._task) is not None:
            _forget(self)

    def is_alive(self):
        """Whether it was started and has not ended."""
        self._check()
        if self is _own().process:
            return True
        assert self._parent_number == _process_number(), "can only test a child process"
        if self._task is None:
            return False
        if _exit_code(self._task) is None:
            return True
        _forget(self)
        return False

    def close(self):
        """Gives up what is known of a process that has ended."""
        if self._task is not None:
            if _exit_code(self._task) is None:
                raise ValueError(
                    "Cannot close a process while it is still running."
                    " You should first call join() or terminate()."
                )
            _forget(self)
        self._closed = True

    @property
    def name(self):
        """Its name."""
        return self._name

    @name.setter
    def name(self, name):
        assert isinstance(name, str), "name must be a string"
        self._name = name

    @property
    def daemon(self):
        """Whether it is ended when its parent ends."""
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        assert self._task is None, "process has already started"
        self._daemonic = daemonic

    @property
    def exitcode(self):
        """How it ended; None while it has not."""
        self._check()
        if self._task is None or self is _own().process:
            return None
        return _exit_code(self._task)

    @property
    def ident(self):
        """Its number; None before its start."""
        self._check()
        if self is _own().process:
            return _process_number()
        return None if self._task is None else _process_number(self._task)

    pid = ident

    @property
    def sentinel(self):
        """What becomes ready for `connection.wait` when it ends."""
        self._check()
        if self._task is None:
            raise ValueError("process not started")
        return self._task

    def __repr__(self):
        is_own = self is _own().process
        exit_code = None
        if is_own:
            status = "started"
        elif self._closed:
            status = "closed"
        elif self._parent_number != _process_number():
            status = "unknown"
        elif self._task is None:
            status = "initial"
        else:
            exit_code = _exit_code(self._task)
            status = "started" if exit_code is None else "stopped"
        parts = [type(self).__name__, f"name={self._name!r}"]
        if is_own or self._task is not None and not self._closed:
            parts.append(f"pid={self.ident}")
        parts.append(f"parent={self._parent_number}")
        parts.append(status)
        if exit_code is not None:
            code = _SIGNALS.get(exit_code)
            parts.append(f"exitcode={exit_code if code is None else '-' + code}")
        if self._daemonic:
            parts.append("daemon")
        return f"<{' '.join(parts)}>"


class _MainProcess(BaseProcess):
    def __init__(self):
        self._identity = ()
        self._daemonic = False
        self._parent_number = None
        self._parent_name = None
        self._name = "MainProcess"


class _ParentProcess(BaseProcess):
    # A child's view of who started it.
    def __init__(self, name, number):
        self._identity = ()
        self._daemonic = False
        self._parent_number = None
        self._name = name
        self._number = number

    @property
    def ident(self):
        return self._number

    pid = ident

    def is_alive(self):
        return True


def _forget(process):
    children = _own().children
    if process in children:
        children.remove(process)


def _forget_ended(books):
    books.children = [child for child in books.children if _exit_code(child._task) is None]


def _begin(process):
    _begin_process()
    _begin_main_thread(_has_own_memory())
    _keep_books(_Books(process))


def _run_forked(process):
    _begin(process)
    if not _has_own_memory():
        return _report_of(process.run, process)
    _functions.clear()
    _run(process)


def _run(process):
    _report_of(process._run_all, process)


def _report_of(function, process, *args):
    # What ends a process stands on standard error, as nobody can catch it.
    try:
        function(*args)
    except SystemExit as error:
        if error.code is not None and not isinstance(error.code, int):
            _log(str(error.code), None)
        raise
    except BaseException as error:
        _log(f"Process {process.name}:", error)
        raise


def _run_spawned(message):
    process = _loads(message)
    _begin_main_thread(True)
    _keep_books(_Books(process))
    _run(process)


def current_process():
    """The process that runs this."""
    return _own().process


def parent_process():
    """The process that started this one; None in the main process."""
    process = _own().process
    if process._parent_number is None:
        return None
    return _ParentProcess(process._parent_name, process._parent_number)


def active_children():
    """The children that have not ended."""
    books = _own()
    _forget_ended(books)
    return list(books.children)
