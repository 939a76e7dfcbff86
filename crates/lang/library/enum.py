"""Enumerations: classes whose values are named and few."""

_METHODS = (type(lambda: 0), property, classmethod, staticmethod)
_MISSING = object()
_BUILTINS = (int, float, str, bytes, tuple, list, dict, set, frozenset)

CONTINUOUS, NAMED_FLAGS, UNIQUE = "continuous", "named flags", "unique"
STRICT, CONFORM, EJECT, KEEP = "strict", "conform", "eject", "keep"


class auto:
    """A value that the enumeration chooses."""

    def __init__(self):
        self.value = _MISSING
        self._compute = None

    # In the class's body the value is not known yet.
    def __or__(self, other):
        return _later(lambda: _known(self) | _known(other))

    def __and__(self, other):
        return _later(lambda: _known(self) & _known(other))

    def __xor__(self, other):
        return _later(lambda: _known(self) ^ _known(other))

    def __invert__(self):
        return _later(lambda: ~_known(self))

    __ror__, __rand__, __rxor__ = __or__, __and__, __xor__


def _later(compute):
    value = auto()
    value._compute = compute
    return value


def _known(value):
    if not isinstance(value, auto):
        return value
    return value.value if value._compute is None else value._compute()


class nonmember:
    """nonmember(value): an attribute of an enumeration that is no member."""

    def __init__(self, value):
        self.value = value


class member:
    """member(value): a member, whatever its value is."""

    def __init__(self, value):
        self.value = value


class Enum:
    """A base for enumerations."""

    __module__ = "enum"
    _member_names_ = []
    _member_map_ = __members__ = {}
    _value2member_map_ = {}
    _member_type_ = object

    def __init_subclass__(cls, *, boundary=None, **kwargs):
        super().__init_subclass__(**kwargs)
        for base in cls.__mro__[1:]:
            if getattr(base, "_member_names_", None):
                raise TypeError(f"{cls!r} cannot extend {base!r}")
            if base in _BUILTINS and cls._member_type_ is object:
                cls._member_type_ = base
        if cls._member_type_ is not object:
            _settle_methods(cls)
        if boundary is not None:
            cls._boundary_ = boundary
        cls._member_names_, cls._value2member_map_, cls._unhashable_ = [], {}, []
        cls._member_map_ = cls.__members__ = {}
        ignored = cls.__dict__.get("_ignore_", ())
        ignored = ignored.replace(",", " ").split() if isinstance(ignored, str) else ignored
        values = []
        for name, value in cls.__dict__.items():
            if isinstance(value, nonmember):
                setattr(cls, name, value.value)
            elif name not in ignored and _is_member(cls, name, value):
                value = value.value if isinstance(value, member) else value
                value = _chosen(cls, name, value, values)
                values.append(_add_member(cls, name, value)._value_)

    @property
    def name(self):
        """The name of the member."""
        return self._name_

    @property
    def value(self):
        """The value of the member."""
        return self._value_

    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start
        try:
            return sorted(last_values)[-1] + 1
        except TypeError:
            return last_values[-1] + 1

    @classmethod
    def _missing_(cls, value):
        return None

    @classmethod
    def __class_call__(cls, value, names=None, *, module=None, start=1, type=None, **options):
        if names is not None:
            return _create(cls, value, names, start, type)
        return _look_up(cls, value)

    @classmethod
    def __class_getitem__(cls, name):
        return cls._member_map_[name]

    @classmethod
    def __class_setattr__(cls, name, value):
        if cls.__dict__.get("_member_map_", {}).get(name, value) is not value:
            raise AttributeError(f"cannot reassign member {name!r}")

    @classmethod
    def __class_getattr__(cls, name):
        raise AttributeError(name)

    @classmethod
    def __class_iter__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_])

    @classmethod
    def __class_reversed__(cls):
        return reversed([cls._member_map_[name] for name in cls._member_names_])

    @classmethod
    def __class_len__(cls):
        return len(cls._member_names_)

    @classmethod
    def __class_contains__(cls, member):
        if not isinstance(member, Enum):
            kind = type(member).__qualname__
            raise TypeError(f"unsupported operand type(s) for 'in': '{kind}' and 'EnumType'")
        return isinstance(member, cls) and member._name_ in cls._member_map_

    @classmethod
    def __class_repr__(cls):
        return f"<{'flag' if issubclass(cls, Flag) else 'enum'} {cls.__name__!r}>"

    def __repr__(self):
        base = self._member_type_
        value = repr(self._value_) if base is object else base.__repr__(self._value_)
        return f"<{type(self).__name__}.{self._name_}: {value}>"

    def __str__(self):
        return f"{type(self).__name__}.{self._name_}"

    def __format__(self, format_spec):
        return format(str(self), format_spec)

    def __reduce_ex__(self, proto):
        return self.__class__, (self._value_,)

    def __hash__(self):
        return hash(self._name_)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


