def f(items):
    for i, x in enumerate(items):
        if x == 3:
            continue
        if x:
            break
        else:
            print(x)
    else:
        print('none')
    while True:
        if items:
            break
    for items[0] in items:
        pass
    for a, (b, c) in items:
        return b
