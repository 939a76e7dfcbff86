# Monitor objects: a base class wraps methods so that they lock, and waits for conditions.
# > wrapped: deposit True
# > not wrapped: False
# > too early: False
# > open: True 0
# > swapped: [('left', 'from right'), ('right', 'from left')]
# > balance: 0
# > too much: only 0 of 1
import functools
import threading


def synchronized(method):
    @functools.wraps(method)
    def locked(self, *args, **kwargs):
        with self._monitor:
            return method(self, *args, **kwargs)

    locked.is_synchronized = True
    return locked


class Monitor:
    """Subclasses have public methods that exclude each other."""

    def __init__(self):
        self._monitor = threading.Condition(threading.RLock())

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name, member in list(vars(cls).items()):
            if callable(member) and not name.startswith("_"):
                setattr(cls, name, synchronized(member))

    def _wait_until(self, predicate, timeout=None):
        return self._monitor.wait_for(predicate, timeout)

    def _changed(self):
        self._monitor.notify_all()


class Latch(Monitor):
    """Opens after a number of arrivals."""

    def __init__(self, count):
        super().__init__()
        self._count = count

    def count_down(self):
        self._count = max(0, self._count - 1)
        if self._count == 0:
            self._changed()
        return self._count

    def wait(self, timeout=None):
        return self._wait_until(lambda: self._count == 0, timeout)


class Exchanger(Monitor):
    """Two threads meet and swap what they bring."""

    def __init__(self):
        super().__init__()
        self._first = self._answer = None

    def exchange(self, item):
        if self._first is None:
            self._first = [item]
            self._wait_until(lambda: self._answer is not None)
            (answer,), self._answer, self._first = self._answer, None, None
            self._changed()
            return answer
        self._wait_until(lambda: self._answer is None)
        self._answer = [item]
        self._changed()
        return self._first[0]


class Account(Monitor):
    def __init__(self, balance=0):
        super().__init__()
        self._balance = balance

    def deposit(self, amount):
        self._balance += amount
        self._changed()
        return self.balance_now()

    def balance_now(self):
        return self._balance

    def withdraw(self, amount, timeout=None):
        if not self._wait_until(lambda: self._balance >= amount, timeout):
            raise TimeoutError(f"only {self._balance} of {amount}")
        self._balance -= amount
        return amount


def start(function, *args):
    thread = threading.Thread(target=function, args=args)
    thread.start()
    return thread


print("wrapped:", Account.deposit.__name__, Account.deposit.is_synchronized)
print("not wrapped:", hasattr(Account.__init__, "is_synchronized"))

latch = Latch(3)
print("too early:", latch.wait(timeout=0.02))
threads = [start(latch.count_down) for _ in range(3)]
print("open:", latch.wait(timeout=30), latch.count_down())

exchanger, swapped = Exchanger(), {}
threads += [
    start(lambda name=name: swapped.update({name: exchanger.exchange(f"from {name}")}))
    for name in ("left", "right")
]
account = Account(10)
threads += [start(account.deposit, 5) for _ in range(8)]
threads += [start(account.withdraw, 25) for _ in range(2)]
for thread in threads:
    thread.join()
print("swapped:", sorted(swapped.items()))
print("balance:", account.balance_now())
try:
    account.withdraw(1, timeout=0.02)
except TimeoutError as error:
    print("too much:", error)
