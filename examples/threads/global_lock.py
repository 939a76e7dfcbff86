# Threads under the global interpreter lock
# Four threads only compute. As written they take turns and gain nothing; truly parallel threads, or
# processes, run at once.
# > part 0: 237 steps
# > part 1: 261 steps
# > part 2: 267 steps
# > part 3: 275 steps
# in processes: > part 0: 0 steps
# in processes: > part 1: 0 steps
# in processes: > part 2: 0 steps
# in processes: > part 3: 0 steps
import threading

results = [0] * 4


def longest_walk(part):
    longest = 0
    for start in range(1 + 4000 * part, 4001 + 4000 * part):
        value, steps = start, 0
        while value != 1:
            value = value // 2 if value % 2 == 0 else 3 * value + 1
            steps += 1
        longest = max(longest, steps)
    results[part] = longest


threads = [threading.Thread(target=longest_walk, args=(part,)) for part in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for part, longest in enumerate(results):
    print(f"part {part}: {longest} steps")
