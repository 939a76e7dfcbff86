# A state machine in a thread handles events from a queue; time-outs are events too.
# > three failures: State.ALARM
# > after the reset: State.LOCKED 0
# > left open: locked
# > CODE       locked -> open
# > PASS       open -> locked
# > PASS       stays locked
# > WRONG_CODE locked -> locked
# > WRONG_CODE locked -> locked
# > CODE       locked -> open
# > PASS       open -> locked
# > WRONG_CODE locked -> locked
# > WRONG_CODE locked -> locked
# > WRONG_CODE locked -> alarm
# > CODE       stays alarm
# > TIME_OUT   stays alarm
# > RESET      alarm -> locked
# > CODE       locked -> open
# > TIME_OUT   open -> locked
# > members: ['LOCKED', 'OPEN', 'ALARM'] True 3
import enum
import queue
import threading
import time


class State(enum.Enum):
    LOCKED = "locked"
    OPEN = "open"
    ALARM = "alarm"


class Event(enum.Enum):
    CODE = enum.auto()
    WRONG_CODE = enum.auto()
    PASS = enum.auto()
    TIME_OUT = enum.auto()
    RESET = enum.auto()
    SHUT_DOWN = enum.auto()


class Door:
    """A table of transitions; missing entries leave the state as it is."""

    def __init__(self, open_seconds):
        self.open_seconds = open_seconds
        self.state = State.LOCKED
        self.failures = 0
        self.events = queue.Queue()
        self.log = []
        self.thread = threading.Thread(target=self.run, name="door")
        self.table = {
            (State.LOCKED, Event.CODE): self.unlock,
            (State.LOCKED, Event.WRONG_CODE): self.count_failure,
            (State.OPEN, Event.PASS): self.lock,
            (State.OPEN, Event.TIME_OUT): self.lock,
            (State.ALARM, Event.RESET): self.lock,
        }

    def run(self):
        while True:
            timeout = self.open_seconds if self.state is State.OPEN else None
            waited = False
            try:
                event = self.events.get(timeout=timeout)
                waited = True
            except queue.Empty:
                event = Event.TIME_OUT
            if event is Event.SHUT_DOWN:
                return
            before = self.state
            action = self.table.get((before, event))
            self.state = action() if action else before
            arrow = f"{before.value} -> {self.state.value}" if action else f"stays {before.value}"
            self.log.append(f"{event.name:<10} {arrow}")
            if waited:
                self.events.task_done()

    def unlock(self):
        self.failures = 0
        return State.OPEN

    def lock(self):
        self.failures = 0
        return State.LOCKED

    def count_failure(self):
        self.failures += 1
        return State.ALARM if self.failures == 3 else State.LOCKED

    def send(self, *events):
        """Puts the events and waits until they are handled."""
        for event in events:
            self.events.put(event)
        self.events.join()


door = Door(open_seconds=0.15)
door.thread.start()
door.send(Event.CODE, Event.PASS, Event.PASS)
door.send(*[Event.WRONG_CODE] * 2, Event.CODE, Event.PASS)
door.send(*[Event.WRONG_CODE] * 3, Event.CODE, Event.TIME_OUT)
print("three failures:", door.state)
door.send(Event.RESET)
print("after the reset:", door.state, door.failures)
door.send(Event.CODE)
time.sleep(0.5)
print("left open:", door.state.value)
door.events.put(Event.SHUT_DOWN)
door.thread.join()
for line in door.log:
    print(line)
print("members:", [state.name for state in State], State("open") is State.OPEN, Event.PASS.value)
