def abstractmethod(function):
    """Marks a method that subclasses must define."""
    function.__isabstractmethod__ = True
    return function


class ABC:
    """A base for classes with abstract methods."""

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        names = []
        for base in reversed(cls.__mro__):
            for name in getattr(base, "__dict__", ()):
                attribute = getattr(cls, name, None)
                if getattr(attribute, "__isabstractmethod__", False) and name not in names:
                    names.append(name)
        cls.__abstractmethods__ = tuple(sorted(names))


class ABCMeta:
    """The metaclass that ABC stands for; written as `metaclass=ABCMeta`, it does nothing here."""
