x = 1

def f(p):
    global x
    x = p
    if p:
        y = 1
    print(y)
    print(y)
    del y
    print(y)
    for i in p:
        pass
    return i
