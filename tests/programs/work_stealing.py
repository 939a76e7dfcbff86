# Each worker has a double-ended queue; who has nothing to do steals from the other end.
# > 1 workers: sum 499500, 64 leaves
# >   tasks: 127 open: 0
# >   left over: [0]
# >   no more stolen than done: True
# > 3 workers: sum 499500, 64 leaves
# >   tasks: 127 open: 0
# >   left over: [0, 0, 0]
# >   no more stolen than done: True
# > expected: 499500
import random
import threading
from collections import deque


class Worker(threading.Thread):
    def __init__(self, number, crew):
        super().__init__(name=f"worker {number}")
        self.number = number
        self.crew = crew
        self.tasks = deque()
        self.chooser = random.Random(number)
        self.finished = 0
        self.stolen = 0

    def push(self, task):
        self.crew.add_open(1)
        self.tasks.append(task)

    def pop(self):
        try:
            return self.tasks.pop()
        except IndexError:
            return None

    def steal(self):
        victims = [worker for worker in self.crew.workers if worker is not self]
        self.chooser.shuffle(victims)
        for victim in victims:
            try:
                task = victim.tasks.popleft()
            except IndexError:
                continue
            self.stolen += 1
            return task
        return None

    def run(self):
        while not self.crew.idle.is_set():
            task = self.pop() or self.steal()
            if task is None:
                self.crew.idle.wait(0.001)
                continue
            function, *args = task
            function(self, *args)
            self.finished += 1
            self.crew.add_open(-1)


class Crew:
    def __init__(self, size):
        self.lock = threading.Lock()
        self.open = 0
        self.idle = threading.Event()
        self.workers = [Worker(number, self) for number in range(size)]

    def add_open(self, count):
        with self.lock:
            self.open += count
            if self.open == 0:
                self.idle.set()

    def run(self, function, *args):
        self.workers[0].push((function, *args))
        for worker in self.workers:
            worker.start()
        for worker in self.workers:
            worker.join()


class Total:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0
        self.leaves = 0

    def add(self, value):
        with self.lock:
            self.value += value
            self.leaves += 1


def add_range(worker, total, start, stop):
    """Sums a small range, or splits it into two tasks."""
    if stop - start <= 25:
        total.add(sum(range(start, stop)))
        return
    middle = (start + stop) // 2
    worker.push((add_range, total, start, middle))
    worker.push((add_range, total, middle, stop))


for size in (1, 3):
    crew, total = Crew(size), Total()
    crew.run(add_range, total, 0, 1000)
    print(f"{size} workers: sum {total.value}, {total.leaves} leaves")
    print("  tasks:", sum(worker.finished for worker in crew.workers), "open:", crew.open)
    print("  left over:", [len(worker.tasks) for worker in crew.workers])
    print("  no more stolen than done:", all(w.stolen <= w.finished for w in crew.workers))
print("expected:", sum(range(1000)))
