# A mixed pipeline
# Every item is loaded (waiting), worked on (computing) and stored (waiting): while one item waits,
# another can compute.
# > stored: 6
# > checksum: 18980
from playground import checkpoint, gather, io, spawn


def load(item):
    io(0.010, "load")
    return list(range(item, item + 2_000))


def work(rows):
    checkpoint("loaded")
    checksum = 0
    for row in rows:
        checksum = (checksum * 31 + row) % 65_521
    return checksum


def store(checksum):
    io(0.006, "store")
    return checksum % 5_000


def process(item):
    return store(work(load(item)))


results = gather([spawn(process, item) for item in range(6)])
print(f"stored: {len(results)}")
print(f"checksum: {sum(results)}")
