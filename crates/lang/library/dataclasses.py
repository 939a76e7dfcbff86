"""Classes that are made of their fields."""

import copy as _copy
from _arguments import bind as _bind


class _Missing:
    def __repr__(self):
        return "<dataclasses._MISSING_TYPE object>"


MISSING = _Missing()
_FACTORY = object()


class KW_ONLY:
    """As an annotation: the fields after it are given by keyword only."""


class InitVar:
    """As an annotation, InitVar[T]: a parameter of __init__ that goes to __post_init__."""

    __module__ = "dataclasses"

    def __init__(self, type):
        self.type = type

    def __class_getitem__(cls, type):
        return InitVar(type)

    def __repr__(self):
        return f"dataclasses.InitVar[{getattr(self.type, '__name__', self.type)}]"


class FrozenInstanceError(AttributeError):
    """A field of a frozen object was assigned or deleted."""

    __module__ = "dataclasses"


class Field:
    """What is known of a field."""

    __module__ = "dataclasses"

    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = self.type = None
        self._kind = "field"
        self.default, self.default_factory = default, default_factory
        self.init, self.repr, self.hash, self.compare = init, repr, hash, compare
        self.metadata, self.kw_only = metadata or {}, kw_only

    def __repr__(self):
        names = "name type default default_factory init repr hash compare metadata kw_only".split()
        return f"Field({','.join([f'{name}={getattr(self, name)!r}' for name in names])})"


def field(
    *,
    default=MISSING,
    default_factory=MISSING,
    init=True,
    repr=True,
    hash=None,
    compare=True,
    metadata=None,
    kw_only=MISSING,
):
    """Says more about a field than its type."""
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


def dataclass(
    cls=None,
    /,
    *,
    init=True,
    repr=True,
    eq=True,
    order=False,
    unsafe_hash=False,
    frozen=False,
    match_args=True,
    kw_only=False,
    slots=False,
    weakref_slot=False,
):
    """Adds the methods that follow from a class's annotated fields."""

    def wrap(cls):
        fields = _collect(cls, kw_only)
        bases = [base for base in cls.__mro__[1:] if "__dataclass_fields__" in base.__dict__]
        for base in bases:
            if base.__dataclass_params__["frozen"] != frozen:
                be = "frozen dataclass from a non-frozen" if frozen else "non-frozen dataclass from a frozen"
                raise TypeError(f"cannot inherit {be} one")
        cls.__dataclass_fields__ = fields
        taken = [f for f in fields.values() if f._kind != "class"]
        cls.__dataclass_params__ = {"eq": eq, "order": order, "frozen": frozen}
        shown = [f for f in taken if f._kind == "field"]
        if init:
            cls.__init__ = _init(cls, [f for f in taken if f.init and not f.kw_only], taken, frozen)
        if repr:
            _add(cls, "__repr__", _repr([f.name for f in shown if f.repr]))
        compared = [f.name for f in shown if f.compare]
        own_eq = "__eq__" in cls.__dict__
        if eq:
            _add(cls, "__eq__", _comparison(compared, lambda a, b: a == b))
        if order:
            _add_order(cls, eq, compared)
        if frozen:
            _freeze(cls, [f.name for f in shown])
        hashed = [f.name for f in shown if (f.compare if f.hash is None else f.hash)]
        _set_hash(cls, unsafe_hash, eq, frozen, own_eq, hashed)
        if match_args and "__match_args__" not in cls.__dict__:
            cls.__match_args__ = tuple([f.name for f in taken if f.init and not f.kw_only])
        if cls.__doc__ is None:
            cls.__doc__ = cls.__name__
        return cls

    return wrap if cls is None else wrap(cls)


