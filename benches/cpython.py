"""Runs a program under CPython and prints its CPU time as JSON.

Usage: python3 benches/cpython.py PROGRAM
"""

import contextlib
import io
import json
import sys
import time

path = sys.argv[1]
with open(path, encoding="utf-8") as file:
    code = compile(file.read(), path, "exec")

with contextlib.redirect_stdout(io.StringIO()):
    start = time.process_time_ns()
    exec(code, {"__name__": "__main__"})
    took = time.process_time_ns() - start
print(json.dumps({"cpu_ns": took}))
