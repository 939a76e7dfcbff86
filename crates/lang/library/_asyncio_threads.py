# What event loops do with threads: comes with texts that mention it.
from _asyncio_loop import BaseEventLoop
from _futures_base import Future
from _futures_thread import ThreadPoolExecutor
from threading import _new_name

BaseEventLoop._executor_class = ThreadPoolExecutor
BaseEventLoop._thread_future_class = Future
BaseEventLoop._new_thread_name = staticmethod(_new_name)
