# CPU-bound with big integers: factorials and powers, and their last digits.
# variants: sequential, threads
# cores: 2
import threading

VARIANT = "sequential"


def digits(n):
    factorial = 1
    last = 0
    for i in range(1, n):
        factorial *= i
        last += factorial % 1000003
    power = 3 ** (n * 4)
    for _ in range(n):
        power //= 10
    return last + power % 1000003


if __name__ == "__main__":
    if VARIANT == "sequential":
        digits(5000)
        digits(5000)
    else:
        tasks = [threading.Thread(target=digits, args=(5000,)) for _ in range(2)]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
