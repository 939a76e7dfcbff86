# An elevator in a thread serves calls in its direction before it turns around.
# > [[3]] -> 1 2 3 3!
# >   travelled 3 and rests: REST
# > [[5, 2, 9]] -> 1 2 2! 3 4 5 5! 6 7 8 9 9!
# >   travelled 9 and rests: REST
# > [[4], [1, 6, 3]] -> 1 2 3 4 4! 3 3! 2 1 1! 2 3 4 5 6 6!
# >   travelled 12 and rests: REST
# > [[9], [0, 5], [5]] -> 1 2 3 4 5 6 7 8 9 9! 8 7 6 5 5! 4 3 2 1 0 0! 1 2 3 4 5 5!
# >   travelled 23 and rests: REST
# > [] -> nothing to do
# >   travelled 0 and rests: REST
# > refused: there is no floor 7
# > called by threads: ['1!', '2!', '3!', '4!'] alive: False
import threading
from enum import IntEnum


class Direction(IntEnum):
    DOWN = -1
    REST = 0
    UP = 1


class Elevator:
    def __init__(self, floors):
        self.floors = floors
        self.floor = 0
        self.direction = Direction.REST
        self.stops = set()
        self.closing = False
        self.travelled = 0
        self.log = []
        self.changed = threading.Condition()
        self.thread = threading.Thread(target=self.run, name="elevator")

    def call(self, *floors):
        """Asks for stops, all at the same moment; gives an event for each."""
        for floor in floors:
            if not 0 <= floor < self.floors:
                raise ValueError(f"there is no floor {floor}")
        with self.changed:
            self.stops.update(floors)
            self.changed.notify_all()

    def wait_until_idle(self):
        with self.changed:
            self.changed.wait_for(lambda: not self.stops)

    def close(self):
        with self.changed:
            self.closing = True
            self.changed.notify_all()
        self.thread.join()

    def run(self):
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.stops or self.closing)
                if not self.stops:
                    return
                self.move()

    def move(self):
        ahead = [floor for floor in self.stops if (floor - self.floor) * self.direction > 0]
        if self.floor in self.stops:
            self.stops.remove(self.floor)
            self.log.append(f"{self.floor}!")
        elif ahead:
            self.floor += self.direction
            self.travelled += 1
            self.log.append(str(self.floor))
        else:
            nearest = min(self.stops, key=lambda floor: (abs(floor - self.floor), floor))
            self.direction = Direction.UP if nearest > self.floor else Direction.DOWN
        if not self.stops:
            self.direction = Direction.REST
            self.changed.notify_all()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.close()


def ride(*groups):
    with Elevator(10) as elevator:
        for group in groups:
            elevator.call(*group)
            elevator.wait_until_idle()
    return elevator


for groups in ([[3]], [[5, 2, 9]], [[4], [1, 6, 3]], [[9], [0, 5], [5]], []):
    elevator = ride(*groups)
    print(groups, "->", " ".join(elevator.log) or "nothing to do")
    print("  travelled", elevator.travelled, "and rests:", elevator.direction.name)

with Elevator(5) as elevator:
    callers = [threading.Thread(target=elevator.call, args=(floor,)) for floor in (4, 1, 3, 2)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    elevator.wait_until_idle()
    try:
        elevator.call(2, 7)
    except ValueError as error:
        print("refused:", error)
served = sorted(stop for stop in elevator.log if stop.endswith("!"))
print("called by threads:", served, "alive:", elevator.thread.is_alive())
