"""Tracebacks as text."""

from _playground import _handled, _traceback_text
from _streams import stderr as _stderr


def format_exception(exc, /, value=None, tb=None, limit=None, chain=True):
    """The lines of an exception's traceback."""
    exc = exc if isinstance(exc, BaseException) else value
    return _traceback_text(exc).splitlines(keepends=True)


def format_exception_only(exc, /, value=None):
    """The last line of an exception's traceback."""
    exc = exc if isinstance(exc, BaseException) else value
    text, name = str(exc), type(exc).__qualname__
    if type(exc).__module__ not in ("builtins", "__main__"):
        name = f"{type(exc).__module__}.{name}"
    return [f"{name}: {text}\n" if text else f"{name}\n"]


def print_exception(exc, /, value=None, tb=None, limit=None, file=None, chain=True):
    """Writes an exception's traceback to standard error."""
    print("".join(format_exception(exc, value)), end="", file=_stderr if file is None else file)


def format_exc(limit=None, chain=True):
    """The traceback of the exception being handled."""
    handled = _handled()
    return "NoneType: None\n" if handled is None else _traceback_text(handled)


def print_exc(limit=None, file=None, chain=True):
    """Writes the traceback of the exception being handled to standard error."""
    print(format_exc(), end="", file=_stderr if file is None else file)
