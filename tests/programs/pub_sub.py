# Publishers send messages to topics; subscribers have a queue each and may use patterns.
# > nobody listens to the garden: 0
# > kitchen, in order: temperature=20 temperature=22 window=open
# > windows: house.bath.window=open house.kitchen.window=open
# > all: 5 published: 6
# > receivers: 2
# > receivers: 1 1
import queue
import threading
from collections import defaultdict


class Broker:
    """Delivers every message to the queues of the subscriptions that match its topic."""

    def __init__(self):
        self._lock = threading.RLock()
        self._subscriptions = defaultdict(list)
        self.published = 0

    def subscribe(self, pattern, inbox=None):
        inbox = inbox or queue.Queue()
        with self._lock:
            self._subscriptions[pattern].append(inbox)
        return inbox

    def unsubscribe(self, pattern, inbox):
        with self._lock:
            self._subscriptions[pattern].remove(inbox)
            if not self._subscriptions[pattern]:
                del self._subscriptions[pattern]

    def publish(self, topic, message):
        with self._lock:
            self.published += 1
            receivers = [
                inbox
                for pattern, inboxes in self._subscriptions.items()
                if self._matches(pattern, topic)
                for inbox in inboxes
            ]
            for inbox in receivers:
                inbox.put((topic, message))
        return len(receivers)

    def close(self):
        with self._lock:
            inboxes = {id(i): i for group in self._subscriptions.values() for i in group}
        for inbox in inboxes.values():
            inbox.put(None)

    @staticmethod
    def _matches(pattern, topic):
        wanted, given = pattern.split("."), topic.split(".")
        if wanted[-1] == "#":
            wanted = wanted[:-1]
            given = given[: len(wanted)]
        return len(wanted) == len(given) and all(
            part in ("*", actual) for part, actual in zip(wanted, given)
        )


def subscriber(inbox, seen):
    for topic, message in iter(inbox.get, None):
        seen.append(f"{topic}={message}")


def publisher(broker, room, values):
    for value in values:
        broker.publish(f"house.{room}.temperature", value)
    broker.publish(f"house.{room}.window", "open")


def main():
    broker = Broker()
    seen = {pattern: [] for pattern in ("house.kitchen.*", "house.*.window", "house.#")}
    threads = []
    for pattern, log in seen.items():
        inbox = broker.subscribe(pattern)
        threads.append(threading.Thread(target=subscriber, args=(inbox, log)))
    publishers = [
        threading.Thread(target=publisher, args=(broker, "kitchen", [20, 22])),
        threading.Thread(target=publisher, args=(broker, "bath", [25])),
    ]
    for thread in threads + publishers:
        thread.start()
    for thread in publishers:
        thread.join()
    print("nobody listens to the garden:", broker.publish("garden.temperature", 9))
    broker.close()
    for thread in threads:
        thread.join()
    kitchen = [entry.removeprefix("house.kitchen.") for entry in seen["house.kitchen.*"]]
    print("kitchen, in order:", *kitchen)
    print("windows:", *sorted(seen["house.*.window"]))
    print("all:", len(seen["house.#"]), "published:", broker.published)

    extra = broker.subscribe("house.bath.temperature")
    print("receivers:", broker.publish("house.bath.temperature", 26))
    broker.unsubscribe("house.bath.temperature", extra)
    print("receivers:", broker.publish("house.bath.temperature", 27), extra.qsize())


main()
