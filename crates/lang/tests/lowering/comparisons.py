def f(a, b, c):
    x = a < b
    y = a < b <= c != 3
    z = a in b
    if a is not None and 0 < a < 10 or not b == c:
        return x
    if not (a in b):
        return y
    if not a == b:
        return z
