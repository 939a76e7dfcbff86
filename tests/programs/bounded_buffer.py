# A ring buffer guarded by one lock and two conditions; producers wait while it is full.
# > after a while: 3 stalls: 1
# > taken: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
# > left: 0 [None, None, None]
# > refused: put after close
# > together: abcdefghijkl
# > each in order: True
import threading
import time


class Closed(Exception):
    """Nothing more will come."""


class RingBuffer:
    def __init__(self, size):
        self._slots = [None] * size
        self._head = 0
        self._count = 0
        self._closed = False
        lock = threading.Lock()
        self._not_empty = threading.Condition(lock)
        self._not_full = threading.Condition(lock)
        self.stalls = 0

    def put(self, item):
        with self._not_full:
            if self._count == len(self._slots):
                self.stalls += 1
            while self._count == len(self._slots):
                self._not_full.wait()
            if self._closed:
                raise Closed("put after close")
            self._slots[(self._head + self._count) % len(self._slots)] = item
            self._count += 1
            self._not_empty.notify()

    def get(self):
        with self._not_empty:
            while self._count == 0:
                if self._closed:
                    raise Closed("empty and closed")
                self._not_empty.wait()
            item, self._slots[self._head] = self._slots[self._head], None
            self._head = (self._head + 1) % len(self._slots)
            self._count -= 1
            self._not_full.notify()
            return item

    def close(self):
        with self._not_empty:
            self._closed = True
            self._not_empty.notify_all()

    def __len__(self):
        return self._count

    def __iter__(self):
        while True:
            try:
                yield self.get()
            except Closed:
                return


def produce(buffer, items):
    for item in items:
        buffer.put(item)
    buffer.close()


buffer = RingBuffer(3)
producer = threading.Thread(target=produce, args=(buffer, range(10)))
producer.start()
time.sleep(0.05)
print("after a while:", len(buffer), "stalls:", buffer.stalls)
print("taken:", list(buffer))
producer.join()
print("left:", len(buffer), buffer._slots)
try:
    buffer.put(11)
except Closed as reason:
    print("refused:", reason)

shared = RingBuffer(2)
taken = [[] for _ in range(3)]
consumers = [threading.Thread(target=lambda out=out: out.extend(shared)) for out in taken]
for consumer in consumers:
    consumer.start()
produce(shared, "abcdefghijkl")
for consumer in consumers:
    consumer.join()
print("together:", "".join(sorted(sum(taken, []))))
print("each in order:", all(out == sorted(out) for out in taken))
