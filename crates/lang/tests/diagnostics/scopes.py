nonlocal x

def f():
    print(x)
    global x
    nonlocal y

def g(z):
    global z
    z = 1
    nonlocal z

x = [y := 1 for y in range(3)]
