def f():
    try:
        1 / 0
    finally:
        print("x")
def g():
    try:
        f()
    except ZeroDivisionError as e:
        raise e
try:
    g()
except ZeroDivisionError:
    raise
