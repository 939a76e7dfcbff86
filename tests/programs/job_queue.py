# A queue of jobs as dataclasses: priorities, dependencies on time, retries and a history.
# > upper  done    NOW
# > sum    done    10
# > upper  done    SAME AS SUM, BUT LATER
# > invert failed  ZeroDivisionError: division by zero
# > paint  failed  KeyError: 'paint'
# > outcomes: [('done', 12), ('failed', 1)]
# > squares: [1, 1, 9, 9, 25, 25]
# > Job(priority=2, ticket=99, name='show', argument=[1, 2], status=<Status.WAITING: 'waiting'>, error=None)
# > {'priority': 2, 'ticket': 99, 'name': 'show', 'argument': [1, 2], 'attempts_left': 2, 'status': <Status.DONE: 'done'>, 'error': None}
# > ordered: True True
# > ValueError priorities begin at zero
# > FrozenInstanceError cannot assign to field 'name'
import queue
import threading
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from enum import Enum
from itertools import count


class Status(Enum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


tickets = count(1)


@dataclass(order=True)
class Job:
    priority: int
    ticket: int = field(default_factory=lambda: next(tickets))
    name: str = field(default="", compare=False)
    argument: object = field(default=None, compare=False)
    attempts_left: int = field(default=2, compare=False, repr=False)
    status: Status = field(default=Status.WAITING, compare=False)
    error: str | None = field(default=None, compare=False)

    def __post_init__(self):
        if self.priority < 0:
            raise ValueError("priorities begin at zero")


@dataclass(frozen=True)
class Entry:
    name: str
    status: Status
    detail: object


class Shop:
    """Workers take the most urgent job; a failed one comes back with less urgency."""

    def __init__(self, handlers):
        self.handlers = handlers
        self.jobs = queue.PriorityQueue()
        self.history = []

    def submit(self, name, argument, priority=5):
        job = Job(priority, name=name, argument=argument)
        self.jobs.put(job)
        return job

    def work(self):
        while True:
            try:
                job = self.jobs.get_nowait()
            except queue.Empty:
                return
            self.handle(job)
            self.jobs.task_done()

    def handle(self, job):
        try:
            detail = self.handlers[job.name](job.argument)
        except Exception as error:
            job.error = f"{type(error).__name__}: {error}"
            job.attempts_left -= 1
            if job.attempts_left:
                self.jobs.put(replace(job, priority=job.priority + 10))
                return
            job.status, detail = Status.FAILED, job.error
        else:
            job.status = Status.DONE
        self.history.append(Entry(job.name, job.status, detail))


def main():
    shop = Shop({"upper": str.upper, "invert": lambda n: 1 / n, "sum": sum})
    shop.submit("sum", range(5))
    shop.submit("invert", 0, priority=1)
    shop.submit("upper", "now", priority=0)
    shop.submit("upper", "same as sum, but later")
    shop.submit("paint", "red", priority=3)
    shop.work()
    for entry in shop.history:
        print(f"{entry.name:<7}{entry.status.value:<7} {entry.detail}")

    many = Shop({"square": lambda n: n * n, "invert": lambda n: 1 / n})
    for number in range(-6, 7):
        many.submit("square" if number % 2 else "invert", number, priority=abs(number))
    workers = [threading.Thread(target=many.work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    many.work()
    print("outcomes:", sorted(Counter(entry.status.value for entry in many.history).items()))
    print("squares:", sorted(e.detail for e in many.history if e.name == "square"))

    job = Job(2, 99, "show", [1, 2])
    print(job)
    print(asdict(replace(job, status=Status.DONE)))
    print("ordered:", Job(1, 5) < Job(1, 6), Job(1, 5, "a") == Job(1, 5, "b"))
    for wrong in (lambda: Job(-1), lambda: setattr(Entry("a", Status.DONE, 1), "name", "b")):
        try:
            wrong()
        except Exception as error:
            print(type(error).__name__, error)


main()
