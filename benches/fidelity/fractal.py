# CPU-bound with floats: rows of a Mandelbrot set.
# variants: sequential, threads
# cores: 1, 2
import threading

VARIANT = "sequential"


def rows(start, stop, size=90, limit=60):
    total = 0
    for y in range(start, stop):
        for x in range(size):
            cr, ci = 3.0 * x / size - 2.0, 2.0 * y / size - 1.0
            zr = zi = 0.0
            for i in range(limit):
                zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
                if zr * zr + zi * zi > 4.0:
                    break
            total += i
    return total


if __name__ == "__main__":
    parts = [(0, 30), (30, 60), (60, 90)]
    if VARIANT == "sequential":
        for part in parts:
            rows(*part)
    else:
        tasks = [threading.Thread(target=rows, args=part) for part in parts]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
