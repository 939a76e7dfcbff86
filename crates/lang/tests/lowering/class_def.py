class Point(Base):
    x: int = 0

    def area(self):
        return super().area() * self.__scale
