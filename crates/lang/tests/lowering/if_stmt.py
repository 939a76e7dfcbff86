def f(a):
    if a:
        x = 1
    elif a == 2:
        x = 2
    else:
        return 3
    return x
