# Actors share nothing: each has a mailbox and handles one message after the other.
# > 2 tea for 6
# > ValueError only 2 of cake left
# > ValueError only 0 of scone left
# > TypeError Till.on_sell() missing 1 required positional argument: 'count'
# > stock does not understand this
# > takings: 15
# > stock: {'cake': 2, 'tea': 0}
# > stopped: True
import queue
import threading


class Actor(threading.Thread):
    """Calls the method `on_KIND` for each message of that kind."""

    def __init__(self, name):
        super().__init__(name=name, daemon=True)
        self.mailbox = queue.Queue()

    def tell(self, kind, *content, sender=None):
        self.mailbox.put((kind, content, sender))

    def ask(self, kind, *content):
        """Sends a message and waits for the reply."""
        reply = queue.Queue(maxsize=1)
        self.tell(kind, *content, sender=reply)
        answer = reply.get(timeout=30)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def run(self):
        while True:
            kind, content, sender = self.mailbox.get()
            if kind == "stop":
                break
            handler = getattr(self, f"on_{kind}", self.on_unknown)
            try:
                answer = handler(*content)
            except Exception as error:
                answer = error
            if sender is not None:
                sender.put(answer)

    def on_unknown(self, *content):
        raise LookupError(f"{self.name} does not understand this")


class Stock(Actor):
    def __init__(self, items):
        super().__init__("stock")
        self.items = dict(items)

    def on_reserve(self, item, count):
        if self.items.get(item, 0) < count:
            raise ValueError(f"only {self.items.get(item, 0)} of {item} left")
        self.items[item] -= count
        return self.items[item]

    def on_report(self):
        return dict(sorted(self.items.items()))


class Till(Actor):
    def __init__(self, stock, prices):
        super().__init__("till")
        self.stock, self.prices = stock, prices
        self.takings = 0

    def on_sell(self, item, count):
        self.stock.ask("reserve", item, count)
        self.takings += self.prices[item] * count
        return f"{count} {item} for {self.prices[item] * count}"

    def on_takings(self):
        return self.takings


stock = Stock({"tea": 5, "cake": 2})
till = Till(stock, {"tea": 3, "cake": 4})
for actor in (stock, till):
    actor.start()

print(till.ask("sell", "tea", 2))
for order in (("cake", 3), ("scone", 1), ("tea",)):
    try:
        print(till.ask("sell", *order))
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
try:
    stock.ask("dance")
except LookupError as error:
    print(error)

# Several customers at once: the till handles their messages one by one.
customers = [threading.Thread(target=till.tell, args=("sell", "tea", 1)) for _ in range(5)]
for customer in customers:
    customer.start()
for customer in customers:
    customer.join()
print("takings:", till.ask("takings"))
print("stock:", stock.ask("report"))
for actor in (till, stock):
    actor.tell("stop")
    actor.join()
print("stopped:", not till.is_alive() and not stock.is_alive())
