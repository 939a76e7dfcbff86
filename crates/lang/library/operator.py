"""The operators as functions."""


def lt(a, b, /):
    """a < b"""
    return a < b


def le(a, b, /):
    """a <= b"""
    return a <= b


def eq(a, b, /):
    """a == b"""
    return a == b


def ne(a, b, /):
    """a != b"""
    return a != b


def ge(a, b, /):
    """a >= b"""
    return a >= b


def gt(a, b, /):
    """a > b"""
    return a > b


def add(a, b, /):
    """a + b"""
    return a + b


def sub(a, b, /):
    """a - b"""
    return a - b


def mul(a, b, /):
    """a * b"""
    return a * b


def truediv(a, b, /):
    """a / b"""
    return a / b


def floordiv(a, b, /):
    """a // b"""
    return a // b


def mod(a, b, /):
    """a % b"""
    return a % b


def pow(a, b, /):
    """a ** b"""
    return a ** b


def lshift(a, b, /):
    """a << b"""
    return a << b


def rshift(a, b, /):
    """a >> b"""
    return a >> b


def and_(a, b, /):
    """a & b"""
    return a & b


def or_(a, b, /):
    """a | b"""
    return a | b


def xor(a, b, /):
    """a ^ b"""
    return a ^ b


def is_(a, b, /):
    """a is b"""
    return a is b


def is_not(a, b, /):
    """a is not b"""
    return a is not b


def not_(a, /):
    """not a"""
    return not a


def truth(a, /):
    """Whether a is true."""
    return True if a else False


def neg(a, /):
    """-a"""
    return -a


def pos(a, /):
    """+a"""
    return +a


def invert(a, /):
    """~a"""
    return ~a


def abs(a, /):
    """The absolute value of a."""
    return a.__abs__()


def index(a, /):
    """a as an integer."""
    return a.__index__()


def concat(a, b, /):
    """a + b, for sequences."""
    return a + b


def contains(a, b, /):
    """b in a"""
    return b in a


def countOf(a, b, /):
    """How often b occurs in a."""
    return sum(1 for item in a if item is b or item == b)


def getitem(a, b, /):
    """a[b]"""
    return a[b]


def indexOf(a, b, /):
    """The place of the first b in a."""
    for i, item in enumerate(a):
        if item is b or item == b:
            return i
    raise ValueError("sequence.index(x): x not in sequence")


def setitem(a, b, c, /):
    """a[b] = c"""
    a[b] = c


def delitem(a, b, /):
    """del a[b]"""
    del a[b]


def length_hint(obj, default=0, /):
    """How many items there are to come, as far as known."""
    return len(obj) if hasattr(obj, "__len__") else default


def call(obj, /, *args, **kwargs):
    """obj(*args, **kwargs)"""
    return obj(*args, **kwargs)


def iadd(a, b, /):
    """a += b, then a."""
    a += b
    return a


def isub(a, b, /):
    """a -= b, then a."""
    a -= b
    return a


def imul(a, b, /):
    """a *= b, then a."""
    a *= b
    return a


def itruediv(a, b, /):
    """a /= b, then a."""
    a /= b
    return a


def ifloordiv(a, b, /):
    """a //= b, then a."""
    a //= b
    return a


def imod(a, b, /):
    """a %= b, then a."""
    a %= b
    return a


def ipow(a, b, /):
    """a **= b, then a."""
    a **= b
    return a


def ilshift(a, b, /):
    """a <<= b, then a."""
    a <<= b
    return a


def irshift(a, b, /):
    """a >>= b, then a."""
    a >>= b
    return a


def iand(a, b, /):
    """a &= b, then a."""
    a &= b
    return a


def ior(a, b, /):
    """a |= b, then a."""
    a |= b
    return a


def ixor(a, b, /):
    """a ^= b, then a."""
    a ^= b
    return a

iconcat = iadd
inv = invert


class itemgetter:
    """itemgetter(item, *items): a function that gives those items of its argument."""

    __module__ = "operator"

    def __init__(self, item, /, *items):
        self._item, self._items = item, (item,) + items

    def __call__(self, obj, /):
        if len(self._items) == 1:
            return obj[self._item]
        return tuple([obj[item] for item in self._items])

    def __repr__(self):
        return f"operator.itemgetter({', '.join([repr(item) for item in self._items])})"


class attrgetter:
    """attrgetter(attr, *attrs): a function that gives those attributes of its argument."""

    __module__ = "operator"

    def __init__(self, attr, /, *attrs):
        self._attrs = (attr,) + attrs
        for name in self._attrs:
            if not isinstance(name, str):
                raise TypeError("attribute name must be a string")
        self._paths = [name.split(".") for name in self._attrs]

    def __call__(self, obj, /):
        values = [_follow(obj, path) for path in self._paths]
        return tuple(values) if len(values) > 1 else values[0]

    def __repr__(self):
        return f"operator.attrgetter({', '.join([repr(name) for name in self._attrs])})"


def _follow(obj, path):
    for name in path:
        obj = getattr(obj, name)
    return obj


class methodcaller:
    """methodcaller(name, *args, **kwargs): a function that calls that method of its argument."""

    __module__ = "operator"

    def __init__(self, name, /, *args, **kwargs):
        if not isinstance(name, str):
            raise TypeError("method name must be a string")
        self._name, self._args, self._kwargs = name, args, kwargs

    def __call__(self, obj, /):
        return getattr(obj, self._name)(*self._args, **self._kwargs)

    def __repr__(self):
        args = [repr(self._name)] + [repr(arg) for arg in self._args]
        args += [f"{name}={value!r}" for name, value in self._kwargs.items()]
        return f"operator.methodcaller({', '.join(args)})"
