

from playground import checkpoint as _answer


class _Task:
    def __repr__(self):
        return f"<task {self.name}>"


def _ask(_choose):
    # Each question is the time and a line for each ready task, in the order in which they became so.
    # The tasks are the same objects every time, so a policy can keep what it likes in them.
    tasks = {}
    while True:
        now, *rows = input().split("\n")
        now = int(now)
        ready = []
        for row in rows:
            number, created, since, ran, core, arrival, kind, name = row.split("\t")
            task = tasks.get(number)
            if task is None:
                task = tasks[number] = _Task()
                task.id = int(number)
                task.name = name
                task.kind = kind
                task.created = int(created) / 1e9
            task.waited = (now - int(since)) / 1e9
            task.ran = int(ran) / 1e9
            task.core = int(core) if core else None
            task.arrival = arrival
            ready.append(task)
        chosen = _choose(ready, now / 1e9)
        for place, task in enumerate(ready):
            if task is chosen:
                _answer(str(place))
                break
        else:
            _answer(f"?{chosen!r}")


_ask(choose)
