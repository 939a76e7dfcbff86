# A barber sleeps until customers come; who finds the waiting room full leaves again.
# > barber sleeps
# > Ada takes chair 1
# > barber cuts Ada's hair
# > Ben takes chair 1
# > Cleo takes chair 2
# > Dan finds no chair
# > barber cuts Ben's hair
# > barber cuts Cleo's hair
# > barber sleeps
# > Eve takes chair 1
# > barber cuts Eve's hair
# > barber sleeps
# > barber goes home
# > Ada has short hair
# > Ben has short hair
# > Cleo has short hair
# > Dan left
# > Eve has short hair
import threading
import time

CHAIRS = 2


class Shop:
    def __init__(self, chairs):
        self.chairs = chairs
        self.waiting = []
        self.mutex = threading.Lock()
        self.customers = threading.Semaphore(0)
        self.closed = False
        self.log = []

    def enter(self, name):
        """Takes a chair; the event is set when the haircut is finished. None if all are taken."""
        with self.mutex:
            if len(self.waiting) == self.chairs:
                self.log.append(f"{name} finds no chair")
                return None
            self.log.append(f"{name} takes chair {len(self.waiting) + 1}")
            done = threading.Event()
            self.waiting.append((name, done))
        self.customers.release()
        return done

    def close(self):
        self.closed = True
        self.customers.release()


def barber(shop):
    while True:
        if not shop.customers.acquire(blocking=False):
            shop.log.append("barber sleeps")
            shop.customers.acquire()
        with shop.mutex:
            if not shop.waiting:
                break
            name, done = shop.waiting.pop(0)
        shop.log.append(f"barber cuts {name}'s hair")
        time.sleep(0.25)
        done.set()
    shop.log.append("barber goes home")


def customer(shop, name, outcome):
    done = shop.enter(name)
    if done is None:
        outcome[name] = "left"
        return
    done.wait()
    outcome[name] = "has short hair"


def main():
    shop = Shop(CHAIRS)
    outcome = {}
    barber_thread = threading.Thread(target=barber, args=(shop,))
    barber_thread.start()
    time.sleep(0.04)
    customers = []
    # Ada wakes the barber; Ben and Cleo wait; Dan comes while both chairs are taken.
    for names in (["Ada", "Ben", "Cleo", "Dan"], ["Eve"]):
        for name in names:
            thread = threading.Thread(target=customer, args=(shop, name, outcome))
            thread.start()
            customers.append(thread)
            time.sleep(0.03)
        for thread in customers:
            thread.join()
        time.sleep(0.05)
    shop.close()
    barber_thread.join()
    for line in shop.log:
        print(line)
    for name in sorted(outcome):
        print(name, outcome[name])


main()
