def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    return inc
a = counter(); b = counter()
print(a(), a(), a(5), b())
def make():
    fs = []
    for i in range(3):
        fs.append(lambda i=i: i * 10)
        fs.append(lambda: i)
    return fs
print([f() for f in make()])
def outer(x):
    def mid():
        def inner():
            return x + y
        y = 5
        return inner
    return mid()
print(outer(3)())
def g(a, b=2, *args, c, d=4, **kw):
    return (a, b, args, c, d, sorted(kw.items()))
print(g(1, c=3), g(1, 2, 3, 4, c=5, d=6, e=7, f=8))
print(g(*[1, 2, 3], **{"c": 9, "z": 1}))
def po(a, b, /, c=3): return a, b, c
print(po(1, 2), po(1, 2, c=5))
for call in [lambda: g(), lambda: g(1), lambda: po(a=1, b=2), lambda: po(1), lambda: po(1,2,3,4), lambda: po(1, 2, 3, c=4), lambda: po(1, 2, x=3), lambda: (lambda: 1)(2), lambda: (lambda x, y=1: 1)(1,2,3), lambda: (lambda *, k: 1)(1, k=2), lambda: (lambda *, k, m: 1)(), lambda: (lambda a, b, c: 1)(), lambda: (lambda a,b:1)()]:
    try:
        call()
        print("ok")
    except TypeError as e:
        print(e)
def rec(n):
    return 0 if n == 0 else 1 + rec(n - 1)
print(rec(900))
try:
    rec(100000)
except RecursionError as e:
    print(type(e).__name__, e)
x = [i * j for i in range(4) for j in range(i) if j % 2 == 0]
print(x, {k: v for k, v in zip("abc", range(3))}, {c for c in "a"}, list(z * 2 for z in (1, 2)))
def deco(f):
    def wrapper(*args, **kwargs):
        print("call", f.__name__)
        return f(*args, **kwargs)
    return wrapper
@deco
def hello(x): return x
print(hello(4))
print((lambda *a: a)(*range(3), *"ab"))
