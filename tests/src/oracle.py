# Runs programs for `oracle.rs`, each in a child process of its own, which begins with all imports done.
#
# A program comes as a line with its length in bytes and then its text; what came of it goes back as
# one line of JSON.
import asyncio, collections, contextlib, dataclasses, enum, functools, heapq, itertools, math, operator
import json, os, random, resource, signal, string, sys, tempfile, threading, time, types, warnings

SECONDS_MAX = 5
BYTES_MAX = 1 << 30


def run(text, report):
    """Runs a program in this process, as its main module, and ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (BYTES_MAX, BYTES_MAX))
    signal.alarm(SECONDS_MAX)
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    warnings.simplefilter("ignore")
    outcome = {"exit": 0, "kind": None, "message": None}
    try:
        code = compile(text, "workload.py", "exec")
    except (SyntaxError, ValueError) as error:
        report({"refused": str(error)})
        os._exit(0)
    try:
        exec(code, main.__dict__)
    except SystemExit as error:
        outcome["exit"] = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException as error:
        outcome["exit"] = 1
        outcome["kind"] = type(error).__name__
        try:
            outcome["message"] = str(error)
        except Exception:
            outcome["message"] = "<exception str() failed>"
    threading._shutdown()
    sys.stdout.flush()
    report(outcome)
    os._exit(0)


def answer(text):
    """What came of a program; {} where it took too long, too much, or brought CPython down."""
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as answers:
        child = os.fork()
        if child == 0:
            os.dup2(stdout.fileno(), 1)
            os.dup2(os.open(os.devnull, os.O_RDWR), 2)
            os.dup2(os.open(os.devnull, os.O_RDWR), 0)
            run(text, lambda outcome: os.write(answers.fileno(), json.dumps(outcome).encode()))
        _, status = os.waitpid(child, 0)
        answers.seek(0)
        written = answers.read()
        if status != 0 or not written:
            return {}
        stdout.seek(0)
        return json.loads(written) | {"stdout": stdout.read().decode("utf-8", "replace")}


sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
while line := sys.stdin.buffer.readline():
    print(json.dumps(answer(sys.stdin.buffer.read(int(line)).decode())), flush=True)
