def f(lock, other):
    with lock:
        other += 1
    with lock as l, other as (a, b):
        return l
    for x in lock:
        with other:
            if x:
                break
            continue
