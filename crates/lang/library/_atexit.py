# What is done at the end of the main task, before it waits for threads.
_functions = []


def _at_exit(function):
    # The last is called first.
    _functions.append(function)


def _run_at_exit():
    while _functions:
        _functions.pop()()
