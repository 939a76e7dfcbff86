def counter(start):
    count = start
    def add(n=1):
        nonlocal count
        count += n
        def inner():
            return count, start
        return inner
    return add

def later():
    def f():
        return g()
    def g():
        return [x + y for x in (1, 2)]
    y = 1
    del y
    return f
