def f(x):
    try:
        print("try", x)
        if x == 1: raise ValueError("one")
        if x == 2: raise KeyError("two")
        if x == 3: return "ret"
        if x == 4: 1 / 0
    except ValueError as e:
        print("VE", e, e.args)
        return "handled"
    except (KeyError, IndexError) as e:
        print("KE", e, repr(e))
        raise RuntimeError("wrapped") from e
    else:
        print("else")
        return "else"
    finally:
        print("finally", x)
    return "end"
for i in range(5):
    try:
        print(f(i))
    except Exception as e:
        print("outer", type(e).__name__, e, repr(e.__cause__), repr(e.__context__))
def loop():
    for i in range(5):
        try:
            if i == 1: continue
            if i == 3: break
            print(i)
        finally:
            print("fin", i)
    else:
        print("no")
loop()
def nested():
    try:
        try:
            raise ValueError("a")
        except ValueError:
            raise TypeError("b")
    except TypeError as e:
        print(repr(e.__context__))
        try:
            raise
        except TypeError as e2:
            print(e2 is e)
nested()
try:
    x = undefined_name
except NameError as e:
    print(e)
def ub():
    print(y)
    y = 1
try:
    ub()
except UnboundLocalError as e:
    print(e)
def free():
    def g(): return z
    try:
        g()
    except NameError as e:
        print(e)
    z = 1
    return g()
print(free())
try:
    raise
except RuntimeError as e:
    print(e)
try:
    raise 5
except TypeError as e:
    print(e)
try:
    try:
        1 / 0
    except 5:
        pass
except TypeError as e:
    print(e)
for bad in [lambda: [1][5], lambda: {}["k"], lambda: "abc"[9], lambda: None + 1, lambda: 1 + "a", lambda: "a" + 1, lambda: len(5), lambda: 5(), lambda: [] < 3, lambda: int("x"), lambda: None.foo, lambda: (1, 2)[3], lambda: [].pop(), lambda: {}.pop(1), lambda: {[]: 1}, lambda: iter(5), lambda: -"a", lambda: not_there]:
    try:
        bad()
        print("ok")
    except Exception as e:
        print(type(e).__name__, e)
def unpack():
    for v in [(1, 2, 3), (1,), 5, "ab", None, [1, 2]]:
        try:
            a, b = v
            print(a, b)
        except (ValueError, TypeError) as e:
            print(e)
unpack()
a, *b, c = range(6)
print(a, b, c)
*a, = "xyz"
print(a)
try:
    a, *b, c = [1]
except ValueError as e:
    print(e)
(a, b), c = (1, 2), 3
print(a, b, c)
try:
    assert 1 == 2, "message"
except AssertionError as e:
    print(repr(e))
def ret_finally():
    try:
        return 1
    finally:
        return 2
print(ret_finally())
def swallow():
    while True:
        try:
            raise ValueError
        finally:
            break
    return "swallowed"
print(swallow())
e = ValueError("x", 1)
print(e, e.args, isinstance(e, Exception), str(KeyError("k")))
