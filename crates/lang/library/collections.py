"""Containers beside list, tuple, dict and set."""

from _arguments import bind as _bind
from _playground import _move_to_end, _tally

_KEYWORDS = (
    "False None True and as assert async await break class continue def del elif else except"
    " finally for from global if import in is lambda nonlocal not or pass raise return try while"
    " with yield"
).split()
_MISSING = object()


class defaultdict(dict):
    """defaultdict(default_factory=None, …): a dict that calls a function for a missing value."""

    __module__ = "collections"

    def __init__(self, default_factory=None, /, *args, **kwargs):
        if default_factory is not None and not callable(default_factory):
            raise TypeError("first argument must be callable or None")
        super().__init__(*args, **kwargs)
        self.default_factory = default_factory

    def __missing__(self, key):
        factory = self.default_factory
        if factory is None:
            raise KeyError(key)
        value = factory()
        if isinstance(factory, type):
            # For CPython this is one step, which no other thread can come between.
            return self.setdefault(key, value)
        self[key] = value
        return value

    def __repr__(self):
        return f"{type(self).__name__}({self.default_factory!r}, {dict.__repr__(self)})"

    def __reduce__(self):
        return type(self), (self.default_factory,), None, None, list(self.items())

    def copy(self):
        """A new defaultdict with the same items."""
        return type(self)(self.default_factory, self)

    __copy__ = copy

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        joined = self.copy()
        joined.update(other)
        return joined

    def __ror__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        joined = type(self)(self.default_factory, other)
        joined.update(self)
        return joined


class OrderedDict(dict):
    """A dict whose order can be changed, and counts when two are compared."""

    __module__ = "collections"

    def move_to_end(self, key, last=True):
        """Moves an item to the end, or to the beginning."""
        _move_to_end(self, key, last)

    def popitem(self, last=True):
        """Takes out the last item, or the first."""
        if last or not self:
            return _popitem(self)
        key = next(iter(self))
        return key, self.pop(key)

    def copy(self):
        """A new dict with the same items in the same order."""
        return type(self)(self)

    __copy__ = copy

    @classmethod
    def fromkeys(cls, iterable, value=None):
        """A new dict with these keys, all with the same value."""
        made = cls()
        for key in iterable:
            made[key] = value
        return made

    def __eq__(self, other):
        if isinstance(other, OrderedDict):
            return dict.__eq__(self, other) and list(self) == list(other)
        return dict.__eq__(self, other)

    def __ne__(self, other):
        return not self == other

    def __repr__(self):
        return f"{type(self).__name__}({list(self.items()) if self else ''})"

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        joined = self.copy()
        joined.update(other)
        return joined

    def __ror__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        joined = type(self)(other)
        joined.update(self)
        return joined


def _popitem(items):
    if not items:
        raise KeyError("dictionary is empty")
    return dict.popitem(items)


