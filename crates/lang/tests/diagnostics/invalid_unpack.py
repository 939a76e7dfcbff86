def f(x):
    {**y for y in x}
    return *x, *x
