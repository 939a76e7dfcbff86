# CPU-bound with texts: lines are parsed, formatted and joined.
# variants: sequential, threads
# cores: 1, 2
import threading

VARIANT = "sequential"


def lines(n):
    return [f"{i},name{i % 97},{i * 0.25:.2f}" for i in range(n)]


def report(n):
    parts = []
    for line in lines(n):
        number, name, price = line.split(",")
        if name.startswith("name1"):
            name = name.upper()
        cents = int(float(price) * 100)
        parts.append(f"{int(number):>6} {name:<10} {cents:08d}")
    text = "\n".join(parts)
    return len(text.replace("0", "").strip())


if __name__ == "__main__":
    if VARIANT == "sequential":
        report(25000)
        report(25000)
    else:
        tasks = [threading.Thread(target=report, args=(25000,)) for _ in range(2)]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
