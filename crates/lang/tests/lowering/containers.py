def f(a, b):
    x = [a, b]
    x = [*a, b, *b]
    x = [1, 2, 3, 4, 5]
    y = (a, b)
    y = (*a, b)
    z = {a, b}
    z = {*a, b}
    d = {'k': a, **b, 'l': 1}
    d = {}
    return a[0], a[b:], a[::2], a[1:2, b]
