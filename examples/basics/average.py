# The concurrent average
# Each task adds up its own part of a list. The order does not matter: sums and counts combine
# to the same average in every way of executing.
# > chunks: 4
# > average: 12499.5
from playground import chunks, gather, spawn

numbers = list(range(25_000))


def partial(part):
    total = 0
    for number in part:
        total += number
    return total, len(part)


tasks = [spawn(partial, part) for part in chunks(numbers, 4)]
results = gather(tasks)
total = sum(subtotal for subtotal, count in results)
count = sum(count for subtotal, count in results)
print(f"chunks: {len(results)}")
print(f"average: {total / count}")
