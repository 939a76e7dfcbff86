"""Runs a program several times under CPython and prints how long each run took, as JSON.

Usage: python3 benches/measure.py PROGRAM TIMES

What a first import costs is paid before.
"""

import asyncio
import concurrent.futures.process
import concurrent.futures.thread
import contextlib
import io
import json
import multiprocessing.pool
import multiprocessing.popen_fork
import multiprocessing.queues
import queue
import sys
import threading
import time
import types

path, times = sys.argv[1], int(sys.argv[2])
with open(path, encoding="utf-8") as file:
    code = compile(file.read(), path, "exec")



def run(code):
    """Runs it as the main module, so that what it defines can be pickled."""
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    exec(code, main.__dict__)


took = []
for _ in range(times):
    with contextlib.redirect_stdout(io.StringIO()):
        start = time.perf_counter_ns()
        run(code)
        took.append(time.perf_counter_ns() - start)
print(json.dumps({"wall_ns": took}))
