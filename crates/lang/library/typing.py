"""Names for annotations. None of them is checked when a program runs."""

from _playground import _GenericAlias
from collections import _record
from playground import PlaygroundUnsupported

TYPE_CHECKING = False


class _Form:
    # A name that can be subscripted, called and joined with |, all without effect.
    def __init__(self, name, origin=None, args=()):
        self._name, self.__origin__, self.__args__ = name, origin, args

    def __getitem__(self, args):
        return _Form(self._name, self, args if isinstance(args, tuple) else (args,))

    def __repr__(self):
        args = ", ".join([_text(arg) for arg in self.__args__])
        return f"typing.{self._name}[{args}]" if args else f"typing.{self._name}"

    def __eq__(self, other):
        if not isinstance(other, _Form):
            return NotImplemented
        return self._name == other._name and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self._name, self.__args__))

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __call__(self, *args, **kwargs):
        made = _MADE.get(self._name)
        if made is None:
            raise TypeError(f"Cannot instantiate {self!r}")
        return made(*args, **kwargs)


_MADE = {"List": list, "Dict": dict, "Set": set, "FrozenSet": frozenset, "Tuple": tuple}


def _text(arg):
    if arg is type(None):
        return "None"
    if arg is ...:
        return "..."
    if isinstance(arg, list):
        return f"[{', '.join([_text(one) for one in arg])}]"
    if isinstance(arg, type):
        module = getattr(arg, "__module__", "builtins")
        return arg.__qualname__ if module == "builtins" else f"{module}.{arg.__qualname__}"
    return repr(arg)


Any = _Form("Any")
Union = _Form("Union")
Optional = _Form("Optional")
Callable = _Form("Callable")
Literal = _Form("Literal")
Final = _Form("Final")
ClassVar = _Form("ClassVar")
Annotated = _Form("Annotated")
Self = _Form("Self")
Never = _Form("Never")
NoReturn = _Form("NoReturn")
TypeAlias = _Form("TypeAlias")
TypeGuard = _Form("TypeGuard")
Concatenate = _Form("Concatenate")
Required = _Form("Required")
NotRequired = _Form("NotRequired")
Unpack = _Form("Unpack")
LiteralString = _Form("LiteralString")
Type = _Form("Type")
Tuple = _Form("Tuple")
List = _Form("List")
Dict = _Form("Dict")
Set = _Form("Set")
FrozenSet = _Form("FrozenSet")
Deque = _Form("Deque")
DefaultDict = _Form("DefaultDict")
OrderedDict = _Form("OrderedDict")
Counter = _Form("Counter")
ChainMap = _Form("ChainMap")
Iterable = _Form("Iterable")
Iterator = _Form("Iterator")
Reversible = _Form("Reversible")
Container = _Form("Container")
Collection = _Form("Collection")
Sequence = _Form("Sequence")
MutableSequence = _Form("MutableSequence")
Sized = _Form("Sized")
Hashable = _Form("Hashable")
Mapping = _Form("Mapping")
MutableMapping = _Form("MutableMapping")
MappingView = _Form("MappingView")
KeysView = _Form("KeysView")
ItemsView = _Form("ItemsView")
ValuesView = _Form("ValuesView")
AbstractSet = _Form("AbstractSet")
MutableSet = _Form("MutableSet")
ByteString = _Form("ByteString")
Generator = _Form("Generator")
AsyncGenerator = _Form("AsyncGenerator")
AsyncIterable = _Form("AsyncIterable")
AsyncIterator = _Form("AsyncIterator")
Awaitable = _Form("Awaitable")
Coroutine = _Form("Coroutine")
ContextManager = _Form("ContextManager")
AsyncContextManager = _Form("AsyncContextManager")
Pattern = _Form("Pattern")
Match = _Form("Match")
IO = _Form("IO")
TextIO = _Form("TextIO")
BinaryIO = _Form("BinaryIO")
Text = str


