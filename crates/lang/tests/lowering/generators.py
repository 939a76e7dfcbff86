def f(xs):
    got = yield
    yield 1
    yield from xs
    return got

g = lambda: (yield 3)