def _collect(cls, kw_only):
    fields = {}
    for base in reversed(cls.__mro__[1:]):
        fields.update(base.__dict__.get("__dataclass_fields__", {}))
    for name, annotation in cls.__dict__.get("__annotations__", {}).items():
        if annotation is KW_ONLY or annotation in ("KW_ONLY", "dataclasses.KW_ONLY"):
            kw_only = True
        elif _is_class_variable(annotation):
            known = fields[name] = field(kw_only=False)
            known.name, known.type, known._kind = name, annotation, "class"
        else:
            known = fields[name] = _field_of(cls, name, annotation, kw_only)
            text = annotation if isinstance(annotation, str) else ""
            is_init = text.removeprefix("dataclasses.").startswith("InitVar")
            if is_init or annotation is InitVar or isinstance(annotation, InitVar):
                known._kind = "init"
    for name, value in cls.__dict__.items():
        if isinstance(value, Field) and name not in cls.__dict__.get("__annotations__", {}):
            raise TypeError(f"{name!r} is a field but has no type annotation")
    return fields


def _is_class_variable(annotation):
    text = annotation if isinstance(annotation, str) else repr(annotation)
    return text.removeprefix("typing.").startswith("ClassVar")


def _field_of(cls, name, annotation, kw_only):
    default = cls.__dict__.get(name, MISSING)
    found = default if isinstance(default, Field) else field(default=default)
    found.name, found.type = name, annotation
    if found.kw_only is MISSING:
        found.kw_only = kw_only
    if isinstance(default, Field):
        if found.default is MISSING:
            delattr(cls, name)
        else:
            setattr(cls, name, found.default)
    if isinstance(found.default, (list, dict, set)) or type(found.default).__hash__ is None:
        raise ValueError(
            f"mutable default {type(found.default)} for field {name} is not allowed: "
            "use default_factory"
        )
    return found


def _add(cls, name, method):
    # Answers whether the class has a method of its own, which stays.
    if name in cls.__dict__:
        return True
    method.__name__, method.__qualname__ = name, f"{cls.__qualname__}.{name}"
    setattr(cls, name, method)
    return False


def _init(cls, positional, fields, frozen):
    defaults, factories = {}, {}
    for f in fields:
        if f.default_factory is not MISSING:
            defaults[f.name], factories[f.name] = _FACTORY, f.default_factory
        elif f.default is not MISSING:
            defaults[f.name] = f.default
    for before, f in zip(positional, positional[1:]):
        if before.name in defaults and f.name not in defaults:
            raise TypeError(f"non-default argument {f.name!r} follows default argument")
    taken = positional + [f for f in fields if f.init and f.kw_only]
    names, n_positional = tuple([f.name for f in taken]), len(positional)
    # What __init__ does not take, and what it sets, in the order of the fields.
    others = {f.name: defaults[f.name] for f in fields if not f.init and f.name in defaults}
    passed = [f.name for f in fields if f._kind == "init"]
    order = [f.name for f in fields if f._kind == "field" and (f.init or f.name in others)]
    full_name = f"{cls.__qualname__}.__init__"
    is_simple = not factories and order == list(names)

    def __init__(self, /, *args, **kwargs):
        values = _bind(full_name, names, n_positional, defaults, args, kwargs)
        if is_simple:
            pairs = zip(names, values)
        else:
            given = dict(zip(names, values))
            pairs = _complete(given, order, others, factories)
        if frozen:
            for name, value in pairs:
                object.__setattr__(self, name, value)
        else:
            for name, value in pairs:
                setattr(self, name, value)
        after = getattr(self, "__post_init__", None)
        if after is not None:
            after(*[given[name] for name in passed])

    __init__.__qualname__ = full_name
    return __init__


def _complete(values, order, others, factories):
    pairs = []
    for name in order:
        value = values[name] if name in values else others[name]
        pairs.append((name, factories[name]() if value is _FACTORY else value))
    return pairs


def _repr(names):
    running = []

    def __repr__(self):
        if any([other is self for other in running]):
            return "..."
        running.append(self)
        try:
            items = [f"{name}={getattr(self, name)!r}" for name in names]
        finally:
            running.remove(self) if len(running) > 1 else running.pop()
        return f"{type(self).__qualname__}({', '.join(items)})"

    return __repr__


def _comparison(names, compare):
    def method(self, other):
        if type(other) is not type(self):
            return NotImplemented
        values = tuple([getattr(self, name) for name in names])
        return compare(values, tuple([getattr(other, name) for name in names]))

    return method


