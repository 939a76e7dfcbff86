# Integers beyond a machine's word: factorials, Fibonacci's numbers, digits of pi, modular powers.


def factorial(n):
    product = 1
    for i in range(2, n + 1):
        product *= i
    return product


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def pi_digits(count):
    # Gibbons' spigot.
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    digits = []
    while len(digits) < count:
        if 4 * q + r - t < n * t:
            digits.append(n)
            q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, k, n, l = (
                q * k,
                (2 * q + r) * l,
                t * l,
                k + 1,
                (q * (7 * k + 2) + r * l) // (t * l),
                l + 2,
            )
    return digits


def fermat(n, bases):
    return all(pow(base, n - 1, n) == 1 for base in bases)


prime = 2**521 - 1
print(factorial(4_000) % 10**9 + 7, fibonacci(50_000) % 10**12)
print("".join(map(str, pi_digits(1_500)))[-10:], sum(map(int, str(3**8_000))))
print([fermat(prime + offset, (2, 3, 5, 7)) for offset in (0, 2, 6, 8)])
