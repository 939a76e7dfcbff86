"""Abstract base classes."""


def abstractmethod(funcobj):
    """Marks a method that a subclass must define before it can be instantiated."""
    funcobj.__isabstractmethod__ = True
    return funcobj


class ABC:
    """A base for classes with abstract methods."""

    __module__ = "abc"
    __abstractmethods__ = ()

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        names = {name for name, value in cls.__dict__.items() if _is_abstract(value)}
        for name in cls.__mro__[1].__dict__.get("__abstractmethods__", ()):
            if _is_abstract(getattr(cls, name, None)):
                names.add(name)
        # Where there are any, object.__new__ refuses.
        cls.__abstractmethods__ = tuple(sorted(names))


def _is_abstract(value):
    if isinstance(value, property):
        return any([_is_abstract(f) for f in (value.fget, value.fset, value.fdel)])
    if isinstance(value, (classmethod, staticmethod)):
        value = value.__func__
    return getattr(value, "__isabstractmethod__", False)


class ABCMeta:
    """The metaclass that ABC stands for; written as `metaclass=ABCMeta`, it does nothing here."""
