# The playground's own names: fragments that compute, wait and share, whatever runs them.
# > 1 parts: [('i', 7), ('t', 6), ('a', 5), ('e', 5)]
# > 4 parts: [('i', 7), ('t', 6), ('a', 5), ('e', 5)]
# > a aaa
# > b bbb
# > c failed: no answer from c
# > all done: True
# > ledger: [('a', 0.01), ('b', 0.01), ('c', 0.01)]
# > sorted: True
# > in order: [(0, 6), (1, 0), (7, 1)]
# > one fails: invalid literal for int() with base 10: 'three'
import threading

from playground import checkpoint, chunks, cpu, gather, io, pmap, spawn


class Ledger:
    def __init__(self):
        self.lock = threading.Lock()
        self.entries = []

    def add(self, *entry):
        with self.lock:
            self.entries.append(entry)


def letters(text):
    """How often each letter occurs in a part of a text."""
    counts = {}
    for letter in text:
        if letter.isalpha():
            counts[letter] = counts.get(letter, 0) + 1
    return counts


def merge(counts):
    total = {}
    for part in counts:
        for letter, count in part.items():
            total[letter] = total.get(letter, 0) + count
    return total


def fetch(ledger, name, seconds):
    io(seconds, f"fetch {name}")
    ledger.add(name, seconds)
    checkpoint("fetched")
    if name == "c":
        raise ConnectionError(f"no answer from {name}")
    return name * 3


def quick_sort(items):
    if len(items) <= 4:
        cpu(0.0005)
        return sorted(items)
    pivot, *rest = items
    smaller = spawn(quick_sort, [item for item in rest if item < pivot])
    larger = quick_sort([item for item in rest if item >= pivot])
    return smaller.result() + [pivot] + larger


def main():
    text = "it was a bright cold day in april and the clocks were striking thirteen"
    for parts in (1, 4):
        counts = merge(pmap(letters, chunks(text, parts)))
        most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:4]
        print(f"{parts} parts:", most)

    ledger = Ledger()
    tasks = {name: spawn(fetch, ledger, name, 0.01 * len(name)) for name in ("a", "b", "c")}
    for name, task in tasks.items():
        try:
            print(name, task.result())
        except ConnectionError as error:
            print(name, "failed:", error)
    print("all done:", all(task.done() for task in tasks.values()))
    print("ledger:", sorted(ledger.entries))

    numbers = [(n * 37) % 41 for n in range(25)]
    print("sorted:", quick_sort(numbers) == sorted(numbers))
    print("in order:", gather(spawn(divmod, n, 7) for n in (6, 7, 50)))
    try:
        pmap(int, ["1", "2", "three", "4"])
    except ValueError as error:
        print("one fails:", error)


main()