def _settle_methods(cls):
    # Texts are those of an enumeration, while its members are equal to what their values are.
    for name in ("__repr__", "__str__", "__format__"):
        for owner in _own_classes(cls):
            if name in owner.__dict__:
                setattr(cls, name, owner.__dict__[name])
                break
    if "__hash__" not in cls.__dict__:
        cls.__hash__ = cls._member_type_.__hash__


def _is_member(cls, name, value):
    if isinstance(value, member):
        return True
    is_inner = name.startswith("__") or name.startswith("_") and name.endswith("_")
    if is_inner or name.startswith(f"_{cls.__name__}__"):
        return False
    return not isinstance(value, _METHODS) and not hasattr(type(value), "__get__")


def _chosen(cls, name, value, values):
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple([_chosen(cls, name, item, values) for item in value])
    if not isinstance(value, auto):
        return value
    if value._compute is None and value.value is _MISSING:
        value.value = cls._generate_next_value_(name, 1, len(values), values[:])
    return _known(value)


def _add_member(cls, name, value):
    made = _make_member(cls, name, value)
    known = _find(cls, made._value_)
    if known is None:
        made._sort_order_ = len(cls._member_names_)
        known = made
        if not issubclass(cls, Flag) or _is_single(made._value_):
            cls._member_names_.append(name)
        try:
            cls._value2member_map_[made._value_] = made
        except TypeError:
            cls._unhashable_.append(made)
    cls._member_map_[name] = known
    setattr(cls, name, known)
    return known


def _make_member(cls, name, value):
    args = value if isinstance(value, tuple) else (value,)
    base = cls._member_type_
    if base is tuple:
        args = (args,)
    for owner in cls.__mro__:
        if "__new__" in owner.__dict__ and owner not in _BUILTINS and owner is not object:
            made = owner.__new__(cls, *args)
            break
    else:
        made = object.__new__(cls) if base is object else base.__new__(cls, *args)
    if not hasattr(made, "_value_"):
        made._value_ = value if base is object else base(*args)
    made._name_ = name
    made.__objclass__ = cls
    if any(["__init__" in owner.__dict__ for owner in _own_classes(cls)]):
        made.__init__(*args)
    return made


def _own_classes(cls):
    return [owner for owner in cls.__mro__ if owner not in _BUILTINS and owner is not object]


def _find(cls, value):
    try:
        return cls._value2member_map_.get(value)
    except TypeError:
        for known in cls._unhashable_:
            if known._value_ == value:
                return known


def _look_up(cls, value):
    if type(value) is cls:
        return value
    known = _find(cls, value)
    if known is None:
        known = cls._missing_(value)
        if known is None:
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        if not isinstance(known, cls):
            raise TypeError(
                f"error in {cls.__name__}._missing_: "
                f"returned {known!r} instead of None or a valid member"
            )
    return known


def _create(cls, class_name, names, start, mixin):
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    if isinstance(names, dict):
        names = names.items()
    namespace, values = {"__module__": "__main__"}, []
    for item in names:
        if isinstance(item, str):
            item = item, cls._generate_next_value_(item, start, len(values), values[:])
        namespace[item[0]] = item[1]
        values.append(item[1])
    return type(class_name, (cls,) if mixin is None else (mixin, cls), namespace)


class ReprEnum(Enum):
    """A base for enumerations whose str is that of their values."""

    __module__ = "enum"


class IntEnum(int, ReprEnum):
    """A base for enumerations whose members are integers."""

    __module__ = "enum"
    __str__ = int.__repr__
    __format__ = int.__format__


class StrEnum(str, ReprEnum):
    """A base for enumerations whose members are strings."""

    __module__ = "enum"

    def __new__(cls, *values):
        if len(values) == 1 and not isinstance(values[0], str):
            raise TypeError(f"{values[0]!r} is not a string")
        made = str.__new__(cls, *values)
        made._value_ = str(*values)
        return made

    def _generate_next_value_(name, start, count, last_values):
        return name.lower()

    __str__ = str.__str__
    __format__ = str.__format__


