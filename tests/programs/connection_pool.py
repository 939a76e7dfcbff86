# A pool lends a few connections to many threads and takes broken ones out of service.
# > numbers: 1 2 lent: 2
# > refused: all 2 connections are lent
# > lent again: True
# > error: broke lent: 0
# > replaced by: 3 both open: True
# > answers: 18 u0 ok z2 ok
# > never more than two lent: 2 now: 0
import itertools
import queue
import threading
import time
from contextlib import contextmanager


class PoolTimeout(Exception):
    pass


class Connection:
    numbers = itertools.count(1)

    def __init__(self):
        self.number = next(Connection.numbers)
        self.is_open = True
        self.queries = 0

    def query(self, text):
        if not self.is_open:
            raise ConnectionError(f"connection {self.number} is closed")
        if "broken" in text:
            self.is_open = False
            raise ConnectionError(f"connection {self.number} broke")
        self.queries += 1
        time.sleep(0.002)
        return f"{text} ok"

    def close(self):
        self.is_open = False


class Pool:
    def __init__(self, size, timeout=None):
        self.size = size
        self.timeout = timeout
        self._idle = queue.LifoQueue(size)
        self._lock = threading.Lock()
        self._made = 0
        self.lent = 0
        self.most_lent = 0

    def _make(self):
        """A new connection, if there may be one more."""
        with self._lock:
            if self._made == self.size:
                return None
            self._made += 1
        return Connection()

    def acquire(self, timeout=None):
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._make()
        if connection is None:
            try:
                connection = self._idle.get(timeout=timeout or self.timeout)
            except queue.Empty:
                raise PoolTimeout(f"all {self.size} connections are lent") from None
        with self._lock:
            self.lent += 1
            self.most_lent = max(self.most_lent, self.lent)
        return connection

    def release(self, connection):
        with self._lock:
            self.lent -= 1
            if not connection.is_open:
                self._made -= 1
                return
        self._idle.put(connection)

    @contextmanager
    def connection(self, timeout=None):
        connection = self.acquire(timeout)
        try:
            yield connection
        finally:
            self.release(connection)


pool = Pool(size=2, timeout=10)
with pool.connection() as first, pool.connection() as second:
    print("numbers:", first.number, second.number, "lent:", pool.lent)
    try:
        with pool.connection(timeout=0.02):
            print("never")
    except PoolTimeout as error:
        print("refused:", error)
with pool.connection() as again:
    print("lent again:", again.number in (1, 2))

try:
    with pool.connection() as connection:
        connection.query("broken query")
except ConnectionError as error:
    print("error:", str(error).split()[-1], "lent:", pool.lent)
with pool.connection() as a, pool.connection() as b:
    print("replaced by:", max(a.number, b.number), "both open:", a.is_open and b.is_open)

answers = []


def client(name):
    for number in range(3):
        with pool.connection() as connection:
            answers.append(connection.query(f"{name}{number}"))


threads = [threading.Thread(target=client, args=(name,)) for name in "uvwxyz"]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("answers:", len(answers), sorted(answers)[0], sorted(answers)[-1])
print("never more than two lent:", pool.most_lent, "now:", pool.lent)
