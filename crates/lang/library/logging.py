"""Logging: loggers in a tree, handlers that write, formatters."""

from _calendar import _EPOCH, _date_of, _format
from _playground import _caller, _file, _handled, _traceback_text
from _streams import stderr as _stderr
from string import Template as _Template
from threading import current_thread as _current_thread, get_ident as _get_ident
from time import time as _time

CRITICAL = 50
FATAL = CRITICAL
ERROR = 40
WARNING = 30
WARN = WARNING
INFO = 20
DEBUG = 10
NOTSET = 0
BASIC_FORMAT = "%(levelname)s:%(name)s:%(message)s"
raiseExceptions = True
_names = {
    CRITICAL: "CRITICAL", ERROR: "ERROR", WARNING: "WARNING", INFO: "INFO", DEBUG: "DEBUG",
    NOTSET: "NOTSET",
}
_levels = {
    "CRITICAL": CRITICAL, "FATAL": FATAL, "ERROR": ERROR, "WARN": WARNING, "WARNING": WARNING,
    "INFO": INFO, "DEBUG": DEBUG, "NOTSET": NOTSET,
}
_state = {"disabled": 0, "begin": _time()}


def getLevelName(level):
    """The name of a level; the level of a name."""
    if level in _names:
        return _names[level]
    return _levels.get(level, f"Level {level}")


def getLevelNamesMapping():
    """The levels by name."""
    return dict(_levels)


def addLevelName(level, levelName):
    """Gives a level a name."""
    _names[level] = levelName
    _levels[levelName] = level


def _check_level(level):
    if isinstance(level, int):
        return level
    if not isinstance(level, str):
        raise TypeError(f"Level not an integer or a valid string: {level!r}")
    if level not in _levels:
        raise ValueError(f"Unknown level: {level!r}")
    return _levels[level]


class LogRecord:
    """LogRecord(name, level, pathname, lineno, msg, args, exc_info, func=None, sinfo=None)"""

    __module__ = "logging"

    def __init__(self, name, level, pathname, lineno, msg, args, exc_info, func=None, sinfo=None):
        now = _time()
        if args and len(args) == 1 and isinstance(args[0], dict) and args[0]:
            args = args[0]
        self.name, self.msg, self.args = name, msg, args
        self.levelname, self.levelno = getLevelName(level), level
        self.pathname = pathname
        self.filename = pathname.rpartition("/")[2]
        self.module = self.filename.removesuffix(".py")
        self.exc_info, self.exc_text, self.stack_info = exc_info, None, sinfo
        self.lineno, self.funcName = lineno, func
        self.created = now
        self.msecs = int((now - int(now)) * 1000) + 0.0
        self.relativeCreated = (now - _state["begin"]) * 1000
        self.thread, self.threadName = _get_ident(), _current_thread().name
        self.processName, self.process = "MainProcess", 1

    def __repr__(self):
        return f'<LogRecord: {self.name}, {self.levelno}, {self.pathname}, {self.lineno}, "{self.msg}">'

    def getMessage(self):
        text = str(self.msg)
        return text % self.args if self.args else text


def makeLogRecord(dict):
    """A record with these attributes."""
    record = LogRecord(None, NOTSET, "", 0, "", (), None)
    record.__dict__.update(dict)
    return record


