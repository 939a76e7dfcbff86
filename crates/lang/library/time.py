"""Calendars and clocks, on the run's clock, which begins in 1970 in UTC."""

from _calendar import _EPOCH, _date_of, _day_number, _day_of_year, _format, _parse
from collections import namedtuple as _namedtuple
from time import perf_counter as _perf_counter, time as _time

timezone = 0
altzone = 0
daylight = 0
tzname = ("UTC", "UTC")

_Fields = _namedtuple(
    "struct_time", "tm_year tm_mon tm_mday tm_hour tm_min tm_sec tm_wday tm_yday tm_isdst"
)


class struct_time(_Fields):
    """struct_time(sequence): a date and a time as nine numbers."""

    __module__ = "time"
    tm_zone = "UTC"
    tm_gmtoff = 0

    def __new__(cls, sequence):
        return super().__new__(cls, *sequence)

    def __repr__(self):
        names = zip(self._fields, self)
        return "time.struct_time(" + ", ".join([f"{name}={value}" for name, value in names]) + ")"


def gmtime(secs=None, /):
    """The date and time of seconds since 1970, in UTC."""
    days, rest = divmod(int((_time() if secs is None else secs) // 1), 86400)
    number = days + _EPOCH
    date = _date_of(number)
    rest = rest // 3600, rest // 60 % 60, rest % 60
    return struct_time((*date, *rest, (number - 1) % 7, _day_of_year(*date), 0))


def localtime(secs=None, /):
    """The date and time of seconds since 1970, in the run's time zone, which is UTC."""
    return gmtime(secs)


def mktime(t, /):
    """The seconds since 1970 of a date and time."""
    days = _day_number(t[0], t[1], 1) + t[2] - 1 - _EPOCH
    return float(days * 86400 + t[3] * 3600 + t[4] * 60 + t[5])


def strftime(format, t=None, /):
    """A date and time as text."""
    t = gmtime() if t is None else t
    return _format(format, tuple(t[:3]), tuple(t[3:6]), "%f", "+0000", "UTC")


def strptime(string, format="%a %b %d %H:%M:%S %Y", /):
    """The date and time that a text says."""
    date, time, _, _ = _parse(string, format)
    number = _day_number(*date)
    return struct_time((*date, *time, (number - 1) % 7, _day_of_year(*date), -1))


def asctime(t=None, /):
    """A date and time as in 'Thu Jan  1 00:00:00 1970'."""
    return strftime("%a %b %e %H:%M:%S %Y", gmtime() if t is None else t)


def ctime(secs=None, /):
    """asctime of seconds since 1970."""
    return asctime(gmtime(secs))


def time_ns():
    """Nanoseconds since 1970 on the run's clock."""
    return round(_time() * 1e9)


def perf_counter_ns():
    """Nanoseconds on the run's clock, for measuring."""
    return round(_perf_counter() * 1e9)


def monotonic_ns():
    """Nanoseconds on the run's clock, which never goes back."""
    return round(_perf_counter() * 1e9)


def process_time():
    """Seconds on the run's clock, waiting included."""
    return _perf_counter()


def process_time_ns():
    """Nanoseconds on the run's clock, waiting included."""
    return round(_perf_counter() * 1e9)


def thread_time():
    """Seconds on the run's clock, waiting included."""
    return _perf_counter()


def thread_time_ns():
    """Nanoseconds on the run's clock, waiting included."""
    return round(_perf_counter() * 1e9)
