# CPU-bound with lists of lists: a matrix product, in bands of rows.
# variants: sequential, threads, processes
# cores: 1, 2
import multiprocessing
import threading

VARIANT = "sequential"
SIZE = 90
A = [[(i * 7 + j * 3) % 11 + 0.5 for j in range(SIZE)] for i in range(SIZE)]
B = [[(i * 5 + j * 2) % 13 - 0.5 for j in range(SIZE)] for i in range(SIZE)]


def multiply(start, stop):
    rows = []
    for i in range(start, stop):
        row = []
        for j in range(SIZE):
            total = 0.0
            for k in range(SIZE):
                total += A[i][k] * B[k][j]
            row.append(total)
        rows.append(row)
    return rows


if __name__ == "__main__":
    bands = [(0, 30), (30, 60), (60, 90)]
    if VARIANT == "sequential":
        for band in bands:
            multiply(*band)
    else:
        make = threading.Thread if VARIANT == "threads" else multiprocessing.Process
        tasks = [make(target=multiply, args=band) for band in bands]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