class Formatter:
    """Formatter(fmt=None, datefmt=None, style="%", validate=True, *, defaults=None)"""

    __module__ = "logging"
    default_time_format = "%Y-%m-%d %H:%M:%S"
    default_msec_format = "%s,%03d"

    def __init__(self, fmt=None, datefmt=None, style="%", validate=True, *, defaults=None):
        if style not in ("%", "{", "$"):
            raise ValueError("Style must be one of: %,{,$")
        default = {"%": "%(message)s", "{": "{message}", "$": "${message}"}[style]
        self._fmt, self._style, self.datefmt = fmt or default, style, datefmt
        self._defaults = defaults or {}
        if validate and {"%": "%("}.get(style, style) not in self._fmt:
            raise ValueError(f"Invalid format '{self._fmt}' for '{style}' style")

    def usesTime(self):
        return {"%": "%(asctime)", "{": "{asctime", "$": "asctime"}[self._style] in self._fmt

    def formatTime(self, record, datefmt=None):
        days, seconds = divmod(int(record.created), 86400)
        time = seconds // 3600, seconds // 60 % 60, seconds % 60
        date = _date_of(days + _EPOCH)
        if datefmt:
            return _format(datefmt, date, time, "%f", "+0000", "UTC")
        text = _format(self.default_time_format, date, time)
        return self.default_msec_format % (text, record.msecs) if self.default_msec_format else text

    def formatException(self, ei):
        return _traceback_text(ei[1])[:-1]

    def formatStack(self, stack_info):
        return stack_info

    def formatMessage(self, record):
        values = {**self._defaults, **record.__dict__}
        if self._style == "%":
            return self._fmt % values
        if self._style == "{":
            return self._fmt.format(**values)
        return _Template(self._fmt).substitute(values)

    def format(self, record):
        record.message = record.getMessage()
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        text = self.formatMessage(record)
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            text = f"{text.removesuffix(chr(10))}\n{record.exc_text}"
        return text


class Filter:
    """Filter(name=""): lets a logger and those below it through."""

    __module__ = "logging"

    def __init__(self, name=""):
        self.name = name

    def filter(self, record):
        name = self.name
        return not name or record.name == name or record.name.startswith(name + ".")


class Filterer:
    """What has filters."""

    __module__ = "logging"

    def __init__(self):
        self.filters = []

    def addFilter(self, filter):
        if filter not in self.filters:
            self.filters.append(filter)

    def removeFilter(self, filter):
        if filter in self.filters:
            self.filters.remove(filter)

    def filter(self, record):
        for filter in self.filters:
            accepts = getattr(filter, "filter", filter)
            if not accepts(record):
                return False
        return True


class Handler(Filterer):
    """Handler(level=NOTSET): the base class of what does something with records."""

    __module__ = "logging"

    def __init__(self, level=NOTSET):
        super().__init__()
        self.level, self.formatter, self.name = _check_level(level), None, None

    def __repr__(self):
        return f"<{type(self).__name__} ({getLevelName(self.level)})>"

    def get_name(self):
        return self.name

    def set_name(self, name):
        self.name = name

    def setLevel(self, level):
        self.level = _check_level(level)

    def setFormatter(self, fmt):
        self.formatter = fmt

    def format(self, record):
        return (self.formatter or _default_formatter).format(record)

    def emit(self, record):
        raise NotImplementedError("emit must be implemented by Handler subclasses")

    def handle(self, record):
        accepted = self.filter(record)
        if accepted:
            self.emit(record)
        return accepted

    def handleError(self, record):
        _stderr.write("--- Logging error ---\n" + _traceback_text(_handled()))

    def acquire(self):
        pass

    def release(self):
        pass

    def flush(self):
        pass

    def close(self):
        pass


class StreamHandler(Handler):
    """StreamHandler(stream=None): writes records, to standard error unless a stream is given."""

    __module__ = "logging"
    terminator = "\n"

    def __init__(self, stream=None):
        super().__init__()
        self.stream = _stderr if stream is None else stream

    def __repr__(self):
        name = getattr(self.stream, "name", "")
        return f"<{type(self).__name__} {name + ' ' if name else ''}({getLevelName(self.level)})>"

    def setStream(self, stream):
        before, self.stream = self.stream, stream
        return before

    def emit(self, record):
        try:
            self.stream.write(self.format(record) + self.terminator)
        except RecursionError:
            raise
        except Exception:
            self.handleError(record)


class NullHandler(Handler):
    """Does nothing with records."""

    __module__ = "logging"

    def handle(self, record):
        pass

    def emit(self, record):
        pass


