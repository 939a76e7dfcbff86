# Sorted lists of numbers, strings and records: with keys, reversed, by several fields, and a heap by hand.


class Person:
    def __init__(self, name, age):
        self.name = name
        self.age = age


def numbers(n):
    seed = 42
    made = []
    for _ in range(n):
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
        made.append(seed)
    return made


def sift(heap, item):
    heap.append(item)
    at = len(heap) - 1
    while at > 0:
        parent = (at - 1) // 2
        if heap[parent] <= heap[at]:
            break
        heap[parent], heap[at] = heap[at], heap[parent]
        at = parent


random = numbers(60_000)
plain = sorted(random)
floats = sorted([n / 7 for n in random], reverse=True)
words = [f"w{n % 5_000}" for n in random]
words.sort()
by_digit = sorted(random, key=lambda n: (n % 10, n))
people = [Person(words[i], random[i] % 90) for i in range(20_000)]
people.sort(key=lambda person: person.age)
people.sort(key=lambda person: person.name, reverse=True)
longest = sorted(dict.fromkeys(words), key=len)
heap = []
for n in random[:20_000]:
    sift(heap, n)
print(plain[0], floats[0], words[9], by_digit[-1], people[0].age, longest[-1], heap[0])
print(min(people, key=lambda person: person.age).age, max(random, key=lambda n: n % 977))
