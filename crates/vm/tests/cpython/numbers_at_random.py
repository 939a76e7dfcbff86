# Arithmetic on numbers of many sizes, folded into sums that show any difference.
state = 987654321


def random(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 18446744073709551616
    return state // 4294967296 % n


def integer():
    size = random(5)
    number = random(10) if size == 0 else random(2**31) ** size if size < 4 else random(2**31) * 2**32
    return -number if random(2) else number


def decimal():
    number = (random(2**31) + 1) / (random(2**20) + 1) * 10.0 ** (random(60) - 30)
    return -number if random(2) else number


for turn in range(400):
    a, b = integer(), integer()
    x, y = decimal(), decimal()
    print(a + b, a - b, a * b, a & b, a | b, a ^ b, a < b, a == b, hash(a))
    if b:
        print(a // b, a % b, divmod(a, b), a / b, divmod(b, a) if a else None)
    print(x, y, x + y, x - y, x * y, x / y, x // y, x % y, divmod(y, x), hash(x))
    print(a < x, a == int(a), x < y, float(a), int(x), round(x, 3), round(x), round(x, -3))
    print(a * x, x - a, a + y, a / x, a // 7 if a else 0)
    print(f"{x:.3f} {x:e} {x:g} {x:.10g} {x:,.2f} {a:,} {a:x} {x:%} {x:.0f} {x:.1e}")
    print(str(x), repr(y), float(repr(x)) == x, int(str(a)) == a, a >> 5, a << 70, ~a, -a, abs(a))
    print(round(a, -3), a.bit_length(), bin(a), a**3, x**2 if abs(x) < 1e100 else 0)
