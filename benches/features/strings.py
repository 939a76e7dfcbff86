# Lines of a log, written with f-strings, taken apart again, and counted: split, join, strip, replace.


def write_log(n):
    levels = ["debug", "info", "warning", "error"]
    lines = []
    for i in range(n):
        level = levels[i * 7 % 4]
        lines.append(f"{i:06d} [{level.upper()}] worker-{i % 8}: took {i % 97 / 10:.2f} s ")
    return "\n".join(lines)


def read_log(text):
    seconds = {}
    names = set()
    for line in text.splitlines():
        head, _, message = line.strip().partition(": ")
        number, level, worker = head.split(" ")
        level = level.strip("[]").lower()
        if message.startswith("took ") and message.endswith(" s"):
            took = float(message[5:-2])
            seconds[level] = seconds.get(level, 0.0) + took
        names.add(worker.replace("worker", "w") + number[-1])
    return seconds, names


log = write_log(60_000)
seconds, names = read_log(log)
letters = sum(1 for char in log[:200_000] if char.isalpha())
print(len(log), letters, len(names))
for level in sorted(seconds):
    print(f"{level:<8}|{seconds[level]:>12.3f}")
