# Transfers between accounts lock both in a fixed order, so money is neither lost nor stuck.
# > total before and after: 1350 1350
# > nobody in debt: True
# > numbers: [1000, 1001, 1002, 1003]
# > Ann -> Bob: 120
# > refused: Bob lacks 1
# > Bob -> Ann: 70
# > {'Ann': 250, 'Bob': 100}
import random
import threading


class InsufficientFunds(Exception):
    def __init__(self, account, amount):
        super().__init__(f"{account.owner} lacks {amount - account.balance}")


class Account:
    _numbers = iter(range(1000, 2000))

    def __init__(self, owner, balance):
        self.number = next(Account._numbers)
        self.owner = owner
        self.lock = threading.Lock()
        self._balance = balance

    @property
    def balance(self):
        return self._balance

    def deposit(self, amount):
        self._balance += amount

    def withdraw(self, amount):
        if amount > self._balance:
            raise InsufficientFunds(self, amount)
        self._balance -= amount


class Bank:
    def __init__(self, balances):
        self.accounts = {owner: Account(owner, balance) for owner, balance in balances.items()}
        self.refused = 0
        self.refused_lock = threading.Lock()

    def transfer(self, source, target, amount):
        source, target = self.accounts[source], self.accounts[target]
        first, second = sorted((source, target), key=lambda account: account.number)
        with first.lock, second.lock:
            source.withdraw(amount)
            target.deposit(amount)

    def total(self):
        return sum(account.balance for account in self.accounts.values())


def customer(bank, seed, transfers):
    chooser = random.Random(seed)
    owners = list(bank.accounts)
    for _ in range(transfers):
        source, target = chooser.sample(owners, 2)
        try:
            bank.transfer(source, target, chooser.randrange(1, 50))
        except InsufficientFunds:
            with bank.refused_lock:
                bank.refused += 1


def main():
    bank = Bank({"Ann": 300, "Bob": 50, "Cy": 0, "Di": 1000})
    before = bank.total()
    threads = [threading.Thread(target=customer, args=(bank, seed, 40)) for seed in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("total before and after:", before, bank.total())
    print("nobody in debt:", all(account.balance >= 0 for account in bank.accounts.values()))
    print("numbers:", [account.number for account in bank.accounts.values()])

    # One after the other, the results are known.
    bank = Bank({"Ann": 300, "Bob": 50})
    for source, target, amount in [("Ann", "Bob", 120), ("Bob", "Ann", 171), ("Bob", "Ann", 70)]:
        try:
            bank.transfer(source, target, amount)
            print(f"{source} -> {target}: {amount}")
        except InsufficientFunds as error:
            print("refused:", error)
    print({owner: account.balance for owner, account in bank.accounts.items()})


main()
