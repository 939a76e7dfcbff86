def f(a, b=1, /, c=2, *args, d, e=3, **kwargs):
    return a, b, c, args, d, e, kwargs

def g(a, *, b):
    return lambda x, y=b: x + y

@g
@f(1)
def decorated(x: int = 5) -> int:
    'docstring'
    return x
