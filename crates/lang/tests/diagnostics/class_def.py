class Account(*bases):
    return 1


class Box[T]:
    yield 1
