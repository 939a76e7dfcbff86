# Five philosophers share five forks. Who always takes the lower fork first cannot deadlock.
# > Aristotle  ate 3 times, forks in the order (0, 1)
# > Buddha     ate 3 times, forks in the order (1, 2)
# > Confucius  ate 3 times, forks in the order (2, 3)
# > Descartes  ate 3 times, forks in the order (3, 4)
# > Epicurus   ate 3 times, forks in the order (0, 4)
# > meals: 15
# > neighbours eating at once: 0
# > uses of the forks: [6, 6, 6, 6, 6]
import threading
import time

NAMES = ["Aristotle", "Buddha", "Confucius", "Descartes", "Epicurus"]
MEALS = 3


class Fork:
    def __init__(self, number):
        self.number = number
        self.lock = threading.Lock()
        self.uses = 0

    def __enter__(self):
        self.lock.acquire()
        self.uses += 1
        return self

    def __exit__(self, kind, value, traceback):
        self.lock.release()


class Philosopher(threading.Thread):
    def __init__(self, name, left, right, table):
        super().__init__(name=name)
        self.first, self.second = sorted((left, right), key=lambda fork: fork.number)
        self.table = table
        self.meals = 0

    def run(self):
        while self.meals < MEALS:
            time.sleep(0.001)
            with self.first, self.second:
                self.eat()

    def eat(self):
        self.table.sit_down(self.name)
        time.sleep(0.002)
        self.meals += 1
        self.table.get_up(self.name)


class Table:
    """Watches that no two neighbours eat at once."""

    def __init__(self):
        self.lock = threading.Lock()
        self.eating = set()
        self.conflicts = 0
        self.total = 0

    def sit_down(self, name):
        with self.lock:
            place = NAMES.index(name)
            for neighbour in (place - 1, (place + 1) % len(NAMES)):
                if NAMES[neighbour] in self.eating:
                    self.conflicts += 1
            self.eating.add(name)

    def get_up(self, name):
        with self.lock:
            self.eating.remove(name)
            self.total += 1


forks = [Fork(number) for number in range(len(NAMES))]
table = Table()
philosophers = [
    Philosopher(name, forks[place], forks[(place + 1) % len(forks)], table)
    for place, name in enumerate(NAMES)
]
for philosopher in philosophers:
    philosopher.start()
for philosopher in philosophers:
    philosopher.join()
    order = (philosopher.first.number, philosopher.second.number)
    print(f"{philosopher.name:<10} ate {philosopher.meals} times, forks in the order {order}")
print("meals:", table.total)
print("neighbours eating at once:", table.conflicts)
print("uses of the forks:", [fork.uses for fork in forks])
