"""Means, medians and deviations."""

from bisect import bisect_left as _bisect_left
from collections import Counter as _Counter
from math import fsum as _fsum, isqrt as _isqrt, sqrt as _sqrt


class StatisticsError(ValueError):
    """What too few values raise."""

    __module__ = "statistics"


def _values(data, function, least=1):
    data = list(data)
    if len(data) < least:
        if least == 2:
            raise StatisticsError(f"{function} requires at least two data points")
        raise StatisticsError(f"{function} requires at least one data point")
    return data


def _exact(x):
    return (x, 1) if isinstance(x, int) else x.as_integer_ratio()


def _total(data):
    # The exact sum, as a fraction.
    total, scale = 0, 1
    for x in data:
        a, b = _exact(x)
        if b > scale:
            total, scale = total * (b // scale), b
        total += a * (scale // b)
    return total, scale


def _divided(data, total, n):
    if total % n == 0 and all([isinstance(x, int) for x in data]):
        return total // n
    return total / n


def mean(data):
    """The arithmetic mean."""
    data = _values(data, "mean")
    total, scale = _total(data)
    return _divided(data, total, scale * len(data))


def fmean(data, weights=None):
    """The arithmetic mean as a float."""
    data = list(data)
    if not data:
        raise StatisticsError("fmean requires at least one data point")
    if weights is None:
        return _fsum(data) / len(data)
    weights = list(weights)
    if len(weights) != len(data):
        raise StatisticsError("data and weights must be the same length")
    return _fsum([x * w for x, w in zip(data, weights)]) / _fsum(weights)


def median(data):
    """The value in the middle, or the mean of the two there."""
    data = sorted(data)
    n = len(data)
    if n == 0:
        raise StatisticsError("no median for empty data")
    return data[n // 2] if n % 2 else (data[n // 2 - 1] + data[n // 2]) / 2


def median_low(data):
    """The lower of the values in the middle."""
    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    return data[(len(data) - 1) // 2]


def median_high(data):
    """The higher of the values in the middle."""
    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    return data[len(data) // 2]


def mode(data):
    """The most common value, the first of several."""
    pairs = _Counter(iter(data)).most_common(1)
    if not pairs:
        raise StatisticsError("no mode for empty data")
    return pairs[0][0]


def multimode(data):
    """All most common values."""
    counts = _Counter(iter(data))
    most = max(counts.values(), default=0)
    return [value for value, count in counts.items() if count == most]


def _squares(data, mean):
    # The sum of the squared distances from the mean, as a fraction.
    n = len(data)
    total, scale = _total(data)
    parts = [_exact(x) for x in data]
    if mean is not None:
        total, scale_of_mean = _exact(mean)
        total, scale, n = total * scale, scale * scale_of_mean, 1
    squares = sum([(a * (scale // b) * n - total) ** 2 for a, b in parts])
    return squares, scale * scale * n * n


def variance(data, xbar=None):
    """The variance of a sample."""
    data = _values(data, "variance", 2)
    total, scale = _squares(data, xbar)
    return _divided(data, total, scale * (len(data) - 1))


def pvariance(data, mu=None):
    """The variance of a population."""
    data = _values(data, "pvariance")
    total, scale = _squares(data, mu)
    return _divided(data, total, scale * len(data))


def _root(a, b):
    # The root of a fraction, rounded once: the last digit of the integer root is odd where it is
    # not exact.
    shift = (a.bit_length() - b.bit_length() - 109) // 2
    a, b = (a, b << 2 * shift) if shift >= 0 else (a << -2 * shift, b)
    root = _isqrt(a // b)
    root |= root * root * b != a
    return float(root << shift) if shift >= 0 else root / (1 << -shift)


def stdev(data, xbar=None):
    """The standard deviation of a sample."""
    data = _values(data, "stdev", 2)
    total, scale = _squares(data, xbar)
    return _root(total, scale * (len(data) - 1))


def pstdev(data, mu=None):
    """The standard deviation of a population."""
    data = _values(data, "pstdev")
    total, scale = _squares(data, mu)
    return _root(total, scale * len(data))


def harmonic_mean(data, weights=None):
    """The harmonic mean."""
    data = _values(data, "harmonic_mean")
    if min(data) < 0:
        raise StatisticsError("harmonic mean does not support negative values")
    if 0 in data:
        return 0
    weights = [1] * len(data) if weights is None else list(weights)
    below, scale = 0, 1
    for x, w in zip(data, weights):
        (a, b), (c, d) = _exact(x), _exact(w)
        below, scale = below * a * d + c * b * scale, scale * a * d
    total, of_weights = _total(weights)
    return total * scale / (below * of_weights)


def quantiles(data, *, n=4, method="exclusive"):
    """The n - 1 values that cut the data into n parts."""
    if n < 1:
        raise StatisticsError("n must be at least 1")
    data = sorted(data)
    if len(data) < 2:
        raise StatisticsError("must have at least two data points")
    size, result = len(data), []
    for i in range(1, n):
        if method == "inclusive":
            j, rest = divmod(i * (size - 1), n)
            low, high = data[j], data[j + 1]
        else:
            j = min(max(i * (size + 1) // n, 1), size - 1)
            rest = i * (size + 1) - j * n
            low, high = data[j - 1], data[j]
        result.append((low * (n - rest) + high * rest) / n)
    return result


def correlation(x, y, /):
    """Pearson's correlation of two series."""
    mean_x, mean_y = _fsum(x) / len(x), _fsum(y) / len(y)
    both = _fsum([(a - mean_x) * (b - mean_y) for a, b in zip(x, y)])
    return both / _sqrt(_fsum([(a - mean_x) ** 2 for a in x]) * _fsum([(b - mean_y) ** 2 for b in y]))
