class Account:
    def __init__(self):
        self.balance = 0

print(Account)