class Counter(dict):
    """Counter(iterable or mapping): a dict from items to how often each occurs."""

    __module__ = "collections"

    def __init__(self, iterable=None, /, **counts):
        super().__init__()
        self.update(iterable, **counts)

    def __missing__(self, key):
        return 0

    def update(self, iterable=None, /, **counts):
        """Counts the items, or adds the counts."""
        if isinstance(iterable, dict):
            if self:
                for item, count in iterable.items():
                    self[item] = count + self.get(item, 0)
            else:
                super().update(iterable)
        elif iterable is not None:
            items = list(iterable)
            for item in items[_tally(self, items) :]:
                self[item] = self.get(item, 0) + 1
        if counts:
            self.update(counts)

    def subtract(self, iterable=None, /, **counts):
        """Subtracts the counts; they may become negative."""
        if isinstance(iterable, dict):
            for item, count in iterable.items():
                self[item] = self.get(item, 0) - count
        elif iterable is not None:
            for item in iterable:
                self[item] = self.get(item, 0) - 1
        if counts:
            self.subtract(counts)

    def most_common(self, n=None):
        """The n items that occur most often with their counts; all if n is None."""
        items = sorted(self.items(), key=lambda pair: pair[1], reverse=True)
        return items if n is None else items[: max(n, 0)]

    def elements(self):
        """Each item as often as it occurs."""
        for item, count in self.items():
            for _ in range(count):
                yield item

    def total(self):
        """The sum of the counts."""
        return sum(self.values())

    @classmethod
    def fromkeys(cls, iterable, v=None):
        """Not defined for counters."""
        raise NotImplementedError(
            "Counter.fromkeys() is undefined.  Use Counter(iterable) instead."
        )

    def __reduce__(self):
        return type(self), (dict(self),)

    def copy(self):
        """A new counter with the same counts."""
        return type(self)(self)

    __copy__ = copy

    def __delitem__(self, item):
        if item in self:
            super().__delitem__(item)

    def __repr__(self):
        if not self:
            return f"{type(self).__name__}()"
        try:
            items = dict(self.most_common())
        except TypeError:
            items = dict(self)
        return f"{type(self).__name__}({items!r})"

    def __eq__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all([self[item] == other[item] for item in _union(self, other)])

    def __ne__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return not self == other

    def __le__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all([self[item] <= other[item] for item in _union(self, other)])

    def __lt__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return self <= other and self != other

    def __ge__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all([self[item] >= other[item] for item in _union(self, other)])

    def __gt__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return self >= other and self != other

    def __add__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return _positive({item: self[item] + other[item] for item in _union(self, other)})

    def __sub__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return _positive({item: self[item] - other[item] for item in _union(self, other)})

    def __or__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return _positive({item: max(self[item], other[item]) for item in _union(self, other)})

    def __and__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return _positive({item: min(count, other[item]) for item, count in self.items()})

    def __pos__(self):
        return _positive(self)

    def __neg__(self):
        return _positive({item: -count for item, count in self.items()})

    def __iadd__(self, other):
        for item, count in other.items():
            self[item] += count
        return self._keep_positive()

    def __isub__(self, other):
        for item, count in other.items():
            self[item] -= count
        return self._keep_positive()

    def __ior__(self, other):
        for item, count in other.items():
            if count > self[item]:
                self[item] = count
        return self._keep_positive()

    def __iand__(self, other):
        for item, count in self.items():
            if other[item] < count:
                self[item] = other[item]
        return self._keep_positive()

    def _keep_positive(self):
        for item in [item for item, count in self.items() if not count > 0]:
            del self[item]
        return self


def _union(first, second):
    return {**first, **second}


def _positive(counts):
    result = Counter()
    for item, count in counts.items():
        if count > 0:
            result[item] = count
    return result


class ChainMap:
    """ChainMap(*maps): several mappings as one; the first that has a key counts."""

    __module__ = "collections"

    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def __missing__(self, key):
        raise KeyError(key)

    def __getitem__(self, key):
        for mapping in self.maps:
            try:
                return mapping[key]
            except KeyError:
                pass
        return self.__missing__(key)

    def get(self, key, default=None):
        """The value of a key, or the default."""
        return self[key] if key in self else default

    def _merged(self):
        merged = {}
        for mapping in reversed(self.maps):
            merged.update(mapping)
        return merged

    def __len__(self):
        return len(self._merged())

    def __iter__(self):
        return iter(self._merged())

    def __contains__(self, key):
        return any([key in mapping for mapping in self.maps])

    def __bool__(self):
        return any(self.maps)

    def __repr__(self):
        return f"{type(self).__name__}({', '.join([repr(mapping) for mapping in self.maps])})"

    def __eq__(self, other):
        return dict(self.items()) == dict(other.items())

    def keys(self):
        """The keys of all mappings."""
        return self._merged().keys()

    def values(self):
        """The values that count."""
        return [self[key] for key in self]

    def items(self):
        """The keys with the values that count."""
        return [(key, self[key]) for key in self]

    def __setitem__(self, key, value):
        self.maps[0][key] = value

    def __delitem__(self, key):
        if key not in self.maps[0]:
            raise KeyError(f"Key not found in the first mapping: {key!r}")
        del self.maps[0][key]

    def update(self, *args, **kwargs):
        """Puts the items into the first mapping."""
        self.maps[0].update(*args, **kwargs)

    def pop(self, key, *default):
        """Takes a key out of the first mapping."""
        if key not in self.maps[0]:
            raise KeyError(f"Key not found in the first mapping: {key!r}")
        return self.maps[0].pop(key, *default)

    def new_child(self, m=None, **kwargs):
        """A new ChainMap with one more mapping in front."""
        if m is None:
            m = kwargs
        else:
            m.update(kwargs)
        return type(self)(m, *self.maps)

    @property
    def parents(self):
        """A new ChainMap without the first mapping."""
        return type(self)(*self.maps[1:])


