# An event loop takes orders, threads wait for a slow printer, processes compute the prices.
# > No. 1 poster: 23.98
# > No. 2 card: 50.02
# > No. 3: unknown item 'lamp'
# > No. 4 book: 212.73
# > No. 5 card: 4.50
# > printed: [1, 2, 3, 4, 5]
# > all at once: 5 and open now: 0
# > threads named press: True
# > the loop went on meanwhile: True
# > direct: 3100
import asyncio
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

PRICES = {"poster": 1200, "card": 150, "book": 3100}


def price(order):
    """Computes; runs in a process."""
    item, count = order
    total = PRICES[item] * count
    for step in range(count):
        total -= total * min(step, 5) // 1000
    return total


class Printer:
    """Blocks while it prints; used from threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.printed = []
        self.users = set()

    def print(self, number, item):
        with self.lock:
            time.sleep(0.005)
            self.printed.append(number)
            self.users.add(threading.current_thread().name)
        return f"No. {number} {item}"


class Office:
    def __init__(self, processes, threads):
        self.processes, self.threads = processes, threads
        self.printer = Printer()
        self.open = 0
        self.most_open = 0

    async def handle(self, number, order):
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            loop = asyncio.get_running_loop()
            pricing = loop.run_in_executor(self.processes, price, order)
            label = loop.run_in_executor(self.threads, self.printer.print, number, order[0])
            total, text = await asyncio.gather(pricing, label)
            return f"{text}: {total / 100:.2f}"
        except KeyError as error:
            return f"No. {number}: unknown item {error}"
        finally:
            self.open -= 1


async def heartbeat(beats):
    while True:
        beats.append(1)
        await asyncio.sleep(0.002)


async def main():
    orders = [("poster", 2), ("card", 40), ("lamp", 1), ("book", 7), ("card", 3)]
    beats = []
    with ProcessPoolExecutor(2) as processes, ThreadPoolExecutor(3, "press") as threads:
        office = Office(processes, threads)
        pulse = asyncio.create_task(heartbeat(beats))
        receipts = await asyncio.gather(*(office.handle(n, o) for n, o in enumerate(orders, 1)))
        pulse.cancel()
        direct = await asyncio.to_thread(price, ("book", 1))
    for receipt in receipts:
        print(receipt)
    print("printed:", sorted(office.printer.printed))
    print("all at once:", office.most_open, "and open now:", office.open)
    print("threads named press:", all(name.startswith("press_") for name in office.printer.users))
    print("the loop went on meanwhile:", len(beats) > 1)
    print("direct:", direct)


if __name__ == "__main__":
    asyncio.run(main())
