# Particles that move in a box: fields of instances, read and written.


class Particle:
    def __init__(self, x, y, dx, dy):
        self.x = x
        self.y = y
        self.dx = dx
        self.dy = dy
        self.bounces = 0


def move(particle, width, height):
    particle.x += particle.dx
    particle.y += particle.dy
    if particle.x < 0 or particle.x > width:
        particle.dx = -particle.dx
        particle.bounces += 1
    if particle.y < 0 or particle.y > height:
        particle.dy = -particle.dy
        particle.bounces += 1


particles = [Particle(i % 50, i * 3 % 40, i % 7 - 3, i % 5 - 2) for i in range(100)]
for _ in range(6_000):
    for particle in particles:
        move(particle, 50, 40)
print(sum(particle.bounces for particle in particles))