def _add_order(cls, eq, names):
    if not eq:
        raise ValueError("eq must be true if order is true")
    for name, compare in (
        ("__lt__", lambda a, b: a < b),
        ("__le__", lambda a, b: a <= b),
        ("__gt__", lambda a, b: a > b),
        ("__ge__", lambda a, b: a >= b),
    ):
        if _add(cls, name, _comparison(names, compare)):
            raise TypeError(
                f"Cannot overwrite attribute {name} in class {cls.__name__}. "
                "Consider using functools.total_ordering"
            )


def _freeze(cls, names):
    def __setattr__(self, name, value):
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self, name):
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    for method in (__setattr__, __delattr__):
        name = method.__name__
        if _add(cls, name, method):
            raise TypeError(f"Cannot overwrite attribute {name} in class {cls.__name__}")


def _set_hash(cls, unsafe_hash, eq, frozen, own_eq, names):
    def __hash__(self):
        return hash(tuple([getattr(self, name) for name in names]))

    # A class with an __eq__ of its own has __hash__ = None by that, which is no __hash__ of its own.
    own = cls.__dict__.get("__hash__", MISSING)
    has_own = own is not MISSING and not (own is None and own_eq)
    if unsafe_hash:
        if has_own:
            raise TypeError(f"Cannot overwrite attribute __hash__ in class {cls.__name__}")
        cls.__hash__ = __hash__
    elif eq and not (has_own or own_eq and own is not None and own is not MISSING):
        cls.__hash__ = __hash__ if frozen else None


def is_dataclass(obj):
    """Whether it is a dataclass or an object of one."""
    return hasattr(obj if isinstance(obj, type) else type(obj), "__dataclass_fields__")


def fields(class_or_instance):
    """The fields of a dataclass or of an object of one."""
    if not hasattr(class_or_instance, "__dataclass_fields__"):
        raise TypeError("must be called with a dataclass type or instance")
    known = class_or_instance.__dataclass_fields__.values()
    return tuple([f for f in known if f._kind == "field"])


def _is_instance(obj):
    return not isinstance(obj, type) and is_dataclass(obj)


def asdict(obj, *, dict_factory=dict):
    """The fields as a dict, those of objects in it too."""
    if not _is_instance(obj):
        raise TypeError("asdict() should be called on dataclass instances")
    return _plain(obj, dict_factory)


def astuple(obj, *, tuple_factory=tuple):
    """The values of the fields as a tuple, those of objects in it too."""
    if not _is_instance(obj):
        raise TypeError("astuple() should be called on dataclass instances")
    return _plain(obj, lambda pairs: tuple_factory([value for _, value in pairs]))


def _plain(obj, factory):
    if _is_instance(obj):
        return factory([(f.name, _plain(getattr(obj, f.name), factory)) for f in fields(obj)])
    if isinstance(obj, (list, tuple)):
        items = [_plain(item, factory) for item in obj]
        return type(obj)(*items) if hasattr(obj, "_fields") else type(obj)(items)
    if isinstance(obj, dict):
        pairs = [(_plain(key, factory), _plain(value, factory)) for key, value in obj.items()]
        if hasattr(obj, "default_factory"):
            return type(obj)(obj.default_factory, pairs)
        return type(obj)(pairs)
    return _copy.deepcopy(obj)


def replace(obj, /, **changes):
    """A new object of the same class with some fields changed."""
    if not _is_instance(obj):
        raise TypeError("replace() should be called on dataclass instances")
    for f in fields(obj):
        if f.init:
            changes.setdefault(f.name, getattr(obj, f.name))
        elif f.name in changes:
            raise ValueError(
                f"field {f.name} is declared with init=False, it cannot be specified with replace()"
            )
    return type(obj)(**changes)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **options):
    """A new dataclass with these fields."""
    namespace, annotations = dict(namespace or {}), {}
    for item in fields:
        item = (item, "typing.Any") if isinstance(item, str) else item
        annotations[item[0]] = item[1]
        if len(item) == 3:
            namespace[item[0]] = item[2]
    namespace["__annotations__"] = annotations
    return dataclass(**options)(type(cls_name, bases, namespace))
