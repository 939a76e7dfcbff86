# A crossing of two roads: the lights change in turn, cars pass on green only.
# > north-south green
# > car from north-south
# > car from north-south
# > car from north-south
# > north-south yellow
# > north-south red
# > east-west green
# > car from east-west
# > car from east-west
# > east-west yellow
# > east-west red
# > north-south green
# > car from north-south
# > north-south yellow
# > north-south red
# > passed: {'north-south': 4, 'east-west': 2} late car too: True
# > violations: 0 ['walks along east-west']
# > waiting: 1 done: 0
# > cancelled: True the bridge is free: True
import asyncio
from collections import Counter

GREEN, YELLOW = 0.1, 0.05
ROADS = ("north-south", "east-west")


class Light:
    def __init__(self, road):
        self.road = road
        self.colour = "red"
        self.green = asyncio.Event()

    def show(self, colour, log):
        self.colour = colour
        log.append(f"{self.road} {colour}")
        if colour == "green":
            self.green.set()
        else:
            self.green.clear()


class Crossing:
    def __init__(self):
        self.log = []
        self.lights = {road: Light(road) for road in ROADS}
        self.bridge = asyncio.Lock()
        self.passed = Counter()
        self.violations = 0

    async def control(self, rounds):
        for turn in range(rounds):
            light = self.lights[ROADS[turn % len(ROADS)]]
            for colour, seconds in (("green", GREEN), ("yellow", YELLOW), ("red", 0)):
                light.show(colour, self.log)
                self.check()
                await asyncio.sleep(seconds)

    def check(self):
        if sum(light.colour != "red" for light in self.lights.values()) > 1:
            self.violations += 1

    async def drive(self, road):
        light = self.lights[road]
        while True:
            await light.green.wait()
            async with self.bridge:
                # It may have changed while the car waited behind others.
                if light.colour != "green":
                    continue
                self.passed[road] += 1
                self.log.append(f"car from {road}")
                await asyncio.sleep(0)
                return


async def pedestrian(crossing, road, walked):
    """Walks while the other road has green, at most once."""
    light = crossing.lights[road]
    try:
        async with asyncio.timeout(10):
            await light.green.wait()
            walked.append(f"walks along {road}")
    except TimeoutError:
        walked.append("gives up")


async def main():
    crossing, walked = Crossing(), []
    cars = ["north-south"] * 3 + ["east-west"] * 2
    async with asyncio.TaskGroup() as group:
        group.create_task(crossing.control(rounds=3))
        for road in cars:
            group.create_task(crossing.drive(road))
        group.create_task(pedestrian(crossing, "east-west", walked))
        await asyncio.sleep(0.2)
        late = group.create_task(crossing.drive("north-south"))
    for line in crossing.log:
        print(line)
    print("passed:", dict(crossing.passed), "late car too:", late.done())
    print("violations:", crossing.violations, walked)

    # With all lights red for good, cars wait until somebody gives up.
    closed = Crossing()
    car = asyncio.create_task(closed.drive("east-west"))
    done, pending = await asyncio.wait([car], timeout=0.02)
    print("waiting:", len(pending), "done:", len(done))
    car.cancel()
    await asyncio.gather(car, return_exceptions=True)
    print("cancelled:", car.cancelled(), "the bridge is free:", not closed.bridge.locked())


asyncio.run(main())