def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    """A new subclass of tuple whose items have names."""
    if isinstance(field_names, str):
        field_names = field_names.replace(",", " ").split()
    names = [str(name) for name in field_names]
    if rename:
        for i, name in enumerate(names):
            if _is_bad(name) or name.startswith("_") or name in names[:i]:
                names[i] = f"_{i}"
    for name in [typename] + names:
        if not name.isidentifier():
            raise ValueError(f"Type names and field names must be valid identifiers: {name!r}")
        if name in _KEYWORDS:
            raise ValueError(f"Type names and field names cannot be a keyword: {name!r}")
    for i, name in enumerate(names):
        if name.startswith("_") and not rename:
            raise ValueError(f"Field names cannot start with an underscore: {name!r}")
        if name in names[:i]:
            raise ValueError(f"Encountered duplicate field name: {name!r}")
    defaults = tuple(defaults or ())
    if len(defaults) > len(names):
        raise TypeError("Got more default values than field names")
    defaults = dict(zip(names[len(names) - len(defaults) :], defaults))
    namespace = {"__module__": module or "__main__", "__doc__": f"{typename}({', '.join(names)})"}
    return type(typename, (tuple,), namespace | _record(typename, tuple(names), defaults))


def _is_bad(name):
    return not name.isidentifier() or name in _KEYWORDS


def _record(typename, names, defaults):
    # The attributes of a class of named tuples.
    n, new = len(names), tuple.__new__

    def __new__(cls, /, *args, **kwargs):
        if len(args) != n or kwargs:
            args = _bind(f"{typename}.__new__", names, n, defaults, args, kwargs)
        return new(cls, args)

    def _make(cls, iterable):
        """A new tuple of the items of an iterable."""
        made = new(cls, iterable)
        if len(made) != n:
            raise TypeError(f"Expected {n} arguments, got {len(made)}")
        return made

    def _replace(self, /, **changes):
        """A copy with some items replaced."""
        made = self._make([changes.pop(name, value) for name, value in zip(names, self)])
        if changes:
            raise ValueError(f"Got unexpected field names: {list(changes)!r}")
        return made

    def _asdict(self):
        """A dict of the names and items."""
        return dict(zip(names, self))

    def __repr__(self):
        items = [f"{name}={value!r}" for name, value in zip(names, self)]
        return f"{type(self).__name__}({', '.join(items)})"

    def __getnewargs__(self):
        return tuple(self)

    attributes = {
        "__getnewargs__": __getnewargs__,
        "_fields": names,
        "_field_defaults": defaults,
        "__match_args__": names,
        "__new__": __new__,
        "_make": classmethod(_make),
        "_replace": _replace,
        "_asdict": _asdict,
        "__repr__": __repr__,
    }
    for i, name in enumerate(names):
        attributes[name] = _field(i)
    return attributes


def _field(i):
    return property(lambda self: self[i], _refuse, _refuse, f"Alias for field number {i}")


def _refuse(self, value=None):
    raise AttributeError("can't set attribute")
