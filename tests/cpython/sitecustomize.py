# Makes CPython's `print` one indivisible output, as it is in the workload language: its own writes a
# text and its end one after the other, so that on a busy machine two threads' lines can run together.
import builtins
import sys


def print_whole(*values, sep=" ", end="\n", file=None, flush=False):
    out = sys.stdout if file is None else file
    text = (" " if sep is None else sep).join(map(str, values))
    out.write(text + ("\n" if end is None else end))
    if flush:
        out.flush()


builtins.print = print_whole
