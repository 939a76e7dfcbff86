# Calls, and nothing else.
from playground import pmap

TASKS = 4


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(sum(pmap(fib, [26] * TASKS)))
