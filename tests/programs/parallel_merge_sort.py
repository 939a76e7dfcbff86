# Merge sort: halves are sorted in parallel down to a depth, by threads and by processes.
# > plain: True
# > depth 0: True objects: 1
# > depth 1: True objects: 3
# > depth 3: True objects: 15
# > processes: True
# > untouched: True
# > stable: ['apple', 'Apple', 'Fig', 'fig', 'Kiwi', 'kiwi', 'pear', 'plum']
# > same as sorted: True
# > edges: [] [3] ['a', 'b', 'c']
import random
import threading
from concurrent.futures import ProcessPoolExecutor


def merge(left, right, key):
    merged = []
    i = j = 0
    while i < len(left) and j < len(right):
        # Taking from the left on equality keeps the sort stable.
        if key(right[j]) < key(left[i]):
            merged.append(right[j])
            j += 1
        else:
            merged.append(left[i])
            i += 1
    return merged + left[i:] + right[j:]


def merge_sort(items, key=lambda item: item):
    if len(items) < 2:
        return list(items)
    middle = len(items) // 2
    return merge(merge_sort(items[:middle], key), merge_sort(items[middle:], key), key)


class SortingThread(threading.Thread):
    """Sorts its part, leaving the left half to another thread while the depth allows."""

    started = 0
    count_lock = threading.Lock()

    def __init__(self, items, depth, key):
        super().__init__()
        self.items, self.depth, self.key = items, depth, key
        self.result = None
        with SortingThread.count_lock:
            SortingThread.started += 1

    def run(self):
        if self.depth == 0:
            self.result = merge_sort(self.items, self.key)
            return
        middle = len(self.items) // 2
        left = SortingThread(self.items[:middle], self.depth - 1, self.key)
        right = SortingThread(self.items[middle:], self.depth - 1, self.key)
        left.start()
        right.run()
        left.join()
        self.result = merge(left.result, right.result, self.key)


def sort_with_threads(items, depth, key=lambda item: item):
    root = SortingThread(items, depth, key)
    root.start()
    root.join()
    return root.result


def sort_with_processes(items, parts):
    size = -(-len(items) // parts)
    with ProcessPoolExecutor(parts) as executor:
        starts = range(0, len(items), size)
        pieces = list(executor.map(merge_sort, [items[i : i + size] for i in starts]))
    while len(pieces) > 1:
        left, right, *rest = pieces
        pieces = rest + [merge(left, right, lambda item: item)]
    return pieces[0]


def main():
    chooser = random.Random(7)
    numbers = [chooser.randrange(-500, 500) for _ in range(300)]
    before, expected = list(numbers), sorted(numbers)
    print("plain:", merge_sort(numbers) == expected)
    for depth in (0, 1, 3):
        SortingThread.started = 0
        result = sort_with_threads(numbers, depth)
        print(f"depth {depth}:", result == expected, "objects:", SortingThread.started)
    print("processes:", sort_with_processes(numbers, 3) == expected)
    print("untouched:", numbers == before)

    words = "pear Fig apple Kiwi fig Apple plum kiwi".split()
    by_letter = sort_with_threads(words, 2, key=str.lower)
    print("stable:", by_letter)
    print("same as sorted:", by_letter == sorted(words, key=str.lower))
    print("edges:", sort_with_threads([], 1), sort_with_threads([3], 1), merge_sort("cab"))


if __name__ == "__main__":
    main()
