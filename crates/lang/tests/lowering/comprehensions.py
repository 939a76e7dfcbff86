def f(xs):
    a = [x for x in xs]
    b = {x: y for x, y in xs if x if y}
    c = {x for y in xs for x in y}
    d = [[x * y for y in xs] for x in xs]
    e = [lambda: x for x in xs]
    return sum(x + y for x in xs for y in a)

squares = [n * n for n in range(10)]
