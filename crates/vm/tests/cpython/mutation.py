# What changes in place: lists, dicts and sets through their methods, items and slices.


def show(label, action):
    try:
        result = action()
    except Exception as error:
        print(label, type(error).__name__, error)
    else:
        print(label, repr(result))


items = [5, 3, 8]
items.append(1)
items.extend((9, 7))
items.extend(x for x in [0])
items.extend({"k": 1})
items.insert(0, "first")
items.insert(-1, "before last")
items.insert(100, "last")
items.insert(-100, "very first")
print(items)
print(items.pop(), items.pop(0), items.pop(-2), items)
items.remove(8)
items.remove("k")
print(items)
show("remove", lambda: items.remove(99))
show("pop", lambda: items.pop(99))
show("pop empty", lambda: [].pop())
show("index", lambda: items.index("nope"))
items.reverse()
print(items)
items[0] = "zero"
items[-1] = "end"
print(items, len(items))
del items[1]
print(items)
del items[:2]
print(items)
items += [1, 2, 3]
items += "ab"
items += (x * 2 for x in range(2))
items *= 2
print(items)
items[1:3] = ["x"]
print(items)
items[::2] = [0] * len(items[::2])
print(items)
items[2:2] = [7, 7]
items[5:] = []
print(items)
del items[::2]
print(items)
items[:] = range(10)
del items[1:8:3]
print(items)
del items[::-3]
print(items)
show("slice", lambda: items.__class__)
alias = items
alias += [1]
print(alias is items, items)
items.clear()
print(items, alias)


def set_slice(target, value):
    target[::2] = value


def delete(target, key):
    del target[key]


def assign(target, key, value):
    target[key] = value


show("extended", lambda: set_slice([1, 2, 3], [1]))
show("not iterable", lambda: set_slice([1, 2, 3], 5))
show("range", lambda: delete([1], 5))
show("tuple", lambda: delete((1,), 0))
show("str", lambda: assign("abc", 0, "x"))
show("tuple", lambda: assign((1,), 0, 2))
show("int", lambda: assign(5, 0, 2))
show("int", lambda: delete(5, 0))
show("list", lambda: assign([1], 1, 2))
show("list", lambda: assign([1], "a", 2))
show("dict", lambda: assign({}, [], 2))
show("dict", lambda: delete({}, "a"))

numbers = [3, 1, 2, 10, -5]
numbers.sort()
print(numbers)
numbers.sort(reverse=True)
print(numbers)
words = ["banana", "Apple", "cherry", "apple"]
words.sort()
print(words)
words.sort(key=str.lower)
print(words)
words.sort(key=len, reverse=True)
print(words)
pairs = [(1, "b"), (0, "z"), (1, "a"), (0, "y")]
pairs.sort(key=lambda pair: pair[0])
print(pairs)
pairs.sort(key=lambda pair: pair[0], reverse=True)
print(pairs)
mixed = [2.5, 1, True, -3.0, 10**20]
mixed.sort()
print(mixed)
show("sort", lambda: [1, "a", 2].sort())
show("sort", lambda: [1].sort(5))
show("sort", lambda: [1].sort(nope=5))
many = [(i * 7919) % 1009 for i in range(2000)]
many.sort()
print(many[:10], many[-10:], sum(many))
nested = [[i % 3, i % 5] for i in range(20)]
nested.sort()
print(nested)

table = {"a": 1}
table["b"] = 2
table["a"] = 3
table.update({"c": 4})
table.update([("d", 5), ["e", 6]])
table.update(f=7, a=0)
table.update((k, 1) for k in "xy")
print(table)
del table["b"]
table["b"] = "again"
print(table, len(table))
print(table.pop("a"), table.popitem(), table.setdefault("c", 9), table.setdefault("z", 9))
print(table)
show("pop", lambda: table.pop("nope"))
show("key", lambda: table["nope"])
show("update", lambda: table.update(5))
show("update", lambda: table.update([1]))
show("update", lambda: table.update([(1,)]))
table |= {"q": 1}
table |= [("r", 2)]
print(table)
keys = table.keys()
table["new"] = 1
print(keys, len(keys))
table.clear()
print(table, keys, list(table.values()))
counts = {}
for letter in "mississippi":
    counts[letter] = counts.get(letter, 0) + 1
print(counts)
churn = {}
for i in range(1000):
    churn[i] = i
    if i >= 10:
        del churn[i - 10]
print(churn)
for i in range(990, 995):
    churn.pop(i)
churn[990] = "back"
print(list(churn.items()))


def grow_while_iterating():
    for key in churn:
        churn[key + 5000] = 1


show("grow", grow_while_iterating)


def shrink_set():
    group = {1, 2, 3}
    for item in group:
        group.add(item + 10)


show("set", shrink_set)

group = {3, 1}
group.add(2)
group.add(2)
group.discard(9)
group.discard(3)
print(group)
show("remove", lambda: group.remove(9))
group.update([5, 6], (7,))
group.update(x for x in [8])
print(group)
group |= {9}
group &= {5, 6, 9, 1}
group -= {1}
group ^= {6, 7}
print(group)
group.intersection_update([5, 7, 9])
group.difference_update([9])
group.symmetric_difference_update([5, 11])
print(group, group.pop() in {7, 11}, len(group))
group.clear()
show("pop", lambda: group.pop())
frozen = frozenset([1, 2])
frozen |= {3}
print(frozen)
show("add", lambda: group.add([]))
show("frozen", lambda: hash(1))

loop = [1]
loop.append(loop)
print(loop)
ring = {"self": None}
ring["self"] = ring
print(ring)
pair = ([],)
pair[0].append(pair)
print(pair)
print([loop, loop])
deep = []
for _ in range(100000):
    deep = [deep]
try:
    repr(deep)
except RecursionError as error:
    print("RecursionError", error)
other = []
for _ in range(100000):
    other = [other]


def compare():
    return deep == other


try:
    print(compare())
except RecursionError:
    print("RecursionError")
text = ""
for i in range(100):
    text += str(i)
print(len(text), text[50:60])
