def f(data):
    while (n := len(data)) > 3:
        data = data[n:]
    y = n + (n := 2)
    z = f(n, (n := 3), n)
    return [last := x for x in data], last
