# Sets of numbers are listed in CPython's order, whatever was put in and taken out before.
state = 12345


def random(n):
    global state
    state = (state * 1103515245 + 12345) % 2147483648
    return state // 65536 % n


def fill(n, top):
    group = set()
    for _ in range(n):
        group.add(random(top) - top // 2)
    return group


for n in [1, 3, 5, 8, 20, 50, 200, 1000]:
    for top in [8, 30, 100, 5000]:
        a = fill(n, top)
        b = fill(n, top)
        print(n, top, list(a))
        print(list(a | b))
        print(list(a & b))
        print(list(a - b))
        print(list(a ^ b))
        print(list(a.union(list(b))))
        print(list(a.intersection(list(b))))
        print(list(a.difference(list(b))))
        print(list(a.symmetric_difference(list(b))))
        print(list(a.copy()), list(set(a)), list(frozenset(a)), list(set(list(a))))
        for _ in range(n):
            a.discard(random(top) - top // 2)
            a.add(random(top) - top // 2)
        print(list(a))
        a |= b
        print(list(a))
        a -= fill(n, top)
        print(list(a))
        a ^= fill(n, top)
        print(list(a))
        a &= b
        print(list(a))
        popped = [a.pop() for _ in range(min(3, len(a)))]
        print(popped, list(a))
        print(list({x * 0.5 for x in range(n)}), list({(x, x) for x in range(min(n, 50))}))
        print(list(set({x: 1 for x in b})))
print({2**70, 1, -1, 2**61, 1.5, -2})
