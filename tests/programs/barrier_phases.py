# The game of life on strips: threads compute, meet at a barrier, and swap the grids together.
# > ..........
# > ..........
# > ..........
# > ....#.....
# > .....#....
# > ...##.##..
# > .......#..
# > .......#..
# > ..........
# > ..........
# > generations: 8 alive: [8, 8, 8, 8, 8, 8, 8, 8, 8]
# > each index once a generation: [8, 8, 8]
# > as with one thread: True
import threading

WORLD = """
..........
..#.......
...#......
.###......
..........
.......#..
.......#..
.......#..
..........
..........
"""
GENERATIONS = 8
STRIPS = 3


class World:
    def __init__(self, picture):
        rows = picture.strip().splitlines()
        self.height, self.width = len(rows), len(rows[0])
        self.cells = [[mark == "#" for mark in row] for row in rows]
        self.next_cells = [[False] * self.width for _ in rows]
        self.generation = 0
        self.history = [self.alive()]

    def alive(self):
        return sum(map(sum, self.cells))

    def neighbours(self, row, column):
        return sum(
            self.cells[(row + down) % self.height][(column + right) % self.width]
            for down in (-1, 0, 1)
            for right in (-1, 0, 1)
            if down or right
        )

    def compute(self, rows):
        for row in rows:
            for column in range(self.width):
                count = self.neighbours(row, column)
                self.next_cells[row][column] = count == 3 or count == 2 and self.cells[row][column]

    def advance(self):
        """The action of the barrier: called by one thread while the others wait."""
        self.cells, self.next_cells = self.next_cells, self.cells
        self.generation += 1
        self.history.append(self.alive())

    def __str__(self):
        return "\n".join("".join(".#"[cell] for cell in row) for row in self.cells)


def strip(world, rows, barrier, indices):
    for _ in range(GENERATIONS):
        world.compute(rows)
        indices.append(barrier.wait())


def run(picture, strips):
    world = World(picture)
    barrier = threading.Barrier(strips, action=world.advance)
    indices = []
    threads = [
        threading.Thread(
            target=strip, args=(world, range(n, world.height, strips), barrier, indices)
        )
        for n in range(strips)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return world, indices


world, indices = run(WORLD, STRIPS)
print(world)
print("generations:", world.generation, "alive:", world.history)
print("each index once a generation:", [indices.count(n) for n in range(STRIPS)])
alone, _ = run(WORLD, 1)
print("as with one thread:", alone.cells == world.cells)
