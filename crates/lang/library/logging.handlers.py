"""Handlers that put records into queues."""

from copy import copy as _copy
from logging import Handler as _Handler
from threading import Thread as _Thread


class QueueHandler(_Handler):
    """QueueHandler(queue): puts records into a queue."""

    __module__ = "logging.handlers"

    def __init__(self, queue):
        super().__init__()
        self.queue = queue

    def enqueue(self, record):
        self.queue.put_nowait(record)

    def prepare(self, record):
        message = self.format(record)
        record = _copy(record)
        record.message = record.msg = message
        record.args = record.exc_info = record.exc_text = record.stack_info = None
        return record

    def emit(self, record):
        self.enqueue(self.prepare(record))


class QueueListener:
    """QueueListener(queue, *handlers, respect_handler_level=False): handles records of a queue."""

    __module__ = "logging.handlers"

    def __init__(self, queue, *handlers, respect_handler_level=False):
        self.queue, self.handlers = queue, handlers
        self.respect_handler_level = respect_handler_level
        self._thread = None

    def dequeue(self, block):
        return self.queue.get(block)

    def prepare(self, record):
        return record

    def start(self):
        self._thread = _Thread(target=self._monitor, daemon=True)
        self._thread.start()

    def handle(self, record):
        record = self.prepare(record)
        for handler in self.handlers:
            if not self.respect_handler_level or record.levelno >= handler.level:
                handler.handle(record)

    def _monitor(self):
        while True:
            record = self.dequeue(True)
            if hasattr(self.queue, "task_done"):
                self.queue.task_done()
            if record is None:
                break
            self.handle(record)

    def enqueue_sentinel(self):
        self.queue.put_nowait(None)

    def stop(self):
        self.enqueue_sentinel()
        self._thread.join()
        self._thread = None
