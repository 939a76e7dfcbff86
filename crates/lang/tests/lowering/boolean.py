def f(a, b, c):
    a = a and b or c
    x = not (a and b)
    y = a if b and c else c
    if a and (b or not c):
        return y
    while a or b:
        a = b or 3
    assert a, 'message'
    assert True
