# CPU-bound with lists: merge sort written out, and list methods.
# variants: sequential, threads
# cores: 2
import threading

VARIANT = "sequential"


def merge_sort(items):
    if len(items) <= 1:
        return items
    middle = len(items) // 2
    left, right = merge_sort(items[:middle]), merge_sort(items[middle:])
    merged = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    merged.extend(left[i:])
    merged.extend(right[j:])
    return merged


def work(seed):
    items = []
    for _ in range(30000):
        seed = (seed * 1103515245 + 12345) % 2147483648
        items.append(seed)
    return merge_sort(items)


if __name__ == "__main__":
    if VARIANT == "sequential":
        work(1)
        work(2)
    else:
        tasks = [threading.Thread(target=work, args=(i,)) for i in range(2)]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
