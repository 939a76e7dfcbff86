"""Runs a program several times under CPython, and probes how fast the machine is before and after each run.

Usage: python3 benches/measure.py PROGRAM TIMES
       python3 benches/measure.py

The first form prints a sample for each run, as JSON: how long it took, and the two probes. What a
first import costs is paid before. The second one prints a probe for each line that it reads.

A probe is how long what is always the same takes at best of a few times, in nanoseconds: computing while
the other cores rest, on the core where that takes least and on the one where it takes most (`fastest`,
`slowest`); the latter while all compute (`together`); calls of the system and starts of threads
(`kernel`). A core is one that the program may use; each but the first has a helper, a process that
waits to be asked.
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

# How often each part of a probe is done.
TIMES_PROBED = 3


def at_best(work):
    least = None
    for _ in range(TIMES_PROBED):
        start = time.perf_counter_ns()
        work()
        took = time.perf_counter_ns() - start
        least = took if least is None else min(least, took)
    return least


def compute():
    total = 0
    for i in range(15000):
        total += i * i % 7


class Helper:
    """A process on a core of its own, which computes whenever it is asked to."""

    def __init__(self, core):
        asked, self.to = os.pipe()
        self.answers, answered = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.sched_setaffinity(0, {core})
            while os.read(asked, 1) == b"c":
                os.write(answered, at_best(compute).to_bytes(8, "little"))
            os._exit(0)

    def ask(self):
        os.write(self.to, b"c")

    def answer(self):
        return int.from_bytes(os.read(self.answers, 8), "little")

    def end(self):
        os.write(self.to, b"e")
        os.waitpid(self.pid, 0)


class Probe:
    def __init__(self):
        self.cores = os.sched_getaffinity(0)
        self.first, *others = sorted(self.cores)
        self.helpers = [Helper(core) for core in others]
        self.pipe = os.pipe()

    def take(self):
        os.sched_setaffinity(0, {self.first})
        alone = [at_best(compute)]
        for helper in self.helpers:
            helper.ask()
            alone.append(helper.answer())
        for helper in self.helpers:
            helper.ask()
        together = [at_best(compute), *(helper.answer() for helper in self.helpers)]
        os.sched_setaffinity(0, self.cores)
        kernel = at_best(self.call_the_system)
        return {
            "fastest": min(alone),
            "slowest": max(alone),
            "together": max(together),
            "kernel": kernel,
        }

    def call_the_system(self):
        for _ in range(600):
            os.write(self.pipe[1], b"x")
            os.read(self.pipe[0], 1)
        for _ in range(8):
            thread = threading.Thread(target=int)
            thread.start()
            thread.join()

    def end(self):
        for helper in self.helpers:
            helper.end()


def run(code):
    """Runs it as the main module, so that what it defines can be pickled."""
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    exec(code, main.__dict__)


def measure(path, times):
    with open(path, encoding="utf-8") as file:
        code = compile(file.read(), path, "exec")
    probe = Probe()
    samples, before = [], probe.take()
    for _ in range(times):
        with contextlib.redirect_stdout(io.StringIO()):
            start = time.perf_counter_ns()
            run(code)
            took = time.perf_counter_ns() - start
        after = probe.take()
        samples.append({"taken": took, "before": before, "after": after})
        before = after
    probe.end()
    return samples


if len(sys.argv) > 1:
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
else:
    probe = Probe()
    for _ in sys.stdin:
        print(json.dumps(probe.take()), flush=True)
    probe.end()
