"""Runs a program several times under CPython and prints its least CPU time as JSON.

Usage: python3 benches/cpython.py PROGRAM TIMES
"""

import contextlib
import io
import json
import sys
import time

path, times = sys.argv[1], int(sys.argv[2])
with open(path, encoding="utf-8") as file:
    code = compile(file.read(), path, "exec")

least = None
for _ in range(times):
    with contextlib.redirect_stdout(io.StringIO()):
        start = time.process_time_ns()
        exec(code, {"__name__": "__main__"})
        took = time.process_time_ns() - start
    least = took if least is None else min(least, took)
print(json.dumps({"cpu_ns": least}))
