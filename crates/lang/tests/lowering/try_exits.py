def f(a):
    for x in a:
        try:
            if x == 1:
                continue
            if x == 2:
                break
            if x == 3:
                return x
        except ValueError as e:
            if x == 4:
                continue
            return e
        finally:
            x = 5
    try:
        return a
    finally:
        return None

def again():
    raise
