# A scheduler of generators: tasks yield what they wait for, without threads and without asyncio.
# >   0  polite
# >   0  started [<task 2: worker>, <task 3: worker>, <task 4: polite>]
# >   0  polite
# >   3  a 0
# >   5  b 0
# >   6  a 1
# >   9  a 2
# >   9  joined a done
# >  10  b 1
# >  10  joined b done
# >  10  joined 3
# > end at 10
import heapq
from collections import deque
from itertools import count


class Sleep:
    def __init__(self, ticks):
        self.ticks = ticks


class Spawn:
    def __init__(self, generator):
        self.generator = generator


class Join:
    def __init__(self, task):
        self.task = task


class Task:
    numbers = count(1)

    def __init__(self, generator):
        self.number = next(Task.numbers)
        self.generator = generator
        self.waiters, self.done, self.value = [], False, None

    def __repr__(self):
        return f"<task {self.number}: {self.generator.__name__}>"


class Scheduler:
    def __init__(self):
        self.now = 0
        self.ready = deque()
        self.sleeping = []

    def spawn(self, generator):
        task = Task(generator)
        self.ready.append((task, None))
        return task

    def run(self):
        while self.ready or self.sleeping:
            if not self.ready:
                self.now, _, task = heapq.heappop(self.sleeping)
                self.ready.append((task, None))
            task, value = self.ready.popleft()
            self.step(task, value)

    def step(self, task, value):
        try:
            request = task.generator.send(value)
        except StopIteration as stop:
            task.done, task.value = True, stop.value
            for waiter in task.waiters:
                self.ready.append((waiter, stop.value))
            return
        match request:
            case Sleep(ticks=ticks):
                heapq.heappush(self.sleeping, (self.now + ticks, task.number, task))
            case Spawn(generator=generator):
                self.ready.append((task, self.spawn(generator)))
            case Join(task=other) if other.done:
                self.ready.append((task, other.value))
            case Join(task=other):
                other.waiters.append(task)
            case None:
                self.ready.append((task, None))
            case _:
                raise TypeError(f"{task} asks for {request!r}")


def worker(scheduler, name, pause, turns):
    for turn in range(turns):
        yield Sleep(pause)
        print(f"{scheduler.now:3}  {name} {turn}")
    return f"{name} done"


def polite(scheduler):
    for _ in range(2):
        print(f"{scheduler.now:3}  polite")
        yield
    return sum((yield from subtotal(3)))


def subtotal(steps):
    values = []
    for number in range(steps):
        yield Sleep(1)
        values.append(number)
    return values


def boss(scheduler):
    tasks = []
    for name, pause, turns in [("a", 3, 3), ("b", 5, 2)]:
        tasks.append((yield Spawn(worker(scheduler, name, pause, turns))))
    tasks.append((yield Spawn(polite(scheduler))))
    print(f"{scheduler.now:3}  started {tasks}")
    for task in tasks:
        value = yield Join(task)
        print(f"{scheduler.now:3}  joined {value}")


scheduler = Scheduler()
scheduler.spawn(boss(scheduler))
scheduler.run()
print("end at", scheduler.now)
