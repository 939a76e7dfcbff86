# Rows of the Mandelbrot set, computed by worker processes that take row numbers from a queue.
# > |         ...................................
# > |       ................:::::-*=-::::........
# > |      ..............:::::::-%%@+%:::::......
# > |     ............:::::-+%=++%@@%+==--%:.....
# > |    .........:::::::--=+%@@@@@@@@@@@@=-:....
# > |    ...:::::-=++=*===+@@@@@@@@@@@@@@@@%::...
# > |   .:::::::-=+@@@@@@@@@@@@@@@@@@@@@@@@-:::..
# > |   @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@+--:::..
# > |   .:::::::-=+@@@@@@@@@@@@@@@@@@@@@@@@-:::..
# > |    ...:::::-=++=*===+@@@@@@@@@@@@@@@@%::...
# > |    .........:::::::--=+%@@@@@@@@@@@@=-:....
# > |     ............:::::-+%=++%@@%+==--%:.....
# > |      ..............:::::::-%%@+%:::::......
# > |       ................:::::-*=-::::........
# > |         ...................................
# > points inside: 143 of 660
# > exit codes: [0, 0]
# > mirrored: True
from multiprocessing import JoinableQueue, Manager, Process, Value

WIDTH, HEIGHT = 44, 15
LEFT, RIGHT, TOP, BOTTOM = -2.2, 0.8, 1.2, -1.2
SHADES = " .:-=+*%@"
LIMIT = 30


def escape_time(cx, cy):
    """After how many steps the point has left the circle of radius two; LIMIT if never."""
    x = y = 0.0
    for step in range(LIMIT):
        if x * x + y * y > 4:
            return step
        x, y = x * x - y * y + cx, 2 * x * y + cy
    return LIMIT


def compute_row(row):
    cy = TOP + (BOTTOM - TOP) * row / (HEIGHT - 1)
    steps = (RIGHT - LEFT) / (WIDTH - 1)
    return [escape_time(LEFT + steps * column, cy) for column in range(WIDTH)]


def shade(time):
    return SHADES[-1] if time == LIMIT else SHADES[min(time // 2, len(SHADES) - 2)]


def worker(rows, picture, inside):
    while True:
        row = rows.get()
        try:
            if row is None:
                return
            times = compute_row(row)
            picture[row] = "".join(map(shade, times)).rstrip()
            with inside.get_lock():
                inside.value += times.count(LIMIT)
        finally:
            rows.task_done()


def main():
    rows, inside = JoinableQueue(), Value("i", 0)
    with Manager() as manager:
        picture = manager.dict()
        workers = [
            Process(target=worker, args=(rows, picture, inside), name=f"painter {number}")
            for number in range(2)
        ]
        for process in workers:
            process.start()
        for row in range(HEIGHT):
            rows.put(row)
        rows.join()
        for _ in workers:
            rows.put(None)
        for process in workers:
            process.join()
        lines = [picture[row] for row in range(HEIGHT)]
    for line in lines:
        print(f"|{line}")
    print("points inside:", inside.value, "of", WIDTH * HEIGHT)
    print("exit codes:", [process.exitcode for process in workers])
    print("mirrored:", lines == lines[::-1])


if __name__ == "__main__":
    main()
