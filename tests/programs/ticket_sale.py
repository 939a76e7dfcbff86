# Optimistic concurrency: buyers read a version, decide, and commit only if nothing changed.
# > a sits at (0, 0)
# > b sits at (1, 0)
# > c sits at (0, 4)
# > d sits at (1, 3)
# > e sits at (2, 0)
# > f sits at None
# > aaaacc
# > bbbddd
# > eeeee.
# > conflict: version 6 after 6
# > sold: 20 different places: 20
# > version: 20 full: True
# > nobody sits on another's seat: True
import threading
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Hall:
    """An immutable state; every change makes a new one with the next version."""

    seats: tuple
    version: int = 0

    @classmethod
    def with_rows(cls, rows, width):
        return cls(tuple((None,) * width for _ in range(rows)))

    def free_block(self, size):
        for number, row in enumerate(self.seats):
            for start in range(len(row) - size + 1):
                if not any(row[start : start + size]):
                    return number, start
        return None

    def book(self, place, size, name):
        number, start = place
        row = self.seats[number]
        row = row[:start] + (name,) * size + row[start + size :]
        seats = self.seats[:number] + (row,) + self.seats[number + 1 :]
        return replace(self, seats=seats, version=self.version + 1)

    def __str__(self):
        return "\n".join("".join(seat or "." for seat in row) for row in self.seats)


class Conflict(Exception):
    pass


class Office:
    def __init__(self, hall):
        self._hall = hall
        self._lock = threading.Lock()
        self.conflicts = 0

    @property
    def hall(self):
        return self._hall

    def commit(self, new):
        with self._lock:
            if new.version != self._hall.version + 1:
                self.conflicts += 1
                raise Conflict(f"version {new.version} after {self._hall.version}")
            self._hall = new

    def sell(self, name, size):
        """Tries until it succeeds or the hall has no such block of seats left."""
        while True:
            hall = self.hall
            place = hall.free_block(size)
            if place is None:
                return None
            try:
                self.commit(hall.book(place, size, name))
                return place
            except Conflict:
                continue


def main():
    office = Office(Hall.with_rows(3, 6))
    for name, size in [("a", 4), ("b", 3), ("c", 2), ("d", 3), ("e", 5), ("f", 5)]:
        print(name, "sits at", office.sell(name, size))
    print(office.hall)
    stale = office.hall
    office.sell("g", 1)
    try:
        office.commit(stale.book((2, 5), 1, "h"))
    except Conflict as error:
        print("conflict:", error)

    office = Office(Hall.with_rows(5, 8))
    start = threading.Barrier(4)
    sold = []

    def buyer(name):
        start.wait()
        while (place := office.sell(name, 2)) is not None:
            sold.append((name, place))

    threads = [threading.Thread(target=buyer, args=(name,)) for name in "wxyz"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("sold:", len(sold), "different places:", len({place for _, place in sold}))
    print("version:", office.hall.version, "full:", "." not in str(office.hall))
    owners = {name: sum(row.count(name) for row in office.hall.seats) for name in "wxyz"}
    bought = {name: 2 * sum(buyer == name for buyer, _ in sold) for name in "wxyz"}
    print("nobody sits on another's seat:", owners == bought)


main()
