for i in range(10, 0, -3): print(i, end=" ")
print()
for c in "añ🦀z": print(c, end=",")
print()
d = {"a": 1, "b": 2}
for k in d: print(k, d[k])
for k, v in d.items(): print(k, v)
for v in d.values(): print(v)
for k in d.keys(): print(k)
try:
    for k in d:
        d[k + "x"] = 1
except RuntimeError as e:
    print(e)
s = {1, 2, 3}
print(sum(x for x in s))
try:
    for x in s:
        s.add(x + 100)
except RuntimeError as e:
    print(e)
l = [1, 2, 3]
for x in l:
    if len(l) < 6: l.append(x * 10)
    print(x, end=" ")
print()
for i, (a, b) in enumerate([(1, 2), (3, 4)]): print(i, a, b)
n = 0
while n < 5:
    n += 1
    if n == 2: continue
    if n == 4: break
else:
    print("never")
print(n)
while n > 0: n -= 1
else: print("else")
print(list(zip([1, 2, 3], "ab")), list(zip()), list(reversed([1, 2, 3])), list(range(5))[::-1])
try:
    list(zip([1], [1, 2], strict=True))
except ValueError as e: print(e)
try:
    list(zip([1, 2], [1], strict=True))
except ValueError as e: print(e)
x = 5
print(x if x > 3 else 0, x > 3 and "y", x < 3 or "n", not x, 1 < x < 10, 1 < x > 7)
print((y := 10) + y)
print([1, 2] + [3], [0] * 3, "ab" * 2, (1,) + (2,), 7 // 2, -7 // 2, -7 % 3, 7 % -3, 2 ** 10, 2 ** -1, 7 / 2, 1e3, 10 ** 20, 2 ** 64 - 1, -2 ** 63, 3 & 5, 3 | 5, 3 ^ 5, ~3, 1 << 70, 5 >> 1)
i = 9223372036854775807
i += 1
print(i, i - 1, i * i, (i * i) // i == i, -i, abs(-i))
print(True + True, 1 == 1.0, 1 is 1, None is None, [] == [], [] is [], "a" < "b", (1, 2) < (1, 3), [1, [2]] == [1, [2]])
print(1_000_000, 0xff, 0b101, 1.5e-7, 1e16, 1e15, 123456789.123, float("inf"), -0.0, 1/3)
l = list(range(10))
print(l[2:5], l[:3], l[-3:], l[::2], l[::-2], l[8:2:-3])
l[2:5] = ["a"]
print(l)
del l[0], l[-1]
print(l)
del l[1:3]
print(l)
d = {1: 2, **{3: 4}}
del d[1]
print(d, {**d, 3: 5}, [*l, *d], (*l,), {*l})
def swap(a, b): return b, a
a, b = swap(1, 2)
print(a, b, f"{a}{b!r:>5}|{3.14159:.2f}|{'x':<4}|{10:,}|{a=}")
t = 1, 2
print(t, (), (1,), [[]], {}, set())
global_list = []
def mod():
    global gl
    gl = 5
    global_list.append(1)
mod()
print(gl, global_list)
del gl
try: print(gl)
except NameError as e: print(e)
lst = [3, 1, 2]
lst.sort(); print(lst); lst.sort(key=lambda x: -x); print(lst, sorted("hello"), sorted([1, -3, 2], key=abs))
print(max([1, 5, 3], key=lambda v: -v), min(3, 1, 2), sum([0.1] * 3), sum([[1], [2]], []))
m = [[0] * 3 for _ in range(2)]
m[1][2] += 5
print(m)
