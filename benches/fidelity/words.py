# CPU-bound with texts and dicts: words are counted.
# variants: sequential, threads
# cores: 2
import threading

VARIANT = "sequential"
TEXT = "the quick brown fox jumps over the lazy dog and the cat sees the fox run over a log "


def count(times):
    counts = {}
    for _ in range(times):
        for word in TEXT.split():
            counts[word] = counts.get(word, 0) + 1
    longest = sorted(counts, key=len)[-1]
    return f"{longest}: {counts[longest]}"


if __name__ == "__main__":
    if VARIANT == "sequential":
        count(30000)
        count(30000)
    else:
        tasks = [threading.Thread(target=count, args=(30000,)) for _ in range(2)]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
