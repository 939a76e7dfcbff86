def f(a, b):
    x = y = a
    a, b = b, a
    (p, q), *rest = a
    first, *_, last = b
    a.attr = a[b] = x, y = p, q
    a.attr += 1
    a[b] -= x
    x *= 2
    x -= 1
    x += y
    z: int = 3
    w: int
    del a.attr, a[b], (x, y)
    [i, j] = [1, 2]
    i, j = 1, 2
    a[0], a[1] = a[1], a[0]
