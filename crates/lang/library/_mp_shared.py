# Memory that processes share: single values and arrays.
from _mp_sync import RLock, _Shared
from _playground import _load_cells, _new_memory, _store_cells

_CODES = "cbBhHiIlLqQfd"


class _Raw(_Shared):
    # Shared memory without a lock.
    def __init__(self, code, values):
        if not isinstance(code, str):
            raise TypeError("types of `ctypes` are not part of this subset: give a type code")
        if code not in _CODES:
            raise TypeError("this type has no size")
        self._code = code
        self._length = len(values)
        self._sync = _new_memory(code, values)

    def _load(self, places):
        return _load_cells(self._sync, places)

    def _store(self, places, values):
        _store_cells(self._sync, self._code, places, values)


class _RawValue(_Raw):
    @property
    def value(self):
        """What it holds."""
        return self._load((0,))[0]

    @value.setter
    def value(self, value):
        self._store((0,), (value,))


class _RawArray(_Raw):
    def __len__(self):
        return self._length

    def __getitem__(self, place):
        if isinstance(place, slice):
            items = self._load(range(self._length)[place])
            return b"".join(items) if self._code == "c" else items
        return self._load((self._checked(place),))[0]

    def __setitem__(self, place, value):
        if isinstance(place, slice):
            places = range(self._length)[place]
            values = _as_items(self._code, value)
            if len(values) != len(places):
                raise ValueError("Can only assign sequence of same size")
            self._store(places, values)
        else:
            self._store((self._checked(place),), (value,))

    def _checked(self, place):
        try:
            return range(self._length)[place]
        except IndexError:
            raise IndexError("invalid index") from None

    @property
    def raw(self):
        """All its bytes."""
        return self[:]

    @raw.setter
    def raw(self, value):
        self[: len(value)] = value

    @property
    def value(self):
        """Its bytes up to the first that is zero."""
        return self[:].split(b"\0")[0]

    @value.setter
    def value(self, value):
        if len(value) > self._length:
            raise ValueError("byte string too long")
        self[: len(value)] = value
        if len(value) < self._length:
            self[len(value)] = b"\0"


def _as_items(code, values):
    if code == "c" and isinstance(values, bytes):
        return [values[place : place + 1] for place in range(len(values))]
    return list(values)


class _Synchronized:
    def __init__(self, obj, lock=None, ctx=None):
        self._obj = obj
        self._lock = RLock() if lock is None else lock
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, exc_type, exc_value, exc_tb):
        return self._lock.__exit__(exc_type, exc_value, exc_tb)

    def get_obj(self):
        """What it protects."""
        return self._obj

    def get_lock(self):
        """Its lock."""
        return self._lock

    def __repr__(self):
        return f"<{type(self).__name__} wrapper for {self._obj!r}>"


class Synchronized(_Synchronized):
    """A value with a lock."""

    __module__ = "multiprocessing.sharedctypes"

    @property
    def value(self):
        """What it holds."""
        with self._lock:
            return self._obj.value

    @value.setter
    def value(self, value):
        with self._lock:
            self._obj.value = value


class SynchronizedArray(_Synchronized):
    """An array with a lock."""

    __module__ = "multiprocessing.sharedctypes"

    def __len__(self):
        return len(self._obj)

    def __getitem__(self, place):
        with self._lock:
            return self._obj[place]

    def __setitem__(self, place, value):
        with self._lock:
            self._obj[place] = value


class SynchronizedString(SynchronizedArray):
    """An array of characters with a lock."""

    __module__ = "multiprocessing.sharedctypes"

    value = Synchronized.value

    @property
    def raw(self):
        """All its bytes."""
        with self._lock:
            return self._obj.raw

    @raw.setter
    def raw(self, value):
        with self._lock:
            self._obj.raw = value


def RawValue(typecode_or_type, *args):
    """A value in shared memory, without a lock."""
    default = b"\0" if typecode_or_type == "c" else 0
    return _RawValue(typecode_or_type, args or (default,))


def RawArray(typecode_or_type, size_or_initializer):
    """An array in shared memory, without a lock."""
    if isinstance(size_or_initializer, int):
        default = b"\0" if typecode_or_type == "c" else 0
        return _RawArray(typecode_or_type, [default] * size_or_initializer)
    return _RawArray(typecode_or_type, _as_items(typecode_or_type, size_or_initializer))


def Value(typecode_or_type, *args, lock=True):
    """A value in shared memory, with a lock."""
    obj = RawValue(typecode_or_type, *args)
    if lock is False:
        return obj
    return Synchronized(obj, _lock_of(lock))


def Array(typecode_or_type, size_or_initializer, *, lock=True):
    """An array in shared memory, with a lock."""
    obj = RawArray(typecode_or_type, size_or_initializer)
    if lock is False:
        return obj
    made = SynchronizedString if typecode_or_type == "c" else SynchronizedArray
    return made(obj, _lock_of(lock))


def _lock_of(lock):
    if lock in (True, None):
        return None
    if not hasattr(lock, "acquire"):
        raise AttributeError(f"{lock!r} has no method 'acquire'")
    return lock
