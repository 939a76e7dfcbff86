# Words counted on several machines
# Map and reduce: each part of the text is an item of a work queue, and the counts are added up at
# the end. In mode cluster, make the last machine slow or let it fail: fast ones take more items,
# and what a failed one has lost is counted again.
# > parts: 12
# > lock: 15000
# > queue: 12000
# > thread: 9000
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

WORDS = ["thread", "lock", "queue", "lock", "thread", "queue", "lock", "queue", "lock", "thread"]
WORDS += ["lock", "queue"]


def count(part):
    counts = {}
    for word in part:
        counts[word] = counts.get(word, 0) + 1
    return counts


text = WORDS * 3_000
size = 3_000
parts = [text[start : start + size] for start in range(0, len(text), size)]

total = Counter()
with ThreadPoolExecutor(max_workers=4) as pool:
    for counts in pool.map(count, parts):
        total.update(counts)

print("parts:", len(parts))
for word, n in sorted(total.items()):
    print(f"{word}: {n}")
