# What is made of what, and iterators that live on between uses.
numbers = iter([1, 2, 3])
print(next(numbers), list(numbers), list(numbers), next(numbers, "end"))
pairs = zip("ab", iter([1, 2, 3]))
print(next(pairs), list(pairs))
counted = enumerate(["x", "y"], 10)
print(next(counted), dict(counted))
print(list(zip(*[(1, "a"), (2, "b")])))
shared = iter(range(6))
print(list(zip(shared, shared)))
backwards = reversed([1, 2, 3])
print(next(backwards), list(backwards))
growing = [1]
walk = iter(growing)
print(next(walk))
growing.append(2)
print(list(walk))
growing.append(3)
print(list(walk))
generator = (n * n for n in range(5))
print(next(generator), sum(generator), list(generator))
print(max((n % 7, n) for n in range(20)), sorted((n * 5) % 7 for n in range(7)))
first, *rest = "hello"
print(first, rest)
*start, last = range(4)
print(start, last)
(a, b), c = [1, 2], 3
print(a, b, c)
print([*"ab", *{"k": 1}, *{5}], {**{"a": 1}, **{"a": 2}})
print(tuple(x for x in range(3)), set(x % 2 for x in range(5)), dict((x, -x) for x in range(3)))
print(", ".join(f"{k}={v}" for k, v in {"a": 1, "b": 2}.items()))
print(any(x > 3 for x in iter([1, 5])), all(map(bool, [1, 0])))
print(list(map(str.upper, "abc")), list(filter(str.isdigit, "a1b2")))
print(str.join("-", map(str, range(3))), list(map(int, "1 2 3".split())))
print(min("b", "a"), max([3, 9, 2], key=lambda n: n % 5), min({"x": 3, "y": 1}, key={"x": 3, "y": 1}.get))
methods = ["a".upper, [3].append, {}.get]
print(methods[0](), methods[1](1), methods[2]("k", "default"))
append = growing.append
append("bound")
print(growing)
print(sorted({"b": 2, "a": 1}.items()), sorted([("b", 1), ("a", 2)], key=lambda pair: pair[1]))
for i, (k, v) in enumerate({"x": 1, "y": 2}.items()):
    print(i, k, v)
matrix = [[1, 2], [3, 4]]
print(list(zip(*matrix)), [sum(row) for row in matrix], sum(sum(row) for row in matrix))
print("abc" * 2 + "d", [1] * 2 + [2], (1,) * 2 + (3,))
text = "the quick brown fox jumps over the lazy dog the end"
words = {}
for word in text.split():
    words[word] = words.get(word, 0) + 1
print(words, sorted(words, key=lambda w: (-words[w], w))[:3])
print(eval_order := [x for x in (3, 1, 2)], eval_order)
print(f"{words!r:.20}", f"{len(words):>5}", f"{'centre':^12}|")
print(print("inner", end=" "), print())
print("a", "b", sep="", end="!\n")
print(1, 2.0, None, True, [1], sep=", ")
