"""What a program knows of its interpreter."""

from _playground import _file, _handled
from _streams import stderr, stdin, stdout
from collections import namedtuple as _namedtuple


class _VersionInfo(_namedtuple("version_info", "major minor micro releaselevel serial")):
    def __repr__(self):
        names = ", ".join([f"{name}={value!r}" for name, value in zip(self._fields, self)])
        return f"sys.version_info({names})"


version_info = _VersionInfo(3, 11, 0, "final", 0)
hexversion = 0x030B00F0
version = "3.11.0 (Interleave)"
platform = "linux"
byteorder = "little"
executable = ""
maxsize = 9223372036854775807
maxunicode = 0x10FFFF
argv = [_file()]
path = [""]
flags = _namedtuple("flags", "debug optimize dev_mode utf8_mode")(0, 0, False, 1)
float_info = _namedtuple("float_info", "max max_exp max_10_exp min min_exp min_10_exp dig mant_dig epsilon radix rounds")(
    1.7976931348623157e308, 1024, 308, 2.2250738585072014e-308, -1021, -307, 15, 53,
    2.220446049250313e-16, 2, 1,
)
implementation = _namedtuple("implementation", "name version hexversion")("interleave", version_info, hexversion)
_settings = {"interval": 0.005}


def exit(status=None, /):
    """Ends the program by SystemExit, with a status or a message."""
    raise SystemExit if status is None else SystemExit(status)


def exc_info():
    """The type, the value and the traceback of the exception being handled."""
    handled = _handled()
    if handled is None:
        return None, None, None
    return type(handled), handled, handled.__traceback__


def exception():
    """The exception being handled, or None."""
    return _handled()


def getrecursionlimit():
    """How deep calls may nest."""
    return 1000


def setrecursionlimit(limit, /):
    """Accepted; how deep calls may nest is the playground's own limit."""
    if limit < 1:
        raise ValueError("recursion limit must be greater or equal than 1")


def getswitchinterval():
    """How long a thread keeps the interpreter while others want it, in seconds."""
    return _settings["interval"]


def setswitchinterval(interval, /):
    """Accepted; how long a thread keeps the interpreter is a knob of the run."""
    if interval <= 0.0:
        raise ValueError("switch interval must be strictly positive")
    _settings["interval"] = interval


def getdefaultencoding():
    """utf-8."""
    return "utf-8"


def intern(string, /):
    """The string itself."""
    return string
