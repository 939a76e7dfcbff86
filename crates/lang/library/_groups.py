# Exception groups after PEP 654, and what `except*` does with them.


class BaseExceptionGroup(BaseException):
    """Several exceptions that are raised together."""

    __module__ = "builtins"

    def __new__(cls, *args):
        if len(args) != 2:
            given = len(args)
            raise TypeError(f"BaseExceptionGroup.__new__() takes exactly 2 arguments ({given} given)")
        message, exceptions = args
        if not isinstance(message, str):
            kind = type(message).__name__
            raise TypeError(f"BaseExceptionGroup.__new__() argument 1 must be str, not {kind}")
        if not isinstance(exceptions, (list, tuple)):
            raise TypeError("second argument (exceptions) must be a sequence")
        if len(exceptions) == 0:
            raise ValueError("second argument (exceptions) must be a non-empty sequence")
        for i, error in enumerate(exceptions):
            if not isinstance(error, BaseException):
                raise ValueError(f"Item {i} of second argument (exceptions) is not an exception")
        are_exceptions = all(isinstance(error, Exception) for error in exceptions)
        if cls is BaseExceptionGroup and are_exceptions:
            cls = ExceptionGroup
        elif issubclass(cls, Exception) and not are_exceptions:
            name = "an ExceptionGroup" if cls is ExceptionGroup else f"'{cls.__name__}'"
            raise TypeError(f"Cannot nest BaseExceptions in {name}")
        group = super().__new__(cls, message, exceptions)
        group.message = message
        group.exceptions = tuple(exceptions)
        return group

    def __init__(self, *args):
        super().__init__(*args)

    def __str__(self):
        n = len(self.exceptions)
        plural = "" if n == 1 else "s"
        return f"{self.message} ({n} sub-exception{plural})"

    def derive(self, exceptions):
        """A group of the same sort with other exceptions."""
        return BaseExceptionGroup(self.message, exceptions)

    def subgroup(self, condition):
        """The group of those that meet the condition, or None."""
        return _parts(self, _test(condition))[0]

    def split(self, condition):
        """The groups of those that meet the condition and of the others, or None for one of them."""
        return _parts(self, _test(condition))


class ExceptionGroup(BaseExceptionGroup, Exception):
    """Several exceptions that are raised together."""

    __module__ = "builtins"


def _test(condition):
    if isinstance(condition, type) and issubclass(condition, BaseException):
        return lambda error: isinstance(error, condition)
    if isinstance(condition, tuple):
        if all(isinstance(one, type) and issubclass(one, BaseException) for one in condition):
            return lambda error: isinstance(error, condition)
    elif callable(condition) and not isinstance(condition, type):
        return condition
    raise TypeError("expected a function, exception type or tuple of exception types")


def _parts(error, test):
    if test(error):
        return (error, None)
    if not isinstance(error, BaseExceptionGroup):
        return (None, error)
    met = []
    others = []
    for part in error.exceptions:
        yes, no = _parts(part, test)
        if yes is not None:
            met.append(yes)
        if no is not None:
            others.append(no)
    if not met:
        return (None, error)
    return (_derived(error, met), _derived(error, others) if others else None)


def _derived(group, exceptions):
    derived = group.derive(exceptions)
    derived.__cause__ = group.__cause__
    derived.__context__ = group.__context__
    derived.__traceback__ = group
    derived.__suppress_context__ = group.__suppress_context__
    if hasattr(group, "__notes__"):
        derived.__notes__ = list(group.__notes__)
    return derived


def _split_star(error, classes):
    # What a clause of `except*` handles of an exception, as a group, and the rest of it.
    for one in classes if isinstance(classes, tuple) else (classes,):
        if isinstance(one, type) and issubclass(one, BaseExceptionGroup):
            raise TypeError(
                "catching ExceptionGroup with except* is not allowed. Use except instead."
            )
        if not (isinstance(one, type) and issubclass(one, BaseException)):
            raise TypeError(
                "catching classes that do not inherit from BaseException is not allowed"
            )
    if error is None:
        return (None, None)
    if isinstance(error, BaseExceptionGroup):
        return error.split(classes)
    if isinstance(error, classes):
        return (BaseExceptionGroup("", (error,)), None)
    return (None, error)


def _leaves(error):
    if isinstance(error, BaseExceptionGroup):
        return [leaf for part in error.exceptions for leaf in _leaves(part)]
    return [error]


def _finish_star(error, raised, rest):
    # What an `except*` statement raises in the end: what its clauses raised, and what none handled.
    if not isinstance(error, BaseExceptionGroup):
        return raised[0] if raised else rest
    known = _leaves(error)
    again = [] if rest is None else _leaves(rest)
    new = []
    for one in raised:
        leaves = _leaves(one)
        is_again = isinstance(one, BaseExceptionGroup) and all(
            any(leaf is other for other in known) for leaf in leaves
        )
        if is_again:
            again.extend(leaves)
        else:
            new.append(one)
    unhandled = None
    if again:
        unhandled = _parts(error, lambda part: any(part is leaf for leaf in again))[0]
    if not new:
        return unhandled
    if unhandled is not None:
        new.append(unhandled)
    return BaseExceptionGroup("", new)
