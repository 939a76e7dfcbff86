# An executor on several machines. Each worker has a pipe of its own, so that nobody else waits for
# what a failed machine held: its call goes back into the queue, and is made again elsewhere.
from _mp_connection import Pipe, wait
from _mp_executor import BrokenProcessPool, _call_for_each, _serve
from _mp_executor import ProcessPoolExecutor as _ProcessPoolExecutor
from _mp_messages import _dumps
from _playground import _is_lost
from playground import checkpoint


def _work(connection, initializer, initargs):
    _serve(connection.recv, connection.send, initializer, initargs)


class ProcessPoolExecutor(_ProcessPoolExecutor):
    """An executor with at most so many processes; use it with `with`."""

    __module__ = "concurrent.futures.process"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The calls that some worker was given before.
        self._begun = set()

    def _add_worker(self):
        connection, theirs = Pipe()
        process = self._worker(_work, (theirs, self._initializer, self._initargs))
        process.start()
        theirs.close()
        process._connection = connection
        # The call that it has.
        process._number = None
        self._processes.append(process)

    # On its thread.

    def _manage(self):
        while True:
            self._hand_out()
            with self._lock:
                if self._is_shut and not self._pending:
                    break
            connections = [process._connection for process in self._processes]
            sentinels = [process.sentinel for process in self._processes]
            ready = wait([self._wake_reader, *connections, *sentinels])
            for process in list(self._processes):
                if process._connection in ready:
                    is_well = self._take_answer(process)
                else:
                    is_well = process.sentinel not in ready or self._replace(process)
                if not is_well:
                    return self._break()
            with self._lock:
                if self._wake_reader.poll():
                    self._wake_reader.recv_bytes()
        for process in self._processes:
            try:
                process._connection.send(None)
            except OSError:
                pass
        for process in self._processes:
            process.join()

    def _hand_out(self):
        idle = [process for process in self._processes if process._number is None]
        while self._waiting and idle:
            number = self._waiting.pop(0)
            future, fn, args, kwargs = self._pending[number]
            if number not in self._begun and not future.set_running_or_notify_cancel():
                del self._pending[number]
                continue
            self._begun.add(number)
            try:
                message = _dumps((number, fn, args, kwargs))
            except BaseException as error:
                del self._pending[number]
                future.set_exception(error)
                continue
            process = idle.pop(0)
            process._number = number
            try:
                process._connection.send_bytes(message)
            except OSError:
                # It has ended: that is met when its end is waited for.
                return

    def _take_answer(self, process):
        try:
            number, is_good, value = process._connection.recv()
        except EOFError:
            process.join()
            return self._replace(process)
        process._number = None
        future = self._pending.pop(number)[0]
        if is_good:
            future.set_result(value)
        else:
            future.set_exception(value)
        return True

    def _replace(self, process):
        # Whether its machine failed, so that it can be replaced.
        if not _is_lost(process._task):
            return False
        self._processes.remove(process)
        number = process._number
        if number is not None:
            self._waiting.insert(0, number)
            _, fn, args, _ = self._pending[number]
            called = args[0] if fn is _call_for_each else fn
            name = getattr(called, "__name__", "it")
            checkpoint(f"calls {name} again, lost with {process.name}")
        # Nobody gives a pool that was shut down more to do than it has.
        idle = [other for other in self._processes if other._number is None]
        if not self._is_shut or len(self._waiting) > len(idle):
            self._add_worker()
        return True
