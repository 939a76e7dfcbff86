def f(a):
    return a
    print('never')
    def g():
        pass

def g(a):
    while True:
        a()
    return 1

def h(a):
    if a:
        raise ValueError
    else:
        return 1
    a()
