# Matrix multiplication row by row: in a pool of threads, in processes, and in shared memory.
# >   40   20    0  -20  -40
# >  -20  -10    0   10   20
# >  -80  -40    0   40   80
# > shape: (3, 5) corner: 80
# > threads agree: True
# > neutral: True
# > processes agree: True
# > shared memory agrees: True
# > error: shapes (4, 5) and (3, 4) do not fit
# > error: rows of different lengths
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Array, Pool, Process


class Matrix:
    def __init__(self, rows):
        self.rows = [list(row) for row in rows]
        if len({len(row) for row in self.rows}) != 1:
            raise ValueError("rows of different lengths")

    @property
    def shape(self):
        return len(self.rows), len(self.rows[0])

    @property
    def columns(self):
        return list(zip(*self.rows))

    @classmethod
    def identity(cls, size):
        return cls([[int(i == j) for j in range(size)] for i in range(size)])

    def __eq__(self, other):
        return isinstance(other, Matrix) and self.rows == other.rows

    def __getitem__(self, place):
        row, column = place
        return self.rows[row][column]

    def __str__(self):
        return "\n".join(" ".join(f"{value:4}" for value in row) for row in self.rows)


def multiply_row(task):
    row, columns = task
    return [sum(a * b for a, b in zip(row, column)) for column in columns]


def multiply(left, right, map_rows=map):
    if left.shape[1] != right.shape[0]:
        raise ValueError(f"shapes {left.shape} and {right.shape} do not fit")
    columns = right.columns
    return Matrix(map_rows(multiply_row, [(row, columns) for row in left.rows]))


def fill_row(target, left, right, number):
    width = right.shape[1]
    target[number * width : (number + 1) * width] = multiply_row((left.rows[number], right.columns))


def multiply_shared(left, right):
    height, width = left.shape[0], right.shape[1]
    target = Array("i", height * width)
    processes = [
        Process(target=fill_row, args=(target, left, right, number)) for number in range(height)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    flat = target[:]
    return Matrix([flat[i * width : (i + 1) * width] for i in range(height)])


def main():
    left = Matrix([[i * 3 - j for j in range(4)] for i in range(3)])
    right = Matrix([[(i + 1) * (j - 2) for j in range(5)] for i in range(4)])
    expected = multiply(left, right)
    print(expected)
    print("shape:", expected.shape, "corner:", expected[2, 4])
    with ThreadPoolExecutor(3) as threads:
        print("threads agree:", multiply(left, right, threads.map) == expected)
        print("neutral:", multiply(left, Matrix.identity(4), threads.map) == left)
    with Pool(2) as pool:
        print("processes agree:", multiply(left, right, pool.map) == expected)
    print("shared memory agrees:", multiply_shared(left, right) == expected)
    for wrong in (lambda: multiply(right, left), lambda: Matrix([[1, 2], [3]])):
        try:
            wrong()
        except ValueError as error:
            print("error:", error)


if __name__ == "__main__":
    main()
