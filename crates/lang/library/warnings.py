"""Warnings, which are written to standard error."""

from _playground import _caller, _file
from _streams import stderr as _stderr

_seen = set()
_filters = []


def warn(message, category=None, stacklevel=1, source=None):
    """Writes a warning to standard error, once for each place."""
    if isinstance(message, Warning):
        category = type(message)
    category = category or UserWarning
    line = _caller()[1]
    action = "default"
    for known, kind in _filters:
        if issubclass(category, kind):
            action = known
            break
    if action == "error":
        raise message if isinstance(message, Warning) else category(message)
    place = (str(message), category, line)
    if action == "ignore" or action != "always" and place in _seen:
        return
    _seen.add(place)
    _stderr.write(f"{_file()}:{line}: {category.__name__}: {message}\n")


def simplefilter(action, category=Warning, lineno=0, append=False):
    """What becomes of warnings of a category: "ignore", "error", "always" or "default"."""
    _filters.insert(len(_filters) if append else 0, (action, category))


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    """As simplefilter."""
    simplefilter(action, category, lineno, append)
