# A timer that calls again and again until it is stopped, and says what went wrong.
# > enough in time: True
# > beats: True True
# > silent after the end: True
# > errors: ['ValueError: second call', "KeyError: 'fourth'"]
# > countdown: [4, 3, 2, 1, 0]
import threading
import time


class Periodic:
    """Calls a function every interval in a thread of its own; a context manager."""

    def __init__(self, interval, function, *args):
        self.interval = interval
        self.function = function
        self.args = args
        self.calls = 0
        self.errors = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"every {interval} s")

    def _run(self):
        due = time.monotonic() + self.interval
        # The next time is computed from the last one, so delays do not add up.
        while not self._stop.wait(max(0, due - time.monotonic())):
            self.calls += 1
            try:
                self.function(*self.args)
            except Exception as error:
                self.errors.append(f"{type(error).__name__}: {error}")
            due += self.interval

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exception):
        self.stop()

    def stop(self):
        self._stop.set()
        self._thread.join()


class Heart:
    def __init__(self, beats):
        self.beats = 0
        self.enough = threading.Event()
        self.wanted = beats

    def beat(self):
        self.beats += 1
        if self.beats == self.wanted:
            self.enough.set()


heart = Heart(5)
with Periodic(0.01, heart.beat) as periodic:
    print("enough in time:", heart.enough.wait(10))
print("beats:", heart.beats >= 5, heart.beats == periodic.calls)
after = periodic.calls
time.sleep(0.03)
print("silent after the end:", periodic.calls == after)

faults = iter([None, ValueError("second call"), None, KeyError("fourth")])
done = threading.Event()


def unreliable():
    fault = next(faults, done)
    if fault is done:
        done.set()
    elif fault is not None:
        raise fault


with Periodic(0.005, unreliable) as periodic:
    done.wait(10)
print("errors:", periodic.errors)

# A countdown made of single timers: each starts the next.
numbers = []
finished = threading.Event()


def count_down(number):
    numbers.append(number)
    if number:
        threading.Timer(0.005, count_down, args=[number - 1]).start()
    else:
        finished.set()


count_down(4)
finished.wait(10)
print("countdown:", numbers)
