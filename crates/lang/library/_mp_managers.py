# Managers: a server process that holds objects, and proxies that ask it to call their methods.
#
# Each thread that uses a proxy has a connection of its own, and the server a thread for it: so a
# lock belongs to whom it should.
from _mp_connection import Pipe
from _playground import _process_number
from queue import Queue
from threading import (
    Barrier,
    BoundedSemaphore,
    Condition,
    Event,
    RLock,
    Semaphore,
    Thread,
    get_ident,
)
from threading import Lock as _Lock


class RemoteError(Exception):
    """Something went wrong in a manager."""

    __module__ = "multiprocessing.managers"


class Namespace:
    """An object with attributes, and nothing else."""

    __module__ = "multiprocessing.managers"

    def __init__(self, /, **kwds):
        self.__dict__.update(kwds)

    def __repr__(self):
        items = [f"{name}={value!r}" for name, value in self.__dict__.items() if name[:1] != "_"]
        return f"{type(self).__name__}({', '.join(sorted(items))})"


class _Value:
    def __init__(self, typecode, value, lock=True):
        self._typecode = typecode
        self.value = value

    def get(self):
        return self.value

    def set(self, value):
        self.value = value

    def __repr__(self):
        return f"Value({self._typecode!r}, {self.value!r})"


def _new_array(typecode, sequence, lock=True):
    return list(sequence)


_MAKERS = {
    "Queue": Queue,
    "JoinableQueue": Queue,
    "Event": Event,
    "Lock": _Lock,
    "RLock": RLock,
    "Semaphore": Semaphore,
    "BoundedSemaphore": BoundedSemaphore,
    "Condition": Condition,
    "Barrier": Barrier,
    "list": list,
    "dict": dict,
    "Value": _Value,
    "Array": _new_array,
    "Namespace": Namespace,
}


# In the server.


def _serve(receiver):
    objects = []
    while True:
        try:
            connection = receiver.recv()
        except EOFError:
            return
        Thread(target=_serve_client, args=(objects, connection), daemon=True).start()


def _serve_client(objects, connection):
    while True:
        try:
            place, name, args, kwargs = connection.recv()
        except EOFError:
            connection.close()
            return
        try:
            if place is None:
                objects.append(_MAKERS[name](*args, **kwargs))
                answer = True, len(objects) - 1
            else:
                answer = True, _call(objects[place], name, args, kwargs)
        except Exception as error:
            answer = False, error
        try:
            connection.send(answer)
        except Exception as error:
            connection.send((False, RemoteError(f"Unserializable message: {answer!r}: {error}")))


def _call(obj, name, args, kwargs):
    if name == "#GET":
        return getattr(obj, *args)
    if name == "#SET":
        return setattr(obj, *args)
    if name == "#DEL":
        return delattr(obj, *args)
    if name == "#REPR":
        return repr(obj)
    result = getattr(obj, name)(*args, **kwargs)
    # What is a view here is a list there.
    return list(result) if name in ("keys", "values", "items") else result


# In the clients.

# For each manager, process and thread its connection.
_connections = {}


def _ask(address, place, name, args, kwargs):
    key = (id(address._outgoing), address.fileno(), _process_number(), get_ident())
    connection = _connections.get(key)
    if connection is None:
        connection, theirs = Pipe()
        address.send(theirs)
        theirs.close()
        _connections[key] = connection
    connection.send((place, name, args, kwargs))
    is_good, answer = connection.recv()
    if is_good:
        return answer
    raise answer


class BaseProxy:
    """Stands for an object of a manager's server."""

    __module__ = "multiprocessing.managers"

    def __init__(self, address, place, typeid):
        self.__dict__["_address"] = address
        self.__dict__["_place"] = place
        self.__dict__["_typeid"] = typeid

    def _callmethod(self, methodname, args=(), kwds={}):
        """What a method of the object gives."""
        return _ask(self._address, self._place, methodname, args, kwds)

    def _getvalue(self):
        """A copy of the object."""
        return self._callmethod("copy")

    def __reduce__(self):
        return type(self), (self._address, self._place, self._typeid)

    def __repr__(self):
        return f"<{type(self).__name__} object, typeid {self._typeid!r} at {id(self):#x}>"

    def __str__(self):
        return self._callmethod("#REPR")


def _proxy_method(name):
    def method(self, /, *args, **kwds):
        return self._callmethod(name, args, kwds)

    method.__name__ = name
    return method


class _BaseDictProxy(BaseProxy):
    pass


class DictProxy(_BaseDictProxy):
    """A dict of a manager."""

    __module__ = "multiprocessing.managers"

    def __iter__(self):
        return iter(self._callmethod("keys"))


class ListProxy(BaseProxy):
    """A list of a manager."""

    __module__ = "multiprocessing.managers"

    def __iadd__(self, value):
        self._callmethod("extend", (value,))
        return self

    def __imul__(self, value):
        self._callmethod("__imul__", (value,))
        return self