class Logger(Filterer):
    """What a part of a program logs with; getLogger makes them."""

    __module__ = "logging"

    def __init__(self, name, level=NOTSET):
        super().__init__()
        self.name, self.level = name, _check_level(level)
        self.parent, self.propagate, self.handlers, self.disabled = None, True, [], False

    def __repr__(self):
        return f"<{type(self).__name__} {self.name} ({getLevelName(self.getEffectiveLevel())})>"

    def setLevel(self, level):
        self.level = _check_level(level)

    def getEffectiveLevel(self):
        logger = self
        while logger is not None:
            if logger.level:
                return logger.level
            logger = logger.parent
        return NOTSET

    def isEnabledFor(self, level):
        if self.disabled or _state["disabled"] >= level:
            return False
        return level >= self.getEffectiveLevel()

    def getChild(self, suffix):
        return getLogger(suffix if self is root else f"{self.name}.{suffix}")

    def addHandler(self, hdlr):
        if hdlr not in self.handlers:
            self.handlers.append(hdlr)

    def removeHandler(self, hdlr):
        if hdlr in self.handlers:
            self.handlers.remove(hdlr)

    def hasHandlers(self):
        logger = self
        while logger is not None:
            if logger.handlers:
                return True
            logger = logger.parent if logger.propagate else None
        return False

    def makeRecord(self, name, level, fn, lno, msg, args, exc_info, func=None, extra=None, sinfo=None):
        record = LogRecord(name, level, fn, lno, msg, args, exc_info, func, sinfo)
        for key, value in (extra or {}).items():
            if key in ("message", "asctime") or key in record.__dict__:
                raise KeyError(f"Attempt to overwrite {key!r} in LogRecord")
            record.__dict__[key] = value
        return record

    def _log(self, level, msg, args, exc_info=None, extra=None, stack_info=False, stacklevel=1):
        function, line = _caller()
        if isinstance(exc_info, BaseException):
            exc_info = (type(exc_info), exc_info, exc_info.__traceback__)
        elif exc_info and not isinstance(exc_info, tuple):
            error = _handled()
            exc_info = (type(error), error, error.__traceback__) if error is not None else None
        self.handle(self.makeRecord(self.name, level, _file(), line, msg, args, exc_info, function, extra))

    def handle(self, record):
        if not self.disabled and self.filter(record):
            self.callHandlers(record)

    def callHandlers(self, record):
        logger, found = self, False
        while logger is not None:
            for handler in logger.handlers:
                found = True
                if record.levelno >= handler.level:
                    handler.handle(record)
            logger = logger.parent if logger.propagate else None
        if not found and record.levelno >= lastResort.level:
            lastResort.handle(record)

    def log(self, level, msg, *args, **kwargs):
        if not isinstance(level, int):
            raise TypeError("level must be an integer")
        if self.isEnabledFor(level):
            self._log(level, msg, args, **kwargs)

    def debug(self, msg, *args, **kwargs):
        if self.isEnabledFor(DEBUG):
            self._log(DEBUG, msg, args, **kwargs)

    def info(self, msg, *args, **kwargs):
        if self.isEnabledFor(INFO):
            self._log(INFO, msg, args, **kwargs)

    def warning(self, msg, *args, **kwargs):
        if self.isEnabledFor(WARNING):
            self._log(WARNING, msg, args, **kwargs)

    warn = warning

    def error(self, msg, *args, **kwargs):
        if self.isEnabledFor(ERROR):
            self._log(ERROR, msg, args, **kwargs)

    def exception(self, msg, *args, exc_info=True, **kwargs):
        self.error(msg, *args, exc_info=exc_info, **kwargs)

    def critical(self, msg, *args, **kwargs):
        if self.isEnabledFor(CRITICAL):
            self._log(CRITICAL, msg, args, **kwargs)

    fatal = critical


class RootLogger(Logger):
    """The root of all loggers."""


