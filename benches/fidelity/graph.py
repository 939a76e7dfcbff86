# CPU-bound with dicts, sets and tuples: paths through a grid, breadth first.
# variants: sequential, threads
# cores: 1, 2
import threading
from collections import deque

VARIANT = "sequential"


def paths(size):
    start = (0, 0)
    distance = {start: 0}
    waiting = deque([start])
    walls = {(x, y) for x in range(size) for y in range(size) if x % 2 and (x * 7 + y * 3) % 5 == 4}
    while waiting:
        place = waiting.popleft()
        x, y = place
        for neighbour in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            nx, ny = neighbour
            if not (0 <= nx < size and 0 <= ny < size):
                continue
            if neighbour in walls or neighbour in distance:
                continue
            distance[neighbour] = distance[place] + 1
            waiting.append(neighbour)
    return len(distance)


if __name__ == "__main__":
    if VARIANT == "sequential":
        paths(170)
        paths(170)
    else:
        tasks = [threading.Thread(target=paths, args=(170,)) for _ in range(2)]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
