# A tracer of rays on vectors with operators, shapes with inheritance, properties and dunder methods.


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    @property
    def length(self):
        return self.dot(self) ** 0.5

    def unit(self):
        return self * (1.0 / self.length)


class Shape:
    count = 0

    def __init__(self, name):
        self.name = name
        Shape.count += 1

    def hit(self, origin, direction):
        raise NotImplementedError

    @staticmethod
    def nearest(distances):
        known = [distance for distance in distances if distance is not None]
        return min(known) if known else None


class Sphere(Shape):
    def __init__(self, center, radius):
        super().__init__("sphere")
        self.center = center
        self.radius = radius

    def hit(self, origin, direction):
        to_center = self.center - origin
        along = to_center.dot(direction)
        missed_by = to_center.dot(to_center) - along * along
        beyond = self.radius * self.radius - missed_by
        if beyond < 0 or along < 0:
            return None
        return along - beyond**0.5


class Plane(Shape):
    def __init__(self, height):
        super().__init__("plane")
        self.height = height

    def hit(self, origin, direction):
        if direction.y >= 0:
            return None
        return (self.height - origin.y) / direction.y


shapes = [Sphere(Vector(i - 2.0, 0.0, 6.0 + i), 1.0) for i in range(5)]
shapes.append(Plane(-1.0))
origin = Vector(0.0, 0.0, 0.0)
hits = 0
depth = 0.0
for row in range(180):
    for column in range(180):
        direction = Vector(column / 90 - 1.0, 1.0 - row / 90, 1.0).unit()
        distance = Shape.nearest([shape.hit(origin, direction) for shape in shapes])
        if distance is not None:
            hits += 1
            depth += (origin + direction * distance).length
print(hits, round(depth, 6), Shape.count)
