# CPU-bound with classes: a simulation of particles by methods and attributes.
# variants: sequential, threads
# cores: 2
import threading

VARIANT = "sequential"


class Particle:
    def __init__(self, x, v):
        self.x = x
        self.v = v

    def move(self, dt):
        self.x += self.v * dt
        if self.x < 0.0 or self.x > 1.0:
            self.v = -self.v


def simulate(steps):
    particles = [Particle(i / 20, (i - 10) / 10) for i in range(20)]
    for _ in range(steps):
        for particle in particles:
            particle.move(0.01)
    return sum(particle.x for particle in particles)


if __name__ == "__main__":
    if VARIANT == "sequential":
        simulate(20000)
        simulate(20000)
    else:
        tasks = [threading.Thread(target=simulate, args=(20000,)) for _ in range(2)]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
