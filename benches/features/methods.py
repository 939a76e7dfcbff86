# A stack machine in classes: methods that call methods, some of them inherited.


class Store:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop()

    def size(self):
        return len(self.items)


class Machine(Store):
    def __init__(self):
        super().__init__()
        self.steps = 0

    def step(self):
        self.steps += 1

    def add(self):
        right = self.pop()
        left = self.pop()
        self.push(left + right)
        self.step()

    def multiply(self):
        right = self.pop()
        left = self.pop()
        self.push(left * right % 1_000_003)
        self.step()

    def duplicate(self):
        top = self.pop()
        self.push(top)
        self.push(top)
        self.step()


machine = Machine()
machine.push(3)
for number in range(150_000):
    machine.duplicate()
    machine.multiply()
    machine.push(number)
    machine.add()
print(machine.pop(), machine.size(), machine.steps)
