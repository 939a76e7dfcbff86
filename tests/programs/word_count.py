# Word count as map and reduce: processes count their parts, then the counts are merged.
# > words in each line: [7, 8, 7, 5]
# > different words: 17
# > keeper  *** 3
# > lamp    *** 3
# > sea     *** 3
# > ships   *** 3
# > lights  ** 2
# > the same: True
# > most common: [('keeper', 3), ('lamp', 3)]
# > initials: [('s', 8), ('l', 6), ('k', 3)]
import string
from collections import Counter, defaultdict
from functools import reduce
from multiprocessing import Pool

TEXT = """\
The lighthouse keeper lights the lamp, and the lamp lights the sea.
The sea is dark; the keeper is awake. Ships pass, and the ships are silent.
At dawn the keeper sleeps. The lamp is cold, the sea is bright,
and nobody counts the ships -- nobody but the gulls.
"""

STOP_WORDS = {"the", "is", "and", "at", "but", "are"}


def words(text):
    table = str.maketrans("", "", string.punctuation)
    return [word for word in text.lower().translate(table).split() if word not in STOP_WORDS]


def map_words(line):
    """The pairs that one line contributes."""
    return [(word, 1) for word in words(line)]


def shuffle(mapped):
    """All values of one key together."""
    groups = defaultdict(list)
    for pairs in mapped:
        for key, value in pairs:
            groups[key].append(value)
    return sorted(groups.items())


def reduce_counts(group):
    word, counts = group
    return word, reduce(lambda total, count: total + count, counts, 0)


def count_part(lines):
    return Counter(word for line in lines for word in words(line))


def main():
    lines = TEXT.splitlines()
    with Pool(processes=3) as pool:
        mapped = pool.map(map_words, lines)
        groups = shuffle(mapped)
        counts = dict(pool.map(reduce_counts, groups, chunksize=5))
        print("words in each line:", [len(pairs) for pairs in mapped])
        print("different words:", len(counts))
        for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:5]:
            print(f"{word:<8}{'*' * count} {count}")

        # The same with Counters, which know how to be added.
        parts = pool.map(count_part, [lines[:2], lines[2:]])
        total = sum(parts, Counter())
        print("the same:", total == counts)
        print("most common:", total.most_common(2))
        initials = Counter(word[0] for word in total.elements())
        print("initials:", sorted(initials.items(), key=lambda item: -item[1])[:3])


if __name__ == "__main__":
    main()
