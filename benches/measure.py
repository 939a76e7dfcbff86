"""Runs a program several times under CPython and prints how long each run took, as JSON.

Usage: python3 benches/measure.py PROGRAM TIMES REFERENCE_NS
       python3 benches/measure.py reference

What a first import costs is paid before. A short loop of a known length is run before and after
each run, on every core that the program may use: where it takes longer than the reference on one of
them, something else was at work, or the processor was slowed down, and the run is repeated. The
second form prints how long that loop takes at best.
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
import os
import queue
import sys
import threading
import time
import types

# How much longer the short loop may take in an undisturbed run.
TOLERANCE = 1.2
# How often a run is repeated at most, for each that is asked for.
TRIES = 8


def short_loop():
    start = time.perf_counter_ns()
    total = 0
    for i in range(40000):
        total += i * i % 7
    return time.perf_counter_ns() - start


def slowest_core():
    """How long that takes on the core where it takes longest."""
    cores = os.sched_getaffinity(0)
    times = []
    for core in cores:
        os.sched_setaffinity(0, {core})
        times.append(short_loop())
    os.sched_setaffinity(0, cores)
    return max(times)


def run(code):
    """Runs it as the main module, so that what it defines can be pickled."""
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    exec(code, main.__dict__)


def measure(path, times, reference):
    with open(path, encoding="utf-8") as file:
        code = compile(file.read(), path, "exec")
    undisturbed, disturbed = [], []
    for _ in range(times * TRIES):
        before = slowest_core()
        with contextlib.redirect_stdout(io.StringIO()):
            start = time.perf_counter_ns()
            run(code)
            took = time.perf_counter_ns() - start
        is_disturbed = max(before, slowest_core()) > reference * TOLERANCE
        (disturbed if is_disturbed else undisturbed).append(took)
        if len(undisturbed) == times:
            break
    # Where there is no quiet, what was measured has to do, and is marked.
    enough = undisturbed if len(undisturbed) * 2 > times else undisturbed + disturbed
    return {"wall_ns": enough[:times], "is_disturbed": enough is not undisturbed}


if sys.argv[1] == "reference":
    print(json.dumps({"reference_ns": min(short_loop() for _ in range(400))}))
else:
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))))
