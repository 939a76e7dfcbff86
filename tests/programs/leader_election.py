# Nodes in a ring elect the one with the highest number; when it fails, they elect again.
# > one starts: {3: 42, 17: 42, 8: 42, 42: 42, 5: 42, 23: 42}
# > messages: 13
# > all start: {42}
# > without 42: {3: 23, 17: 23, 8: 23, 5: 23, 23: 23}
# > without 23: {3: 17, 17: 17, 8: 17, 5: 17}
# > alive: [3, 17, 8, 5]
# > threads left: 1
import queue
import threading

ELECTION, ELECTED, STOP = "election", "elected", "stop"


class Node(threading.Thread):
    def __init__(self, number, ring):
        super().__init__(name=f"node {number}")
        self.number = number
        self.ring = ring
        self.inbox = queue.Queue()
        self.term = 0
        self.leader = None
        self.participates = False
        self.sent = 0

    def send(self, kind, number):
        self.sent += 1
        self.ring.successor(self).inbox.put((kind, self.term, number))

    def run(self):
        while True:
            kind, term, number = self.inbox.get()
            if kind == STOP:
                return
            if term > self.term:
                self.term, self.leader, self.participates = term, None, False
            if kind == ELECTION:
                self.on_election(number)
            else:
                self.on_elected(number)

    def on_election(self, number):
        if number == self.number:
            # My own number came around: nobody has a higher one.
            self.leader = self.number
            self.send(ELECTED, self.number)
        elif number > self.number:
            self.participates = True
            self.send(ELECTION, number)
        elif not self.participates:
            self.participates = True
            self.send(ELECTION, self.number)

    def on_elected(self, number):
        if number == self.number:
            self.ring.decided.set()
            return
        self.leader = number
        self.send(ELECTED, number)


class Ring:
    def __init__(self, numbers):
        self.nodes = [Node(number, self) for number in numbers]
        self.alive = list(self.nodes)
        self.term = 0
        self.decided = threading.Event()

    def successor(self, node):
        place = self.alive.index(node)
        return self.alive[(place + 1) % len(self.alive)]

    def elect(self, *starters):
        self.decided.clear()
        self.term += 1
        for number in starters:
            self.node(number).inbox.put((ELECTION, self.term, -1))
        assert self.decided.wait(30)
        return {node.number: node.leader for node in self.alive}

    def node(self, number):
        return next(node for node in self.alive if node.number == number)

    def fail(self, number):
        node = self.node(number)
        node.inbox.put((STOP, 0, 0))
        node.join()
        self.alive.remove(node)


ring = Ring([3, 17, 8, 42, 5, 23])
for node in ring.nodes:
    node.start()
print("one starts:", ring.elect(8))
print("messages:", sum(node.sent for node in ring.nodes))
print("all start:", set(ring.elect(3, 17, 8, 42, 5, 23).values()))
for failing in (42, 23):
    ring.fail(failing)
    leaders = ring.elect(5)
    print(f"without {failing}:", leaders)
print("alive:", [node.number for node in ring.alive])
for number in [node.number for node in ring.alive]:
    ring.fail(number)
print("threads left:", threading.active_count())
