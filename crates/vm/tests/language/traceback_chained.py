def a(n):
    if n == 0:
        raise ValueError("deep")
    b(n)
def b(n):
    a(n - 1)
def c():
    try:
        a(2)
    except ValueError as e:
        raise RuntimeError("outer") from e
def d():
    try:
        c()
    except RuntimeError:
        [1][
            5
        ]
d()
