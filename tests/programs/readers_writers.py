# Many readers may look at a document together, a writer needs it alone.
# > version: 6
# > words: 7 ['draft', 'x0', 'x1', 'x2', 'y0', 'y1', 'y2']
# > torn reads: 0
# > readers never saw it shrink: True
# > reads: 16
import threading
import time
from contextlib import contextmanager


class SharedLock:
    """A lock for readers and writers; a waiting writer keeps new readers out."""

    def __init__(self):
        self._condition = threading.Condition()
        self._readers = 0
        self._writers_waiting = 0
        self._writing = False

    @contextmanager
    def reading(self):
        with self._condition:
            self._condition.wait_for(lambda: not self._writing and not self._writers_waiting)
            self._readers += 1
        try:
            yield
        finally:
            with self._condition:
                self._readers -= 1
                self._condition.notify_all()

    @contextmanager
    def writing(self):
        with self._condition:
            self._writers_waiting += 1
            self._condition.wait_for(lambda: not self._writing and self._readers == 0)
            self._writers_waiting -= 1
            self._writing = True
        try:
            yield
        finally:
            with self._condition:
                self._writing = False
                self._condition.notify_all()


class Document:
    def __init__(self):
        self.lock = SharedLock()
        self.words = ["draft"]
        self.version = 0
        self.torn_reads = 0

    def append(self, word):
        with self.lock.writing():
            self.words.append(word)
            time.sleep(0.001)
            self.version += 1

    def read(self):
        with self.lock.reading():
            if len(self.words) != self.version + 1:
                self.torn_reads += 1
            time.sleep(0.001)
            return len(self.words)


def reader(document, lengths):
    for _ in range(4):
        lengths.append(document.read())


def writer(document, name):
    for turn in range(3):
        document.append(f"{name}{turn}")


def main():
    document = Document()
    lengths = [[] for _ in range(4)]
    threads = [threading.Thread(target=reader, args=(document, seen)) for seen in lengths]
    threads += [threading.Thread(target=writer, args=(document, name)) for name in "xy"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("version:", document.version)
    print("words:", len(document.words), sorted(document.words))
    print("torn reads:", document.torn_reads)
    print("readers never saw it shrink:", all(seen == sorted(seen) for seen in lengths))
    print("reads:", sum(map(len, lengths)))


main()
