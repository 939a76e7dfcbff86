"""Dates and times; now is on the run's clock, which begins in 1970 in UTC."""

from _calendar import _EPOCH, _date_of, _day_number, _day_of_year, _days_in_month, _format
from _calendar import _iso_week, _parse
from time import struct_time as _struct_time, time as _now

MINYEAR = 1
MAXYEAR = 9999
_DAY_MAX = 3652059
_SECOND = 1000000
_DAY = 86400 * _SECOND


def _check_date(year, month, day):
    for value in (year, month, day):
        if not isinstance(value, int):
            raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
    if not 1 <= year <= 9999:
        raise ValueError(f"year {year} is out of range")
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= _days_in_month(year, month):
        raise ValueError("day is out of range for month")


def _check_time(hour, minute, second, microsecond, fold):
    if not 0 <= hour <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= minute <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= second <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= microsecond <= 999999:
        raise ValueError("microsecond must be in 0..999999")
    if fold not in (0, 1):
        raise ValueError("fold must be either 0 or 1")


def _order(name, one, other):
    raise TypeError(
        f"'{name}' not supported between instances of "
        f"'{_type_name(one)}' and '{_type_name(other)}'"
    )


def _type_name(value):
    kind = type(value)
    return f"{kind.__module__}.{kind.__qualname__}" if kind.__module__ == "datetime" else kind.__name__



