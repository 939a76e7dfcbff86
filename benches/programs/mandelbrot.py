# The Mandelbrot set on a grid of 240 by 240: floats in a nested loop.


def iterations(cx, cy, limit):
    x = 0.0
    y = 0.0
    for i in range(limit):
        xx = x * x
        yy = y * y
        if xx + yy > 4.0:
            return i
        y = 2.0 * x * y + cy
        x = xx - yy + cx
    return limit


def mandelbrot(size, limit):
    total = 0
    for row in range(size):
        cy = row / size * 2.0 - 1.0
        for column in range(size):
            cx = column / size * 3.0 - 2.0
            total += iterations(cx, cy, limit)
    return total


print(mandelbrot(240, 100))
