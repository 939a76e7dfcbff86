# Producers and consumers share a bounded queue; every crate is delivered exactly once.
# > delivered: 15 of 15
# >  apples: ['apples-0', 'apples-1', 'apples-2', 'apples-3', 'apples-4']
# >   beans: ['beans-0', 'beans-1', 'beans-2', 'beans-3', 'beans-4']
# >    corn: ['corn-0', 'corn-1', 'corn-2', 'corn-3', 'corn-4']
# > never more than 4 in store: True
# > loads in order: True
import queue
import threading

CAPACITY = 4
PRODUCERS = 3
CONSUMERS = 2
CRATES_EACH = 5
CLOSED = None


class Warehouse:
    """A bounded store of crates with the records of what went in and out."""

    def __init__(self, capacity):
        self.crates = queue.Queue(maxsize=capacity)
        self.lock = threading.Lock()
        self.delivered = {}
        self.fullest = 0

    def store(self, crate):
        self.crates.put(crate)
        with self.lock:
            self.fullest = max(self.fullest, self.crates.qsize())

    def fetch(self):
        return self.crates.get()

    def record(self, consumer, crate):
        with self.lock:
            self.delivered.setdefault(consumer, []).append(crate)


def produce(warehouse, farm):
    for number in range(CRATES_EACH):
        warehouse.store(f"{farm}-{number}")


def consume(warehouse, name):
    while True:
        crate = warehouse.fetch()
        if crate is CLOSED:
            break
        warehouse.record(name, crate)


def main():
    warehouse = Warehouse(CAPACITY)
    farms = ["apples", "beans", "corn"]
    producers = [threading.Thread(target=produce, args=(warehouse, farm)) for farm in farms]
    consumers = [
        threading.Thread(target=consume, args=(warehouse, f"truck {number}"))
        for number in range(CONSUMERS)
    ]
    for thread in producers + consumers:
        thread.start()
    for thread in producers:
        thread.join()
    for _ in consumers:
        warehouse.store(CLOSED)
    for thread in consumers:
        thread.join()

    crates = [crate for load in warehouse.delivered.values() for crate in load]
    print("delivered:", len(crates), "of", PRODUCERS * CRATES_EACH)
    for farm in farms:
        print(f"{farm:>7}:", sorted(crate for crate in crates if crate.startswith(farm)))
    print("never more than", CAPACITY, "in store:", warehouse.fullest <= CAPACITY)
    # Whatever one truck took from one farm, it took in the order of its production.
    in_order = all(
        [crate for crate in load if crate.startswith(farm)]
        == sorted(crate for crate in load if crate.startswith(farm))
        for load in warehouse.delivered.values()
        for farm in farms
    )
    print("loads in order:", in_order)


if __name__ == "__main__":
    main()
