return 1
yield 2
await f()

def f(a, b, a):
    await g()
    [(yield x) for x in a]
    f(b=1, b=2)

def g():
    return (await x for x in y)

async def h():
    return (await x for x in y)
x = y = 1


def delegating(xs):
    yield from xs
    result = yield from xs
    return result