class NamespaceProxy(BaseProxy):
    """A namespace of a manager."""

    __module__ = "multiprocessing.managers"

    def __getattr__(self, key):
        if key[:1] == "_":
            raise AttributeError(key)
        return self._callmethod("#GET", (key,))

    def __setattr__(self, key, value):
        self._callmethod("#SET", (key, value))

    def __delattr__(self, key):
        self._callmethod("#DEL", (key,))


class ValueProxy(BaseProxy):
    """A value of a manager."""

    __module__ = "multiprocessing.managers"

    def get(self):
        """What it holds."""
        return self._callmethod("get")

    def set(self, value):
        """Changes what it holds."""
        return self._callmethod("set", (value,))

    value = property(get, set)


class ArrayProxy(BaseProxy):
    """An array of a manager."""

    __module__ = "multiprocessing.managers"


class AcquirerProxy(BaseProxy):
    """A lock of a manager."""

    __module__ = "multiprocessing.managers"

    def acquire(self, blocking=True, timeout=None):
        """Takes it."""
        args = (blocking,) if timeout is None else (blocking, timeout)
        return self._callmethod("acquire", args)

    def release(self):
        """Gives it back."""
        return self._callmethod("release")

    def __enter__(self):
        return self._callmethod("acquire")

    def __exit__(self, exc_type, exc_value, exc_tb):
        return self._callmethod("release")


class ConditionProxy(AcquirerProxy):
    """A condition of a manager."""

    __module__ = "multiprocessing.managers"

    def wait_for(self, predicate, timeout=None):
        """Waits until the predicate holds."""
        result = predicate()
        while not result:
            if not self._callmethod("wait", (timeout,)):
                return predicate()
            result = predicate()
        return result


class EventProxy(BaseProxy):
    """An event of a manager."""

    __module__ = "multiprocessing.managers"


class BarrierProxy(BaseProxy):
    """A barrier of a manager."""

    __module__ = "multiprocessing.managers"

    @property
    def parties(self):
        """How many it waits for."""
        return self._callmethod("#GET", ("parties",))

    @property
    def n_waiting(self):
        """How many wait at it."""
        return self._callmethod("#GET", ("n_waiting",))

    @property
    def broken(self):
        """Whether it is broken."""
        return self._callmethod("#GET", ("broken",))


class QueueProxy(BaseProxy):
    """A queue of a manager."""

    __module__ = "multiprocessing.managers"


_EXPOSED = (
    (
        DictProxy,
        "__contains__ __delitem__ __getitem__ __len__ __setitem__ clear copy get items keys pop"
        " popitem setdefault update values",
    ),
    (
        ListProxy,
        "__add__ __contains__ __delitem__ __getitem__ __len__ __mul__ __rmul__ __setitem__ append"
        " copy count extend index insert pop remove reverse sort",
    ),
    (ArrayProxy, "__len__ __getitem__ __setitem__"),
    (ConditionProxy, "wait notify notify_all"),
    (EventProxy, "is_set set clear wait"),
    (BarrierProxy, "wait abort reset"),
    (QueueProxy, "empty full get get_nowait join put put_nowait qsize task_done"),
)

for _proxy, _names in _EXPOSED:
    for _name in _names.split():
        setattr(_proxy, _name, _proxy_method(_name))

_PROXIES = {
    "Queue": QueueProxy,
    "JoinableQueue": QueueProxy,
    "Event": EventProxy,
    "Lock": AcquirerProxy,
    "RLock": AcquirerProxy,
    "Semaphore": AcquirerProxy,
    "BoundedSemaphore": AcquirerProxy,
    "Condition": ConditionProxy,
    "Barrier": BarrierProxy,
    "list": ListProxy,
    "dict": DictProxy,
    "Value": ValueProxy,
    "Array": ArrayProxy,
    "Namespace": NamespaceProxy,
}


class SyncManager:
    """A server process that holds objects; use it with `with`."""

    __module__ = "multiprocessing.managers"

    _process = None

    def __init__(self, ctx):
        self._ctx = ctx

    def start(self):
        """Starts the server."""
        assert self._process is None, "server is already started"
        receiver, self._address = Pipe(duplex=False)
        process = self._ctx.Process(target=_serve, args=(receiver,), daemon=True)
        numbers = ":".join(str(number) for number in process._identity)
        process.name = f"{type(self).__name__}-{numbers}"
        process.start()
        receiver.close()
        self._process = process

    def shutdown(self):
        """Ends the server."""
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
            self._process.join()

    def __enter__(self):
        if self._process is None:
            self.start()
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.shutdown()

    def _make(self, typeid, args, kwds):
        assert self._process is not None, "server not yet started"
        place = _ask(self._address, None, typeid, args, kwds)
        return _PROXIES[typeid](self._address, place, typeid)


def _maker(typeid):
    def make(self, /, *args, **kwds):
        return self._make(typeid, args, kwds)

    make.__name__ = typeid
    return make


for _typeid in _MAKERS:
    setattr(SyncManager, _typeid, _maker(_typeid))