class TypeVar:
    """TypeVar(name, …): stands for a type."""

    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False):
        self.__name__, self.__constraints__, self.__bound__ = name, constraints, bound
        self._sign = "+" if covariant else "-" if contravariant else "~"

    def __repr__(self):
        return f"{self._sign}{self.__name__}"

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]


class ParamSpec(TypeVar):
    """ParamSpec(name): stands for the parameters of a function."""

    def __init__(self, name, **options):
        super().__init__(name, **options)
        self.args, self.kwargs = _Form(f"{name}.args"), _Form(f"{name}.kwargs")


class TypeVarTuple(TypeVar):
    """TypeVarTuple(name): stands for several types."""

    def __iter__(self):
        yield Unpack[self]


AnyStr = TypeVar("AnyStr", bytes, str)


class Generic:
    """A base for classes that are generic in some types."""

    def __class_getitem__(cls, params):
        return _GenericAlias(cls, params)


class Protocol(Generic):
    """A base for classes that describe what others must have."""


class SupportsInt(Protocol):
    """What has __int__."""


class SupportsFloat(Protocol):
    """What has __float__."""


class SupportsIndex(Protocol):
    """What has __index__."""


class SupportsAbs(Protocol):
    """What has __abs__."""


class SupportsRound(Protocol):
    """What has __round__."""


class NamedTuple(tuple):
    """A base for classes of tuples whose items have names; also NamedTuple(name, fields)."""

    def __new__(cls, typename, fields=(), /, **kwargs):
        annotations = dict(fields or kwargs)
        return _named_tuple(type(typename, (tuple,), {"__module__": "__main__"}), annotations)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if NamedTuple in cls.__bases__:
            _named_tuple(cls, cls.__dict__.get("__annotations__", {}))


def _named_tuple(cls, annotations):
    defaults, last = {}, None
    for name in annotations:
        if name.startswith("_"):
            raise ValueError(f"Field names cannot start with an underscore: {name!r}")
        if name in cls.__dict__:
            defaults[name] = cls.__dict__[name]
            last = name
        elif defaults:
            raise TypeError(
                f"Non-default namedtuple field {name} cannot follow default field {last}"
            )
    own = cls.__dict__
    for name, value in _record(cls.__name__, tuple(annotations), defaults).items():
        if name in annotations or name not in own:
            setattr(cls, name, value)
    return cls


class TypedDict(dict):
    """A base for descriptions of dicts; calling a class makes a plain dict."""

    def __init_subclass__(cls, *, total=True):
        super().__init_subclass__()
        cls.__total__ = total

    @classmethod
    def __class_call__(cls, *args, **kwargs):
        if cls is TypedDict:
            return type(args[0], (TypedDict,), {"__annotations__": dict(args[1])})
        return dict(*args, **kwargs)


def NewType(name, tp):
    """A type that is only different when types are checked."""

    def new_type(value, /):
        return value

    new_type.__name__ = new_type.__qualname__ = name
    new_type.__supertype__ = tp
    return new_type


def cast(typ, val):
    """The value as it is."""
    return val


def overload(func):
    """Marks a signature for type checkers."""
    return func


def final(f):
    """Marks what must not be overridden."""
    return f


def runtime_checkable(cls):
    """Marks a protocol; isinstance does not look at it here."""
    return cls


def no_type_check(arg):
    """Marks what type checkers pass over."""
    return arg


def assert_type(val, typ, /):
    """The value as it is."""
    return val


def assert_never(arg, /):
    """Says that this place is never reached."""
    raise AssertionError(f"Expected code to be unreachable, but got: {arg!r}")


def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    """The annotations, which must not be written as texts."""
    hints = dict(getattr(obj, "__annotations__", {}))
    for name, hint in hints.items():
        if isinstance(hint, str):
            raise PlaygroundUnsupported(f"get_type_hints: the annotation of {name} is a text")
        if hint is None:
            hints[name] = type(None)
    return hints


def get_origin(tp):
    """What was subscripted."""
    return getattr(tp, "__origin__", None)


def get_args(tp):
    """With what it was subscripted."""
    return getattr(tp, "__args__", ())
