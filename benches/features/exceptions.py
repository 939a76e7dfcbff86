# Input that is wrong every few lines: exceptions raised, caught by their class, raised anew, cleaned up after.


class InputError(Exception):
    def __init__(self, line, reason):
        super().__init__(f"line {line}: {reason}")
        self.line = line


def parse(line, text):
    try:
        value = int(text)
    except ValueError as error:
        raise InputError(line, "no number") from error
    if value < 0:
        raise InputError(line, "negative")
    return value


def divide(total, by):
    try:
        return total // by
    except ZeroDivisionError:
        return 0
    finally:
        counts["divided"] += 1


def look_up(table, key):
    try:
        return table[key]
    except KeyError:
        return -1


counts = {"divided": 0, "wrong": 0}
texts = ["12", "7", "x", "0", "-3", "40", "", "5"]
table = {i: i * i for i in range(0, 100, 2)}
total = 0
lines = 0
for line in range(100_000):
    try:
        value = parse(line, texts[line % 8])
        total += divide(line, value)
    except InputError as error:
        counts["wrong"] += 1
        lines += error.line
    total += look_up(table, line % 100)
print(total, lines, counts)
