# Words counted on several machines
# Map and reduce: each part of a text is an item of a work queue, and the counts are added up at
# the end. In mode cluster, make the last machine slow or let it fail: fast ones take more items,
# and what a failed one has lost is counted again.
# > parts: 12
# > lock: 60000
# > queue: 48000
# > thread: 36000
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

WORDS = ["thread", "lock", "queue", "lock", "thread", "queue", "lock", "queue", "lock", "thread"]
WORDS += ["lock", "queue"]


def count(part):
    # What a machine would read from its own disk, so that nothing large is sent to it.
    counts = dict.fromkeys(WORDS, 0)
    for n in range(12_000 * part, 12_000 * (part + 1)):
        counts[WORDS[n % len(WORDS)]] += 1
    return counts


total = Counter()
with ThreadPoolExecutor(max_workers=4) as pool:
    results = list(pool.map(count, range(12)))
for counts in results:
    total.update(counts)

print("parts:", len(results))
for word, n in sorted(total.items()):
    print(f"{word}: {n}")
