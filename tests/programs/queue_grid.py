# A grid of tasks multiplies matrices: values flow right and down through asyncio queues.
# > [58, 64, 4, 5]
# > [139, 154, 10, 11]
# > as computed in one place: True
# > steps of each cell: {3}
# > tasks left: 0
# > sixth power: [[19, 14, 9], [14, 14, 5], [9, 5, 5]]
# > starved after 1 step, total 2
import asyncio


class Cell:
    """Multiplies what comes from the left and from above, adds it up, and passes both on."""

    def __init__(self, row, column):
        self.row, self.column = row, column
        self.total = 0
        self.left, self.up = asyncio.Queue(1), asyncio.Queue(1)
        self.right = self.down = None
        self.steps = 0

    async def run(self, length):
        for _ in range(length):
            a, b = await asyncio.gather(self.left.get(), self.up.get())
            self.total += a * b
            self.steps += 1
            if self.right is not None:
                await self.right.put(a)
            if self.down is not None:
                await self.down.put(b)


class Grid:
    def __init__(self, height, width):
        self.cells = [[Cell(i, j) for j in range(width)] for i in range(height)]
        for i, row in enumerate(self.cells):
            for j, cell in enumerate(row):
                if j + 1 < width:
                    cell.right = self.cells[i][j + 1].left
                if i + 1 < height:
                    cell.down = self.cells[i + 1][j].up

    async def multiply(self, left, right):
        length = len(right)
        async with asyncio.TaskGroup() as group:
            for row in self.cells:
                for cell in row:
                    group.create_task(cell.run(length), name=f"cell {cell.row},{cell.column}")
            for i, row in enumerate(left):
                group.create_task(feed(self.cells[i][0].left, row))
            for j, column in enumerate(zip(*right)):
                group.create_task(feed(self.cells[0][j].up, column))
        return [[cell.total for cell in row] for row in self.cells]


async def feed(line, values):
    for value in values:
        await line.put(value)


def plain(left, right):
    columns = list(zip(*right))
    return [[sum(a * b for a, b in zip(row, column)) for column in columns] for row in left]


async def main():
    left = [[1, 2, 3], [4, 5, 6]]
    right = [[7, 8, 1, 0], [9, 10, 0, 1], [11, 12, 1, 1]]
    grid = Grid(len(left), len(right[0]))
    product = await grid.multiply(left, right)
    for row in product:
        print(row)
    print("as computed in one place:", product == plain(left, right))
    print("steps of each cell:", {cell.steps for row in grid.cells for cell in row})
    print("tasks left:", len(asyncio.all_tasks()) - 1)

    identity = [[int(i == j) for j in range(3)] for i in range(3)]
    power = identity
    step = [[1, 1, 0], [1, 0, 1], [0, 1, 0]]
    for _ in range(6):
        power = await Grid(3, 3).multiply(power, step)
    print("sixth power:", power)

    # A row that is too short leaves cells waiting; the group is cancelled from outside.
    starved = Grid(1, 1)
    try:
        async with asyncio.timeout(0.05):
            await starved.multiply([[1]], [[2], [3]])
    except TimeoutError:
        cell = starved.cells[0][0]
        print("starved after", cell.steps, "step, total", cell.total)


asyncio.run(main())
