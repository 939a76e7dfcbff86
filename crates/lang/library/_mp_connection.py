# Pipes: connections that send values to each other.
from _playground import (
    _close_end,
    _end_is_open,
    _new_channel,
    _object_number,
    _object_of,
    _open_end,
    _process_number,
    _receive,
    _send,
    _wait_any,
)
from _mp_messages import _dumps, _loads

class Connection:
    """An end of a pipe."""

    __module__ = "multiprocessing.connection"

    def __init__(self, incoming, outgoing):
        # The directions in which it receives and sends; None where it does not.
        self._incoming = incoming
        self._outgoing = outgoing

    def __repr__(self):
        return f"<multiprocessing.connection.Connection object at {id(self):#x}>"

    def __reduce__(self):
        # Whoever gets it has the ends open, too; until then, they are open here once more.
        numbers = []
        for channel, writes in ((self._incoming, False), (self._outgoing, True)):
            if channel is None:
                numbers.append(None)
            else:
                _open_end(channel, writes)
                numbers.append(_object_number(channel))
        return _reopen, (*numbers, _process_number())

    def _check_open(self):
        if self.closed:
            raise OSError("handle is closed")

    def _check_readable(self):
        self._check_open()
        if self._incoming is None:
            raise OSError("connection is write-only")

    def _check_writable(self):
        self._check_open()
        if self._outgoing is None:
            raise OSError("connection is read-only")

    @property
    def closed(self):
        """Whether it is closed."""
        if self._incoming is not None and _end_is_open(self._incoming, False):
            return False
        return self._outgoing is None or not _end_is_open(self._outgoing, True)

    @property
    def readable(self):
        """Whether it receives."""
        return self._incoming is not None

    @property
    def writable(self):
        """Whether it sends."""
        return self._outgoing is not None

    def fileno(self):
        """A number for it."""
        self._check_open()
        channel = self._outgoing if self._incoming is None else self._incoming
        return _object_number(channel)

    def close(self):
        """Closes it."""
        if self._incoming is not None:
            _close_end(self._incoming, False)
        if self._outgoing is not None:
            _close_end(self._outgoing, True)

    def send(self, obj):
        """Sends a copy of a value."""
        self._check_writable()
        _send(self._outgoing, _dumps(obj))

    def recv(self):
        """Receives a value; EOFError if nobody can send one any more."""
        self._check_readable()
        return _loads(_receive(self._incoming))

    def send_bytes(self, buf, offset=0, size=None):
        """Sends bytes."""
        self._check_writable()
        length = len(buf)
        if offset < 0:
            raise ValueError("offset is negative")
        if length < offset:
            raise ValueError("buffer length < offset")
        if size is None:
            size = length - offset
        elif size < 0:
            raise ValueError("size is negative")
        elif offset + size > length:
            raise ValueError("buffer length < offset + size")
        _send(self._outgoing, bytes(buf[offset : offset + size]))

    def recv_bytes(self, maxlength=None):
        """Receives bytes."""
        self._check_readable()
        if maxlength is not None and maxlength < 0:
            raise ValueError("negative maxlength")
        message = _receive(self._incoming)
        if maxlength is not None and len(message) > maxlength:
            self.close()
            raise OSError("bad message length")
        return message

    def poll(self, timeout=0.0):
        """Whether there is something to receive, now or within that many seconds."""
        self._check_readable()
        return bool(_wait_any((self._incoming,), (), timeout))

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.close()


def _reopen(incoming, outgoing, sender):
    channels = []
    for number, writes in ((incoming, False), (outgoing, True)):
        if number is None:
            channels.append(None)
        else:
            channel = _object_of(number)
            _open_end(channel, writes)
            _close_end(channel, writes, sender)
            channels.append(channel)
    return Connection(*channels)


def Pipe(duplex=True):
    """Two connections that are the ends of a pipe."""
    forth = _new_channel()
    if not duplex:
        receiver, sender = Connection(forth, None), Connection(None, forth)
        return receiver, sender
    back = _new_channel()
    first, second = Connection(forth, back), Connection(back, forth)
    return first, second


def wait(object_list, timeout=None):
    """Those of the connections and sentinels that are ready, once one is."""
    objects = list(object_list)
    channels = [one for one in objects if isinstance(one, Connection)]
    processes = [one for one in objects if not isinstance(one, Connection)]
    ready = _wait_any([one._incoming for one in channels], processes, timeout)
    waited = channels + processes
    ready = [waited[position] for position in ready]
    return [one for one in objects if any(one is other for other in ready)]
