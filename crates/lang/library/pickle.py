"""Values as bytes, in protocol 4 of the format."""

from _mp_messages import _dumps, _loads

HIGHEST_PROTOCOL = 5
DEFAULT_PROTOCOL = 4


def dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None):
    """The bytes of a value."""
    if protocol not in (None, 4):
        raise ValueError("only protocol 4 is part of this subset")
    return _dumps(obj)


def loads(data, /, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=()):
    """The value of bytes."""
    if not isinstance(data, bytes):
        raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'")
    return _loads(data)