def _is_single(value):
    return isinstance(value, int) and value > 0 and value & (value - 1) == 0


class Flag(Enum):
    """A base for enumerations whose members can be combined with | and &."""

    __module__ = "enum"
    _boundary_ = STRICT

    def _generate_next_value_(name, start, count, last_values):
        return 1 << max(last_values).bit_length() if last_values else start

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        every = cls._mask()
        if cls._boundary_ != KEEP and (value & ~every if value >= 0 else ~value & ~every):
            if cls._boundary_ == EJECT:
                return value
            if cls._boundary_ == STRICT:
                n = max(value.bit_length(), every.bit_length())
                raise ValueError(
                    f"{cls!r} invalid value {value!r}\n"
                    f"    given {_bits(value, n)}\n  allowed {_bits(every, n)}"
                )
            value &= every
        if value < 0:
            value += 1 << max(every.bit_length(), (~value).bit_length())
            return _look_up(cls, value)
        known = _find(cls, value)
        if known is not None:
            return known
        base = cls._member_type_
        made = object.__new__(cls) if base is object else base.__new__(cls, value)
        made._value_ = value
        names = [single._name_ for single in made]
        rest = value & ~sum([single._value_ for single in made])
        if rest and names:
            names.append(str(rest))
        made._name_ = "|".join(names) or None
        return cls._value2member_map_.setdefault(value, made)

    @classmethod
    def _mask(cls):
        mask = 0
        for known in cls._member_map_.values():
            mask |= known._value_
        return mask

    def __iter__(self):
        cls = type(self)
        found = [cls._member_map_[name] for name in cls._member_names_]
        found = [single for single in found if single._value_ & self._value_]
        return iter(sorted(found, key=lambda single: single._value_))

    def __len__(self):
        return bin(self._value_).count("1")

    def __contains__(self, other):
        if not isinstance(other, type(self)):
            kind, own = type(other).__qualname__, type(self).__qualname__
            raise TypeError(f"unsupported operand type(s) for 'in': '{kind}' and '{own}'")
        return other._value_ & self._value_ == other._value_

    def __bool__(self):
        return bool(self._value_)

    def __repr__(self):
        base = self._member_type_
        value = repr(self._value_) if base is object else base.__repr__(self._value_)
        if self._name_ is None:
            return f"<{type(self).__name__}: {value}>"
        return f"<{type(self).__name__}.{self._name_}: {value}>"

    def __str__(self):
        if self._name_ is None:
            return f"{type(self).__name__}({self._value_!r})"
        return f"{type(self).__name__}.{self._name_}"

    def _operand(self, other):
        if isinstance(other, type(self)):
            return other._value_
        is_number = isinstance(other, int) and self._member_type_ is not object
        return other if is_number else None

    def __or__(self, other):
        value = self._operand(other)
        return NotImplemented if value is None else type(self)(self._value_ | value)

    def __and__(self, other):
        value = self._operand(other)
        return NotImplemented if value is None else type(self)(self._value_ & value)

    def __xor__(self, other):
        value = self._operand(other)
        return NotImplemented if value is None else type(self)(self._value_ ^ value)

    def __invert__(self):
        if self._boundary_ == KEEP:
            return type(self)(~self._value_)
        return type(self)(type(self)._mask() & ~self._value_)

    __ror__, __rand__, __rxor__ = __or__, __and__, __xor__
    __hash__ = Enum.__hash__


def _bits(value, n):
    digits = bin(value % (1 << n))[2:]
    return f"0b{int(value < 0)} {'0' * (n - len(digits))}{digits}"


class IntFlag(int, ReprEnum, Flag):
    """A base for flags that are integers."""

    __module__ = "enum"
    _boundary_ = KEEP
    __str__ = int.__repr__
    __format__ = int.__format__
    __or__, __and__, __xor__, __invert__ = Flag.__or__, Flag.__and__, Flag.__xor__, Flag.__invert__
    __ror__, __rand__, __rxor__ = __or__, __and__, __xor__


def unique(enumeration):
    """A decorator that refuses two names for one value."""
    aliases = [
        f"{alias} -> {known._name_}"
        for alias, known in enumeration._member_map_.items()
        if alias != known._name_
    ]
    if aliases:
        raise ValueError(f"duplicate values found in {enumeration!r}: {', '.join(aliases)}")
    return enumeration
