# Executes tasks as soon as all that they depend on is done, in threads and on a loop.
# > level 0: butter eggs flour oven
# > level 1: dough filling
# > level 2: dishes tart
# > level 3: baked
# > threads: True True True
# > loop: flour eggs butter oven dough filling tart dishes baked
# > respects: True
# > cycle: a and b
# > first failure: integer division or modulo by zero
import asyncio
import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

RECIPE = {
    "flour": (),
    "eggs": (),
    "butter": (),
    "dough": ("flour", "eggs", "butter"),
    "filling": ("eggs",),
    "oven": (),
    "tart": ("dough", "filling"),
    "baked": ("tart", "oven"),
    "dishes": ("dough", "filling"),
}


class CycleError(Exception):
    pass


def levels(graph):
    """Groups of tasks that could run side by side."""
    remaining = {name: set(needs) for name, needs in graph.items()}
    while remaining:
        free = sorted(name for name, needs in remaining.items() if not needs)
        if not free:
            raise CycleError(" and ".join(sorted(remaining)))
        yield free
        for name in free:
            del remaining[name]
        for needs in remaining.values():
            needs.difference_update(free)


def run_with_threads(graph, action, workers=3):
    finished, running = [], {}
    waiting = dict(graph)
    with ThreadPoolExecutor(workers) as pool:
        while waiting or running:
            for name in [n for n, needs in waiting.items() if set(needs) <= set(finished)]:
                running[pool.submit(action, name, waiting.pop(name))] = name
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
                finished.append(running.pop(future))
    return finished


async def run_on_loop(graph, action):
    tasks, finished = {}, []

    async def run(name):
        for need in graph[name]:
            await tasks[need]
        await asyncio.sleep(0)
        finished.append(action(name, graph[name]))

    async with asyncio.TaskGroup() as group:
        for name in graph:
            tasks[name] = group.create_task(run(name), name=name)
    return finished


def respects(order, graph):
    place = {name: index for index, name in enumerate(order)}
    return all(place[need] < place[name] for name, needs in graph.items() for need in needs)


lock = threading.Lock()
made = []


def prepare(name, needs):
    with lock:
        missing = [need for need in needs if need not in made]
        if missing:
            raise RuntimeError(f"{name} lacks {missing}")
        made.append(name)
    return name


for number, group in enumerate(levels(RECIPE)):
    print(f"level {number}:", *group)
order = run_with_threads(RECIPE, prepare)
print("threads:", sorted(order) == sorted(RECIPE), respects(order, RECIPE), respects(made, RECIPE))
made.clear()
print("loop:", *asyncio.run(run_on_loop(RECIPE, prepare)))
print("respects:", respects(made, RECIPE))
try:
    list(levels({"a": ("b",), "b": ("a",), "c": ()}))
except CycleError as error:
    print("cycle:", error)
try:
    run_with_threads({"x": (), "y": ("x",)}, lambda name, needs: 1 // len(needs))
except ZeroDivisionError as error:
    print("first failure:", error)