class timedelta:
    """timedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)"""

    __module__ = "datetime"
    __slots__ = ("_micros",)

    def __init__(
        self, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0
    ):
        total, rest = 0, 0.0
        parts = (
            (weeks, 7 * _DAY), (days, _DAY), (hours, 3600 * _SECOND), (minutes, 60 * _SECOND),
            (seconds, _SECOND), (milliseconds, 1000), (microseconds, 1),
        )
        for value, unit in parts:
            if isinstance(value, float):
                whole = int(value)
                total += whole * unit
                rest += (value - whole) * unit
            else:
                total += value * unit
        self._micros = total + round(rest)
        if not -999999999 <= self._micros // _DAY <= 999999999:
            raise OverflowError(f"days={self._micros // _DAY}; must have magnitude <= 999999999")

    @property
    def days(self):
        return self._micros // _DAY

    @property
    def seconds(self):
        return self._micros % _DAY // _SECOND

    @property
    def microseconds(self):
        return self._micros % _SECOND

    def total_seconds(self):
        return self._micros / _SECOND

    def __repr__(self):
        names = ("days", "seconds", "microseconds")
        parts = [f"{name}={getattr(self, name)}" for name in names if getattr(self, name)]
        return f"datetime.timedelta({', '.join(parts) or '0'})"

    def __str__(self):
        minutes, seconds = divmod(self.seconds, 60)
        text = f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        if self.days:
            text = f"{self.days} day{'s' if abs(self.days) != 1 else ''}, {text}"
        return f"{text}.{self.microseconds:06}" if self.microseconds else text

    def __add__(self, other):
        if isinstance(other, timedelta):
            return timedelta(microseconds=self._micros + other._micros)
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return timedelta(microseconds=self._micros - other._micros)
        return NotImplemented

    def __rsub__(self, other):
        return -self + other if isinstance(other, timedelta) else NotImplemented

    def __neg__(self):
        return timedelta(microseconds=-self._micros)

    def __pos__(self):
        return self

    def __abs__(self):
        return -self if self._micros < 0 else self

    def __mul__(self, other):
        if isinstance(other, int):
            return timedelta(microseconds=self._micros * other)
        if isinstance(other, float):
            a, b = other.as_integer_ratio()
            return timedelta(microseconds=_divided(self._micros * a, b))
        return NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._micros // other._micros
        if isinstance(other, int):
            return timedelta(microseconds=self._micros // other)
        return NotImplemented

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._micros / other._micros
        if isinstance(other, int):
            return timedelta(microseconds=_divided(self._micros, other))
        if isinstance(other, float):
            a, b = other.as_integer_ratio()
            return timedelta(microseconds=_divided(self._micros * b, a))
        return NotImplemented

    def __mod__(self, other):
        if isinstance(other, timedelta):
            return timedelta(microseconds=self._micros % other._micros)
        return NotImplemented

    def __divmod__(self, other):
        return self // other, self % other

    def __eq__(self, other):
        return self._micros == other._micros if isinstance(other, timedelta) else NotImplemented

    def __lt__(self, other):
        return self._micros < other._micros if isinstance(other, timedelta) else _order("<", self, other)

    def __le__(self, other):
        return self._micros <= other._micros if isinstance(other, timedelta) else _order("<=", self, other)

    def __gt__(self, other):
        return self._micros > other._micros if isinstance(other, timedelta) else _order(">", self, other)

    def __ge__(self, other):
        return self._micros >= other._micros if isinstance(other, timedelta) else _order(">=", self, other)

    def __hash__(self):
        return hash((self.days, self.seconds, self.microseconds))

    def __bool__(self):
        return self._micros != 0


def _divided(a, b):
    # The integer closest to a / b, of two the even one.
    if b < 0:
        a, b = -a, -b
    quotient, rest = divmod(a, b)
    if rest * 2 > b or rest * 2 == b and quotient % 2:
        quotient += 1
    return quotient


timedelta.min = timedelta(-999999999)
timedelta.max = timedelta(days=999999999, hours=23, minutes=59, seconds=59, microseconds=999999)
timedelta.resolution = timedelta(microseconds=1)


class tzinfo:
    """The base class of time zones."""

    __module__ = "datetime"


class timezone(tzinfo):
    """timezone(offset, name=None): a time zone with an offset from UTC."""

    __module__ = "datetime"

    def __init__(self, offset, name=None):
        if not isinstance(offset, timedelta):
            raise TypeError(f"timezone() argument 1 must be datetime.timedelta, not {type(offset).__name__}")
        if not -_DAY < offset._micros < _DAY:
            raise ValueError(
                "offset must be a timedelta strictly between -timedelta(hours=24) and "
                f"timedelta(hours=24), not {offset!r}."
            )
        self._offset, self._name = offset, name

    def utcoffset(self, dt):
        return self._offset

    def dst(self, dt):
        return None

    def tzname(self, dt):
        if self._name is not None:
            return self._name
        return "UTC" + _offset_text(self._offset) if self._offset else "UTC"

    def __str__(self):
        return self.tzname(None)

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        name = "" if self._name is None else f", {self._name!r}"
        return f"datetime.timezone({self._offset!r}{name})"

    def __eq__(self, other):
        return self._offset == other._offset if isinstance(other, timezone) else NotImplemented

    def __hash__(self):
        return hash(self._offset)


timezone.utc = timezone(timedelta(0))
UTC = timezone.utc


def _offset_text(offset, colon=":"):
    if offset is None:
        return ""
    minutes, seconds = divmod(abs(offset)._micros // _SECOND, 60)
    text = f"{'-' if offset._micros < 0 else '+'}{minutes // 60:02}{colon}{minutes % 60:02}"
    return f"{text}{colon}{seconds:02}" if seconds else text


class date:
    """date(year, month, day)"""

    __module__ = "datetime"

    def __init__(self, year, month=None, day=None):
        _check_date(year, month, day)
        self.year, self.month, self.day = year, month, day

    @classmethod
    def today(cls):
        return cls.fromtimestamp(_now())

    @classmethod
    def fromtimestamp(cls, timestamp):
        return cls.fromordinal(int(timestamp // 86400) + _EPOCH)

    @classmethod
    def fromordinal(cls, n):
        if not 1 <= n <= _DAY_MAX:
            raise ValueError(f"ordinal must be in range 1..{_DAY_MAX}")
        return cls(*_date_of(n))

    @classmethod
    def fromisoformat(cls, text):
        return cls(*_parse_date(text, text))

    def toordinal(self):
        return _day_number(self.year, self.month, self.day)

    def weekday(self):
        return (self.toordinal() - 1) % 7

    def isoweekday(self):
        return self.weekday() + 1

    def isocalendar(self):
        return _iso_week(self.year, self.month, self.day)

    def isoformat(self):
        return f"{self.year:04}-{self.month:02}-{self.day:02}"

    __str__ = isoformat

    def __repr__(self):
        return f"datetime.date({self.year}, {self.month}, {self.day})"

    def ctime(self):
        return self.strftime("%a %b %e 00:00:00 %Y")

    def strftime(self, format):
        return _format(format, (self.year, self.month, self.day), (0, 0, 0))

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def timetuple(self):
        day = _day_of_year(self.year, self.month, self.day)
        return _struct_time((self.year, self.month, self.day, 0, 0, 0, self.weekday(), day, -1))

    def replace(self, year=None, month=None, day=None):
        return type(self)(year or self.year, month or self.month, day or self.day)

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        number = self.toordinal() + other.days
        if not 1 <= number <= _DAY_MAX:
            raise OverflowError("date value out of range")
        return type(self).fromordinal(number)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if isinstance(other, date):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented

    def _key(self):
        return self.year, self.month, self.day

    def _compared(self, name, other):
        if isinstance(other, datetime):
            raise TypeError("can't compare datetime.datetime to datetime.date")
        if not isinstance(other, date):
            _order(name, self, other)
        return self.toordinal() - other.toordinal()

    def __eq__(self, other):
        if not isinstance(other, date) or isinstance(other, datetime):
            return NotImplemented
        return self._key() == other._key()

    def __lt__(self, other):
        return self._compared("<", other) < 0

    def __le__(self, other):
        return self._compared("<=", other) <= 0

    def __gt__(self, other):
        return self._compared(">", other) > 0

    def __ge__(self, other):
        return self._compared(">=", other) >= 0

    def __hash__(self):
        return hash(self._key())


def _parse_date(text, whole):
    parts = text.split("-") if "-" in text else [text[:4], text[4:6], text[6:]]
    if [len(part) for part in parts] != [4, 2, 2] or not all([part.isdigit() for part in parts]):
        raise ValueError(f"Invalid isoformat string: {whole!r}")
    return tuple([int(part) for part in parts])


def _parse_time(text, whole):
    zone = None
    for sign in "Z+-":
        place = text.find(sign)
        if place >= 0:
            text, offset = text[:place], text[place + 1 :]
            if sign == "Z":
                zone = timezone.utc
            else:
                hours, minutes = offset[:2], offset[2:].lstrip(":") or "0"
                delta = timedelta(hours=int(hours), minutes=int(minutes))
                zone = timezone(-delta if sign == "-" else delta) if delta else timezone.utc
            break
    text, _, fraction = text.partition(".")
    parts = text.split(":") if ":" in text else [text[i : i + 2] for i in range(0, len(text), 2)]
    good = [len(part) == 2 and part.isdigit() for part in parts]
    if not parts or len(parts) > 3 or not all(good) or fraction and not fraction.isdigit():
        raise ValueError(f"Invalid isoformat string: {whole!r}")
    numbers = [int(part) for part in parts] + [0] * (3 - len(parts))
    return (*numbers, int(fraction[:6].ljust(6, "0")) if fraction else 0), zone


class time:
    """time(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)"""

    __module__ = "datetime"

    def __init__(self, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        _check_time(hour, minute, second, microsecond, fold)
        self.hour, self.minute, self.second, self.microsecond = hour, minute, second, microsecond
        self.tzinfo, self.fold = tzinfo, fold

    @classmethod
    def fromisoformat(cls, text):
        numbers, zone = _parse_time(text.removeprefix("T"), text)
        return cls(*numbers, tzinfo=zone)

    def utcoffset(self):
        return None if self.tzinfo is None else self.tzinfo.utcoffset(None)

    def isoformat(self, timespec="auto"):
        return _time_text(self, timespec) + _offset_text(self.utcoffset())

    __str__ = isoformat

    def __repr__(self):
        return f"datetime.time({', '.join(_time_fields(self))})"

    def strftime(self, format):
        return _format(format, (1900, 1, 1), (self.hour, self.minute, self.second), f"{self.microsecond:06}")

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=True):
        return type(self)(
            self.hour if hour is None else hour,
            self.minute if minute is None else minute,
            self.second if second is None else second,
            self.microsecond if microsecond is None else microsecond,
            self.tzinfo if tzinfo is True else tzinfo,
        )

    def _key(self):
        return self.hour, self.minute, self.second, self.microsecond

    def __eq__(self, other):
        return self._key() == other._key() if isinstance(other, time) else NotImplemented

    def __lt__(self, other):
        return self._key() < other._key() if isinstance(other, time) else _order("<", self, other)

    def __le__(self, other):
        return self._key() <= other._key() if isinstance(other, time) else _order("<=", self, other)

    def __gt__(self, other):
        return self._key() > other._key() if isinstance(other, time) else _order(">", self, other)

    def __ge__(self, other):
        return self._key() >= other._key() if isinstance(other, time) else _order(">=", self, other)

    def __hash__(self):
        return hash(self._key())


def _time_fields(moment):
    fields = [str(moment.hour), str(moment.minute)]
    if moment.second or moment.microsecond:
        fields.append(str(moment.second))
    if moment.microsecond:
        fields.append(str(moment.microsecond))
    if moment.tzinfo is not None:
        fields.append(f"tzinfo={moment.tzinfo!r}")
    if moment.fold:
        fields.append(f"fold={moment.fold}")
    return fields


def _time_text(moment, timespec):
    text = f"{moment.hour:02}:{moment.minute:02}:{moment.second:02}"
    if timespec == "auto":
        timespec = "microseconds" if moment.microsecond else "seconds"
    match timespec:
        case "hours": return text[:2]
        case "minutes": return text[:5]
        case "seconds": return text
        case "milliseconds": return f"{text}.{moment.microsecond // 1000:03}"
        case "microseconds": return f"{text}.{moment.microsecond:06}"
    raise ValueError("Unknown timespec value")


class datetime(date):
    """datetime(year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None)"""

    __module__ = "datetime"

    def __init__(
        self, year, month=None, day=None, hour=0, minute=0, second=0, microsecond=0, tzinfo=None,
        *, fold=0,
    ):
        _check_date(year, month, day)
        _check_time(hour, minute, second, microsecond, fold)
        self.year, self.month, self.day = year, month, day
        self.hour, self.minute, self.second, self.microsecond = hour, minute, second, microsecond
        self.tzinfo, self.fold = tzinfo, fold

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(_now(), tz)

    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(_now())

    today = utcnow

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        moment = cls._of(_EPOCH * _DAY + round(timestamp * _SECOND), None)
        return moment if tz is None else moment.replace(tzinfo=timezone.utc).astimezone(tz)

    @classmethod
    def utcfromtimestamp(cls, timestamp):
        return cls.fromtimestamp(timestamp)

    @classmethod
    def _of(cls, micros, tzinfo):
        number, rest = divmod(micros, _DAY)
        if not 1 <= number <= _DAY_MAX:
            raise OverflowError("date value out of range")
        rest, micro = divmod(rest, _SECOND)
        return cls(*_date_of(number), rest // 3600, rest // 60 % 60, rest % 60, micro, tzinfo)

    @classmethod
    def combine(cls, date, time, tzinfo=True):
        zone = time.tzinfo if tzinfo is True else tzinfo
        return cls(*date._key()[:3], *time._key(), zone)

    @classmethod
    def fromisoformat(cls, text):
        if not isinstance(text, str):
            raise TypeError("fromisoformat: argument must be str")
        if len(text) < 10 and not text[:8].isdigit():
            raise ValueError(f"Invalid isoformat string: {text!r}")
        end = 10 if text[4:5] == "-" else 8
        date, rest = _parse_date(text[:end], text), text[end + 1 :]
        if not rest:
            return cls(*date)
        numbers, zone = _parse_time(rest, text)
        return cls(*date, *numbers, tzinfo=zone)

    @classmethod
    def strptime(cls, text, format):
        date, time, fraction, minutes = _parse(text, format)
        zone = None
        if minutes is not None:
            zone = timezone(timedelta(minutes=minutes)) if minutes else timezone.utc
        return cls(*date, *time, fraction, zone)

    def _total(self):
        seconds = self.hour * 3600 + self.minute * 60 + self.second
        return self.toordinal() * _DAY + seconds * _SECOND + self.microsecond

    def _utc(self):
        offset = self.utcoffset()
        return self._total() - (0 if offset is None else offset._micros)

    def utcoffset(self):
        return None if self.tzinfo is None else self.tzinfo.utcoffset(self)

    def tzname(self):
        return None if self.tzinfo is None else self.tzinfo.tzname(self)

    def dst(self):
        return None if self.tzinfo is None else self.tzinfo.dst(self)

    def astimezone(self, tz=None):
        tz = timezone.utc if tz is None else tz
        moment = self._of(self._utc(), timezone.utc)
        return self._of(moment._total() + tz.utcoffset(moment)._micros, tz)

    def timestamp(self):
        return (self._utc() - _EPOCH * _DAY) / _SECOND

    def date(self):
        return date(self.year, self.month, self.day)

    def time(self):
        return time(self.hour, self.minute, self.second, self.microsecond)

    def timetz(self):
        return time(self.hour, self.minute, self.second, self.microsecond, self.tzinfo)

    def timetuple(self):
        day = _day_of_year(self.year, self.month, self.day)
        return _struct_time((*self._key()[:6], self.weekday(), day, -1))

    def isoformat(self, sep="T", timespec="auto"):
        return date.isoformat(self) + sep + _time_text(self, timespec) + _offset_text(self.utcoffset())

    def __str__(self):
        return self.isoformat(" ")

    def __repr__(self):
        fields = ", ".join([str(self.year), str(self.month), str(self.day), *_time_fields(self)])
        return f"datetime.datetime({fields})"

    def ctime(self):
        return self.strftime("%a %b %e %H:%M:%S %Y")

    def strftime(self, format):
        return _format(
            format, self._key()[:3], self._key()[3:6], f"{self.microsecond:06}",
            _offset_text(self.utcoffset(), ""), self.tzname() or "",
        )

    def replace(
        self, year=None, month=None, day=None, hour=None, minute=None, second=None,
        microsecond=None, tzinfo=True, *, fold=None,
    ):
        given = (year, month, day, hour, minute, second, microsecond)
        fields = [old if new is None else new for old, new in zip(self._key(), given)]
        zone = self.tzinfo if tzinfo is True else tzinfo
        return type(self)(*fields, zone, fold=self.fold if fold is None else fold)

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return self._of(self._total() + other._micros, self.tzinfo)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + -other
        if not isinstance(other, datetime):
            return NotImplemented
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        return timedelta(microseconds=self._utc() - other._utc())

    def _key(self):
        return (self.year, self.month, self.day, self.hour, self.minute, self.second, self.microsecond)

    def _compared(self, name, other):
        if not isinstance(other, datetime):
            if isinstance(other, date):
                raise TypeError("can't compare datetime.datetime to datetime.date")
            _order(name, self, other)
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        return self._utc() - other._utc()

    def __eq__(self, other):
        if not isinstance(other, datetime):
            return NotImplemented
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            return False
        return self._utc() == other._utc()

    def __hash__(self):
        return hash(self._utc())


date.min, date.max = date(1, 1, 1), date(9999, 12, 31)
date.resolution = timedelta(1)
datetime.min, datetime.max = datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(microseconds=1)
