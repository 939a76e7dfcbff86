def f(a, b):
    c = a + b * 2 - 1
    c = a - b
    c = a / b // 3 % a ** 2
    c = (a << 1 | b >> 2) ^ a & b
    c = -a + ~b
    c = not a
    c = a - 40000
    c = 1 + a
    return +c
