def count(n):
    i = 0
    while i < n:
        yield i
        i += 1
print(list(count(5)), sum(count(4)), tuple(count(3)), sorted(count(3), reverse=True), max(count(9)))
g = count(2)
print(next(g), next(g), next(g, "done"))
try:
    next(g)
except StopIteration as e:
    print("stop", repr(e))
for a, b in zip(count(3), count(5)):
    print(a, b)
print([x for x in count(3)], {x for x in count(2)}, dict((x, x * x) for x in count(3)))
a, b, c = count(3)
print(a, b, c)
def gen_exc():
    try:
        yield 1
        raise ValueError("in gen")
    finally:
        print("cleanup")
try:
    for x in gen_exc():
        print(x)
except ValueError as e:
    print(e)
def inner_handler():
    try:
        raise KeyError("k")
    except KeyError as e:
        yield 1
        yield repr(e)
print(list(inner_handler()))
def bad():
    yield 1
    raise StopIteration
try:
    list(bad())
except RuntimeError as e:
    print(e, repr(e.__cause__))
print(any(x > 2 for x in count(5)), all(x < 5 for x in count(5)))
print(list(map(lambda x: x * 2, count(3))), list(filter(None, count(3))))
print(list(enumerate(count(3), 1)))
print("".join(str(x) for x in count(4)))
def fibs():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
out = []
for f in fibs():
    if f > 50: break
    out.append(f)
print(out)
g = (x for x in range(3))
l = [10]
l += g
l.extend(x for x in range(2))
print(l)
print(3 in count(5), 7 in count(5))
def self_iter():
    yield next(it)
it = self_iter()
try:
    next(it)
except ValueError as e:
    print(e)
it2 = iter([1, 2])
print(next(it2), list(it2), list(it2))
print(*count(3), sep="-")
def f(*a): return a
print(f(*count(3)))
def lazy():
    for x in count(3):
        for y in count(x):
            yield (x, y)
print(list(lazy()))
print(min((len(w), w) for w in ["aaa", "b", "cc"]))
