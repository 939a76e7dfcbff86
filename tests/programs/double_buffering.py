# One thread draws the next frame while another shows the last one; they swap in between.
# > 0: o............*..
# > 1: ..>o.........-..
# > 2: ....>.o......*..
# > 3: ......>..o...-..
# > 4: ........>...o*..
# > 5: ..........>..-.o
# > 6: ............o*..
# > 7: .........o...->.
# > swaps: 8 two frames only: True
# > shown last: 7 blinks: 8
# > alone: BrokenBarrierError True 0
import threading
import time


class DoubleBuffer:
    def __init__(self, make):
        self.front, self.back = make(), make()
        self._barrier = threading.Barrier(2, action=self._swap)
        self.swaps = 0

    def _swap(self):
        self.front, self.back = self.back, self.front
        self.swaps += 1

    def meet(self):
        self._barrier.wait(timeout=30)


class Frame:
    WIDTH = 16

    def __init__(self):
        self.number = None
        self.cells = [" "] * Frame.WIDTH

    def draw(self, number, shapes):
        self.number = number
        self.cells = ["."] * Frame.WIDTH
        for shape in shapes:
            self.cells[shape.position(number)] = shape.mark

    def __str__(self):
        return f"{self.number}: {''.join(self.cells)}"


class Walker:
    mark = ">"

    def position(self, time):
        return time * 2 % Frame.WIDTH


class Bouncer:
    mark = "o"

    def position(self, time):
        turn = 2 * (Frame.WIDTH - 1)
        return min(time * 3 % turn, turn - time * 3 % turn)


class Blinker:
    def __init__(self, place):
        self.place = place
        self.seen = 0

    @property
    def mark(self):
        self.seen += 1
        return "*" if self.seen % 2 else "-"

    def position(self, time):
        return self.place


def draw_all(buffer, shapes, frames):
    for number in range(frames):
        buffer.back.draw(number, shapes)
        time.sleep(0.002)
        buffer.meet()


def show_all(buffer, screen, frames):
    for _ in range(frames):
        buffer.meet()
        screen.append(str(buffer.front))
        time.sleep(0.001)


FRAMES = 8
buffer, screen = DoubleBuffer(Frame), []
shapes = [Blinker(13), Walker(), Bouncer()]
threads = [
    threading.Thread(target=draw_all, args=(buffer, shapes, FRAMES)),
    threading.Thread(target=show_all, args=(buffer, screen, FRAMES)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(*screen, sep="\n")
print("swaps:", buffer.swaps, "two frames only:", buffer.front is not buffer.back)
print("shown last:", buffer.front.number, "blinks:", shapes[0].seen)

# Somebody who never comes breaks the meeting.
lonely = DoubleBuffer(list)
lonely._barrier = threading.Barrier(2, action=lonely._swap, timeout=0.02)
try:
    lonely._barrier.wait()
except threading.BrokenBarrierError as error:
    print("alone:", type(error).__name__, lonely._barrier.broken, lonely.swaps)
