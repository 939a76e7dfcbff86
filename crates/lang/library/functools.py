"""Functions that make functions."""

from _playground import _GenericAlias, _touch
from collections import namedtuple as _namedtuple

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
WRAPPER_UPDATES = ("__dict__",)
_MISSING = object()


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """Makes the wrapper look like what it wraps, and returns it."""
    for name in assigned:
        value = getattr(wrapped, name, _MISSING)
        if value is not _MISSING:
            setattr(wrapper, name, value)
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """A decorator that makes a wrapper look like what it wraps."""
    return lambda wrapper: update_wrapper(wrapper, wrapped, assigned, updated)


def reduce(function, iterable, initial=_MISSING, /):
    """function(function(function(initial, item), item), …) over all items."""
    try:
        iterator = iter(iterable)
    except TypeError:
        raise TypeError("reduce() arg 2 must support iteration") from None
    if initial is _MISSING:
        for initial in iterator:
            break
        else:
            raise TypeError("reduce() of empty iterable with no initial value")
    for item in iterator:
        initial = function(initial, item)
    return initial


class partial:
    """partial(func, *args, **keywords): the function with some arguments filled in."""

    __module__ = "functools"

    def __init__(self, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        if isinstance(func, partial):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func, self.args, self.keywords = func, args, keywords

    def __class_getitem__(cls, item):
        return _GenericAlias(cls, item)

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

    def __repr__(self):
        parts = [repr(self.func)] + [repr(arg) for arg in self.args]
        parts += [f"{name}={value!r}" for name, value in self.keywords.items()]
        return f"functools.partial({', '.join(parts)})"


def cached_property(func):
    """A property that is computed once and then kept in the object's __dict__."""
    name = func.__name__

    def get(self):
        value = self.__dict__.get(name, _MISSING)
        if value is _MISSING:
            value = self.__dict__[name] = func(self)
        return value

    def put(self, value):
        self.__dict__[name] = value

    def delete(self):
        if self.__dict__.pop(name, _MISSING) is _MISSING:
            raise AttributeError(name)

    get.__doc__ = func.__doc__
    return property(get, put, delete)


_CacheInfo = _namedtuple("CacheInfo", ["hits", "misses", "maxsize", "currsize"])


def cache(user_function, /):
    """Keeps the result for each combination of arguments, however many there are."""
    return lru_cache(None)(user_function)


def lru_cache(maxsize=128, typed=False):
    """Keeps the results for the maxsize combinations of arguments that were used last."""
    if callable(maxsize):
        return _cached(maxsize, 128, False)
    if not isinstance(maxsize, int) and maxsize is not None:
        raise TypeError("Expected first argument to be an integer, a callable, or None")
    if maxsize is not None and maxsize < 0:
        maxsize = 0
    return lambda user_function: _cached(user_function, maxsize, typed)


def _cached(function, maxsize, typed):
    # The one used last stands at the end. Each operation on the dict is atomic, so tasks that share
    # the cache need no lock.
    results, counts = {}, [0, 0]

    def wrapper(*args, **kwargs):
        key = _key(args, kwargs, typed)
        result = _touch(results, key, _MISSING, counts)
        if result is not _MISSING:
            return result
        result = function(*args, **kwargs)
        if maxsize == 0:
            return result
        results.setdefault(key, result)
        while maxsize is not None and len(results) > maxsize:
            results.pop(next(iter(results)), None)
        return result

    def cache_info():
        """How the cache was used so far."""
        return _CacheInfo(*counts, maxsize, len(results))

    def cache_clear():
        """Forgets all results."""
        results.clear()
        counts[:] = 0, 0

    def cache_parameters():
        """The arguments of lru_cache."""
        return {"maxsize": maxsize, "typed": typed}

    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    wrapper.cache_parameters = cache_parameters
    return update_wrapper(wrapper, function)


def _key(args, kwargs, typed):
    if not kwargs and not typed:
        if len(args) == 1 and type(args[0]) in (int, str):
            return args[0]
        return args
    key = args
    if kwargs:
        key += (_MISSING,)
        for pair in kwargs.items():
            key += pair
    if typed:
        key += tuple([type(value) for value in args])
        key += tuple([type(value) for value in kwargs.values()])
    return key


def cmp_to_key(mycmp):
    """A key function that orders as the comparison function does."""

    class K:
        __module__ = "functools"
        __hash__ = None

        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0

        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0

    return K


def total_ordering(cls):
    """Adds the comparison methods that follow from the one the class defines."""
    for root in ("__lt__", "__le__", "__gt__", "__ge__"):
        if _defines(cls, root):
            break
    else:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    for name in ("__gt__", "__le__", "__ge__", "__lt__"):
        if not _defines(cls, name):
            setattr(cls, name, _comparison(name, root))
    return cls


def _defines(cls, name):
    return any([name in base.__dict__ for base in cls.__mro__[:-1]])


def _comparison(name, root):
    turns = name[2] != root[2]
    is_strict = name[3] == "t"
    # Turned round, "less" becomes "greater or equal".
    adjusts = is_strict == ((root[3] == "t") == turns)

    def compare(self, other):
        answer = getattr(type(self), root)(self, other)
        if answer is NotImplemented:
            return answer
        if turns:
            answer = not answer
        if adjusts:
            return answer and self != other if is_strict else answer or self == other
        return answer

    compare.__name__ = name
    return compare


def singledispatch(func):
    """A function with an implementation for each class of its first argument."""
    registry = {object: func}

    def dispatch(cls):
        """The implementation for that class."""
        for base in cls.__mro__:
            if base in registry:
                return registry[base]
        return func

    def register(cls, func=None):
        """Adds an implementation; also a decorator, also by the annotation of the argument."""
        if func is not None:
            registry[cls] = func
            return func
        if isinstance(cls, type):
            return lambda func: register(cls, func)
        for name, annotated in getattr(cls, "__annotations__", {}).items():
            if name != "return":
                return register(annotated, cls)
        raise TypeError(
            f"Invalid first argument to `register()`: {cls!r}. "
            "Use either `@register(some_class)` or plain `@register` on an annotated function."
        )

    def wrapper(*args, **kwargs):
        if not args:
            raise TypeError(f"{func.__name__} requires at least 1 positional argument")
        return dispatch(type(args[0]))(*args, **kwargs)

    wrapper.dispatch, wrapper.register, wrapper.registry = dispatch, register, registry
    return update_wrapper(wrapper, func)
