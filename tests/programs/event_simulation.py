# A bank with counters, simulated on a clock of its own: customers are generators.
# > 1 counter, longest line 4
# >   0.0 customer 1 is served, waited 0.0
# >   5.7 customer 2 gives up after 3.0
# >   7.0 customer 3 is served, waited 0.0
# >  12.3 customer 4 is served, waited 3.0
# >  19.8 customer 5 is served, waited 2.1
# >  26.2 customer 6 is served, waited 4.7
# >  29.7 customer 7 gives up after 3.0
# > 2 counters, longest line 2
# >   0.0 customer 1 is served, waited 0.0
# >   2.7 customer 2 is served, waited 0.0
# >   7.0 customer 3 is served, waited 0.0
# >   9.3 customer 4 is served, waited 0.0
# >  17.7 customer 5 is served, waited 0.0
# >  21.5 customer 6 is served, waited 0.0
# >  26.7 customer 7 is served, waited 0.0
# >  28.4 customer 8 is served, waited 1.2
import heapq
import random
from collections import deque
from itertools import count


class Simulation:
    def __init__(self):
        self.now = 0.0
        self._queue = []
        self._tickets = count()

    def at(self, delay, action, *args):
        heapq.heappush(self._queue, (self.now + delay, next(self._tickets), action, args))

    def start(self, process):
        self.at(0, self._resume, process, None)

    def _resume(self, process, value):
        try:
            request = process.send(value)
        except StopIteration:
            return
        request(self, process)

    def run(self, until):
        while self._queue and self._queue[0][0] <= until:
            self.now, _, action, args = heapq.heappop(self._queue)
            action(*args)
        self.now = until


def delay(seconds):
    return lambda simulation, process: simulation.at(seconds, simulation._resume, process, None)


class Counters:
    """Some places and a line; who is impatient leaves."""

    def __init__(self, number):
        self.free = number
        self.line = deque()
        self.longest = 0

    def enter(self, patience):
        """A request that resumes with True at a counter, with False after too long a wait."""

        def request(simulation, process):
            if self.free:
                self.free -= 1
                simulation.at(0, simulation._resume, process, True)
                return
            entry = [process, True]
            self.line.append(entry)
            self.longest = max(self.longest, self.waiting())
            simulation.at(patience, self._give_up, simulation, entry)

        return request

    def leave(self, simulation):
        while self.line:
            entry = self.line.popleft()
            if entry[1]:
                entry[1] = False
                simulation.at(0, simulation._resume, entry[0], True)
                return
        self.free += 1

    def waiting(self):
        return sum(entry[1] for entry in self.line)

    def _give_up(self, simulation, entry):
        if entry[1]:
            entry[1] = False
            simulation._resume(entry[0], False)


def customer(simulation, counters, name, service, patience, log):
    arrived = simulation.now
    served = yield counters.enter(patience)
    waited = simulation.now - arrived
    if not served:
        log.append(f"{simulation.now:5.1f} {name} gives up after {waited:.1f}")
        return
    log.append(f"{simulation.now:5.1f} {name} is served, waited {waited:.1f}")
    yield delay(service)
    counters.leave(simulation)


def arrivals(simulation, counters, chooser, log):
    for number in count(1):
        service = round(chooser.uniform(4, 9), 1)
        patience = chooser.choice([3, 8])
        simulation.start(
            customer(simulation, counters, f"customer {number}", service, patience, log)
        )
        yield delay(round(chooser.expovariate(1 / 3), 1))


for number in (1, 2):
    simulation, counters, log = Simulation(), Counters(number), []
    simulation.start(arrivals(simulation, counters, random.Random(99), log))
    simulation.run(until=30)
    print(f"{number} counter{'s' if number > 1 else ''}, longest line {counters.longest}")
    print(*log, sep="\n")
