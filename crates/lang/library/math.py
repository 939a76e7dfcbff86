"""What of `math` needs no Rust."""

from _playground import _frexp
from math import copysign as _copysign, fmod as _fmod, gcd as _gcd, inf as _inf, nan as _nan
from math import nextafter as _nextafter, pi as _pi, sqrt as _sqrt
from operator import index as _index


def dist(p, q, /):
    """The distance between two points."""
    if len(p) != len(q):
        raise ValueError("both points must have the same number of dimensions")
    return _sqrt(fsum([float(a - b) ** 2 for a, b in zip(p, q)]))


def fsum(seq, /):
    """The exact sum of floats, rounded once."""
    parts = []
    for x in seq:
        x = float(x)
        if x - x != 0.0:
            return sum([float(item) for item in seq])
        n = 0
        for y in parts:
            if abs(x) < abs(y):
                x, y = y, x
            high = x + y
            low = y - (high - x)
            if low:
                parts[n] = low
                n += 1
            x = high
        parts[n:] = [x]
    return _rounded(parts)


def _rounded(parts):
    if not parts:
        return 0.0
    high = parts.pop()
    while parts:
        x = high
        y = parts.pop()
        high = x + y
        low = y - (high - x)
        if low:
            # Half of a last digit is rounded by what comes after it.
            if parts and (low > 0) == (parts[-1] > 0):
                y = low * 2.0
                x = high + y
                if y == x - high:
                    high = x
            break
    return high


def degrees(x, /):
    """An angle in degrees."""
    return x * (180.0 / _pi)


def radians(x, /):
    """An angle in radians."""
    return x * (_pi / 180.0)


def trunc(x, /):
    """The integer part."""
    method = getattr(x, "__trunc__", None)
    if method is not None:
        return method()
    if not isinstance(x, (int, float)):
        raise TypeError(f"type {type(x).__name__} doesn't define __trunc__ method")
    return int(x)


def isfinite(x, /):
    """Whether x is neither infinite nor NaN."""
    return x - x == 0


def modf(x, /):
    """The fractional and the integer part, as floats."""
    x = float(x)
    if x - x != 0.0:
        return (_copysign(0.0, x), x) if x == x else (x, x)
    whole = float(int(x))
    return _copysign(x - whole, x), _copysign(whole, x)


def frexp(x, /):
    """(m, e) with x == m * 2**e and m from 0.5 to below 1."""
    return _frexp(x)


def ldexp(x, i, /):
    """x * 2**i."""
    x = float(x)
    while i > 1000 and x - x == 0.0 and x:
        x, i = x * 2.0**1000, i - 1000
    while i < -1000 and x:
        x, i = x * 2.0**-1000, i + 1000
    y = x * 2.0 ** max(min(i, 1000), -1000)
    if y - y != 0.0 and x - x == 0.0:
        raise OverflowError("math range error")
    return y


def ulp(x, /):
    """What the last digit of a float is worth."""
    x = abs(float(x))
    if x - x != 0.0:
        return x
    above = _nextafter(x, _inf)
    return x - _nextafter(x, 0.0) if above == _inf else above - x


def remainder(x, y, /):
    """What is left of x by the multiple of y that is closest."""
    x, y = float(x), float(y)
    if x != x or y != y:
        return _nan
    if x - x != 0.0 or y == 0.0:
        raise ValueError("math domain error")
    if y - y != 0.0:
        return x
    y = abs(y)
    m = _fmod(abs(x), y)
    c = y - m
    if m < c:
        r = m
    elif m > c:
        r = -c
    else:
        r = m - 2.0 * _fmod(0.5 * (abs(x) - m), y)
    return _copysign(1.0, x) * r


def isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0):
    """Whether two numbers differ by little."""
    if rel_tol < 0 or abs_tol < 0:
        raise ValueError("tolerances must be non-negative")
    if a == b:
        return True
    if not (isfinite(a) and isfinite(b)):
        return False
    return abs(a - b) <= max(rel_tol * max(abs(a), abs(b)), abs_tol)


def lcm(*integers):
    """The least common multiple."""
    result = 1
    for n in integers:
        n = _index(n)
        if n == 0:
            return 0
        result = abs(result * n) // _gcd(result, n)
    return result


def comb(n, k, /):
    """How many ways there are to choose k of n."""
    n, k = _non_negative(n, k)
    if k > n:
        return 0
    result = 1
    for i in range(1, min(k, n - k) + 1):
        result = result * (n - i + 1) // i
    return result


def perm(n, k=None, /):
    """How many ways there are to choose k of n in order."""
    n, k = _non_negative(n, n if k is None else k)
    result = 1
    for i in range(n - k + 1, n + 1):
        result *= i
    return result if k <= n else 0


def _non_negative(n, k):
    n, k = _index(n), _index(k)
    if n < 0:
        raise ValueError("n must be a non-negative integer")
    if k < 0:
        raise ValueError("k must be a non-negative integer")
    return n, k