class LoggerAdapter:
    """LoggerAdapter(logger, extra=None): a logger that adds something to every record."""

    __module__ = "logging"

    def __init__(self, logger, extra=None):
        self.logger, self.extra = logger, extra

    def __getattr__(self, name):
        return getattr(self.logger, name)

    def process(self, msg, kwargs):
        kwargs["extra"] = self.extra
        return msg, kwargs

    def log(self, level, msg, *args, **kwargs):
        if self.logger.isEnabledFor(level):
            msg, kwargs = self.process(msg, kwargs)
            self.logger.log(level, msg, *args, **kwargs)

    def debug(self, msg, *args, **kwargs):
        self.log(DEBUG, msg, *args, **kwargs)

    def info(self, msg, *args, **kwargs):
        self.log(INFO, msg, *args, **kwargs)

    def warning(self, msg, *args, **kwargs):
        self.log(WARNING, msg, *args, **kwargs)

    def error(self, msg, *args, **kwargs):
        self.log(ERROR, msg, *args, **kwargs)

    def exception(self, msg, *args, exc_info=True, **kwargs):
        self.log(ERROR, msg, *args, exc_info=exc_info, **kwargs)

    def critical(self, msg, *args, **kwargs):
        self.log(CRITICAL, msg, *args, **kwargs)


_default_formatter = Formatter()
root = RootLogger("root", WARNING)
_loggers = {}
lastResort = StreamHandler()
lastResort.setLevel(WARNING)


def getLogger(name=None):
    """The logger of that name; without one the root of all."""
    if not name or name == "root":
        return root
    if not isinstance(name, str):
        raise TypeError("A logger name must be a string")
    if name in _loggers:
        return _loggers[name]
    logger = _loggers[name] = Logger(name)
    above = name.rpartition(".")[0]
    while above and above not in _loggers:
        above = above.rpartition(".")[0]
    logger.parent = _loggers[above] if above else root
    for other in _loggers.values():
        is_closer = other.parent is root or len(other.parent.name) < len(name)
        if other.name.startswith(name + ".") and is_closer:
            other.parent = logger
    return logger


def basicConfig(
    *, filename=None, format=None, datefmt=None, style="%", level=None, stream=None,
    handlers=None, force=False, filemode="a", encoding=None, errors=None,
):
    """Gives the root logger a handler and a level, unless it has a handler already."""
    if filename is not None:
        raise OSError("a workload cannot write files: leave `filename` out")
    if force:
        root.handlers.clear()
    if not root.handlers:
        if handlers is None:
            handlers = [StreamHandler(stream)]
        elif stream is not None:
            raise ValueError("'stream' or 'filename' should not be specified together with 'handlers'")
        default = {"%": BASIC_FORMAT, "{": "{levelname}:{name}:{message}", "$": "${levelname}:${name}:${message}"}
        if style not in default:
            raise ValueError("Style must be one of: %,{,$")
        formatter = Formatter(default[style] if format is None else format, datefmt, style)
        for handler in handlers:
            if handler.formatter is None:
                handler.setFormatter(formatter)
            root.addHandler(handler)
        if level is not None:
            root.setLevel(level)


def _begin():
    if not root.handlers:
        basicConfig()


def log(level, msg, *args, **kwargs):
    """Logs at a level, with the root logger."""
    _begin()
    root.log(level, msg, *args, **kwargs)


def debug(msg, *args, **kwargs):
    """Logs at level DEBUG, with the root logger."""
    _begin()
    root.debug(msg, *args, **kwargs)


def info(msg, *args, **kwargs):
    """Logs at level INFO, with the root logger."""
    _begin()
    root.info(msg, *args, **kwargs)


def warning(msg, *args, **kwargs):
    """Logs at level WARNING, with the root logger."""
    _begin()
    root.warning(msg, *args, **kwargs)


def error(msg, *args, **kwargs):
    """Logs at level ERROR, with the root logger."""
    _begin()
    root.error(msg, *args, **kwargs)


def exception(msg, *args, exc_info=True, **kwargs):
    """Logs at level ERROR with the traceback of the exception being handled."""
    error(msg, *args, exc_info=exc_info, **kwargs)


def critical(msg, *args, **kwargs):
    """Logs at level CRITICAL, with the root logger."""
    _begin()
    root.critical(msg, *args, **kwargs)


def disable(level=CRITICAL):
    """Lets nothing through up to this level."""
    _state["disabled"] = _check_level(level)


def shutdown():
    """Nothing: every record is written at once."""


def captureWarnings(capture):
    """Accepted; warnings are written to standard error."""
