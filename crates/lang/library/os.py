"""What a program knows of the system around it, as far as there is one."""

from _playground import _books, _kill, _n_cores, _process_number, _this_task

name = "posix"
sep = "/"
linesep = "\n"


class _Environ(dict):
    def __repr__(self):
        return f"environ({dict.__repr__(self)})"


environ = _Environ()


def getenv(key, default=None):
    """A variable of the environment, which is empty unless the workload fills it."""
    return environ.get(key, default)


def getpid():
    """The number of the process."""
    return _process_number()


def getppid():
    """The number of the process that started this one."""
    books = _books()
    parent = None if books is None else books.process._parent_number
    return 1 if parent is None else parent


def _exit(status):
    """Ends the process at once: nothing is tidied up, and nobody is waited for."""
    _kill(_this_task(), status & 255)


def cpu_count():
    """How many cores the workload may count on."""
    return _n_cores()


def sched_getaffinity(pid, /):
    """The numbers of the cores."""
    return set(range(cpu_count()))
