# CPU-bound with exceptions and properties: orders are booked, some are refused.
# variants: sequential, threads
# cores: 1, 2
import threading

VARIANT = "sequential"


class Refused(Exception):
    pass


class Account:
    def __init__(self, owner):
        self.owner = owner
        self._balance = 0

    @property
    def balance(self):
        return self._balance

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amounts are positive")
        self._balance += amount

    def withdraw(self, amount):
        if amount > self.balance:
            raise Refused(f"{self.owner} has {self.balance}")
        self._balance -= amount


def book(n):
    accounts = {f"owner{i}": Account(f"owner{i}") for i in range(10)}
    refused = 0
    for i in range(n):
        account = accounts[f"owner{i % 10}"]
        try:
            if i % 3 == 0:
                account.deposit(i % 50)
            else:
                account.withdraw(i % 40)
        except (Refused, ValueError):
            refused += 1
    return refused


if __name__ == "__main__":
    if VARIANT == "sequential":
        book(60000)
        book(60000)
    else:
        tasks = [threading.Thread(target=book, args=(60000,)) for _ in range(2)]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
