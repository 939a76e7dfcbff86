# A simulated processor: urgent tasks go first, waiting tasks grow older, inversions are avoided.
# > without: LBHMMMMMMBLBBBLLHHLL
# >   L finishes at 20 after 20
# >   M finishes at  9 after  6
# >   H finishes at 18 after 16
# >   B finishes at 14 after 13
# >   ticks: 20 switches: 9
# > with inheritance: LBHLLLHHMMMMMMBLBBBL
# >   L finishes at 20 after 20
# >   M finishes at 14 after 11
# >   H finishes at  8 after  6
# >   B finishes at 19 after 18
# >   ticks: 20 switches: 9
import heapq
from dataclasses import dataclass, field


@dataclass
class Task:
    name: str
    priority: int
    arrival: int
    script: list
    waited: int = 0
    held: set = field(default_factory=set)
    inherited: int = 0
    finished_at: int | None = None

    @property
    def urgency(self):
        return max(self.priority + self.waited // 6, self.inherited)


class Processor:
    """Each step of a script is ("run", n), ("lock", name) or ("unlock", name)."""

    def __init__(self, tasks, inheritance):
        self.future = [(task.arrival, number, task) for number, task in enumerate(tasks)]
        heapq.heapify(self.future)
        self.ready, self.blocked, self.owners = [], {}, {}
        self.inheritance = inheritance
        self.now = 0
        self.chart = []

    def run(self):
        while self.future or self.ready:
            while self.future and self.future[0][0] <= self.now:
                self.ready.append(heapq.heappop(self.future)[2])
            if not self.ready:
                self.now = self.future[0][0]
                continue
            task = max(self.ready, key=lambda task: (task.urgency, -task.arrival))
            self.advance(task)
        return "".join(self.chart)

    def advance(self, task):
        kind, argument = task.script[0]
        match kind:
            case "run":
                self.tick(task)
                if argument > 1:
                    task.script[0] = (kind, argument - 1)
                    return
            case "lock" if argument in self.owners:
                owner = self.owners[argument]
                if self.inheritance:
                    owner.inherited = max(owner.inherited, task.urgency)
                self.blocked.setdefault(argument, []).append(task)
                self.ready.remove(task)
                return
            case "lock":
                self.owners[argument] = task
                task.held.add(argument)
            case "unlock":
                self.unlock(task, argument)
        task.script.pop(0)
        if not task.script:
            task.finished_at = self.now
            self.ready.remove(task)

    def tick(self, running):
        self.chart.append(running.name)
        self.now += 1
        for task in self.ready:
            task.waited = 0 if task is running else task.waited + 1

    def unlock(self, task, name):
        del self.owners[name]
        task.held.discard(name)
        task.inherited = 0
        self.ready.extend(self.blocked.pop(name, []))


def tasks():
    return [
        Task("L", 1, 0, [("lock", "bus"), ("run", 4), ("unlock", "bus"), ("run", 2)]),
        Task("M", 5, 3, [("run", 6)]),
        Task("H", 9, 2, [("run", 1), ("lock", "bus"), ("run", 2), ("unlock", "bus")]),
        Task("B", 2, 1, [("run", 5)]),
    ]


for inheritance in (False, True):
    workload = tasks()
    chart = Processor(workload, inheritance).run()
    print("with inheritance:" if inheritance else "without:", chart)
    for task in workload:
        took = task.finished_at - task.arrival
        print(f"  {task.name} finishes at {task.finished_at:2} after {took:2}")
    switches = sum(a != b for a, b in zip(chart, chart[1:]))
    print("  ticks:", len(chart), "switches:", switches)
