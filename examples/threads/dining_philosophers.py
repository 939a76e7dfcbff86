# Dining philosophers
# Whoever needs two forks takes the lower one first, so nobody waits in a circle. Take them as
# `left, right` instead, and explore: each may hold one fork and wait for the other for ever.
# > Aristotle ate 2 times
# > Hypatia ate 2 times
# > Plato ate 2 times
# > Socrates ate 2 times
# in processes: nothing
from playground import io
import threading

NAMES = ["Aristotle", "Hypatia", "Plato", "Socrates"]
forks = [threading.Lock() for _ in NAMES]
meals = {}


def dine(seat):
    left, right = seat, (seat + 1) % len(forks)
    first, second = min(left, right), max(left, right)
    for _ in range(2):
        io(0.001, "thinking")
        with forks[first], forks[second]:
            io(0.002, "eating")
            meals[NAMES[seat]] = meals.get(NAMES[seat], 0) + 1


philosophers = [threading.Thread(target=dine, args=(seat,), name=name) for seat, name in enumerate(NAMES)]
for philosopher in philosophers:
    philosopher.start()
for philosopher in philosophers:
    philosopher.join()
for name in sorted(meals):
    print(name, "ate", meals[name], "times")
