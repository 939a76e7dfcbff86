# Counts the words of a made text: strings, slices of them, and a dict.

SYLLABLES = ["ka", "lo", "mi", "ne", "ru", "so", "ta", "vi"]


def word(seed):
    text = ""
    for _ in range(3):
        text += SYLLABLES[seed % 8]
        seed = seed // 8
    return text


def count_words(n):
    counts = {}
    seed = 1
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) % 2147483648
        key = word(seed // 65536)
        if key in counts:
            counts[key] += 1
        else:
            counts[key] = 1
    return counts


found = count_words(200_000)
print(len(found), max(found.values()), sum(found.values()))
