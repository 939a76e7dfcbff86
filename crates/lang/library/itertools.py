"""Iterators that are made of other iterators."""


class chain:
    """chain(*iterables): the items of each iterable in turn."""

    def __new__(cls, *iterables):
        return _chain(iterables)

    @classmethod
    def from_iterable(cls, iterables):
        """The items of each iterable that the iterable gives."""
        return _chain(iterables)


def _chain(iterables):
    for iterable in iterables:
        for item in iterable:
            yield item


def cycle(iterable):
    """The items, again and again."""
    seen = []
    for item in iterable:
        yield item
        seen.append(item)
    while seen:
        for item in seen:
            yield item


def islice(iterable, *bounds):
    """islice(iterable, stop) or islice(iterable, start, stop, step=1): the items at those places."""
    if not bounds:
        raise TypeError("islice expected at least 2 arguments, got 1")
    if len(bounds) > 3:
        raise TypeError(f"islice expected at most 4 arguments, got {len(bounds) + 1}")
    if len(bounds) == 1:
        start, stop, step = 0, bounds[0], 1
        if not _is_place(stop):
            raise ValueError(
                "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
            )
    else:
        start, stop, step = (bounds + (None,))[:3]
        if not (_is_place(start) and _is_place(stop)):
            raise ValueError(
                "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize."
            )
    if not (_is_place(step) and step != 0):
        raise ValueError("Step for islice() must be a positive integer or None.")
    return _islice(iter(iterable), start or 0, stop, step or 1)


def _is_place(number):
    return number is None or isinstance(number, int) and 0 <= number < 1 << 63


def _skip(iterator, n):
    for _ in zip(range(n), iterator):
        pass


def _islice(iterator, start, stop, step):
    if start > 0:
        _skip(iterator, start)
    while stop is None or start < stop:
        for item in iterator:
            yield item
            break
        else:
            return
        start += 1
        if step > 1:
            # CPython passes over what lies before the end, too.
            following = start + step - 1
            if stop is not None and following > stop:
                following = stop
            _skip(iterator, following - start)
            start = following


def takewhile(predicate, iterable):
    """The items up to the first for which the predicate is false."""
    for item in iterable:
        if not predicate(item):
            return
        yield item


def dropwhile(predicate, iterable):
    """The items from the first on for which the predicate is false."""
    iterator = iter(iterable)
    for item in iterator:
        if not predicate(item):
            yield item
            break
    for item in iterator:
        yield item


def filterfalse(predicate, iterable):
    """The items for which the predicate is false."""
    for item in iterable:
        if not (item if predicate is None else predicate(item)):
            yield item


def compress(data, selectors):
    """The items of data whose selector is true."""
    for item, is_selected in zip(data, selectors):
        if is_selected:
            yield item


def starmap(function, iterable):
    """function(*item) for each item."""
    for args in iterable:
        yield function(*args)


def pairwise(iterable):
    """Each item with the one after it."""
    iterator = iter(iterable)
    for before in iterator:
        for item in iterator:
            yield before, item
            before = item


def accumulate(iterable, func=None, *, initial=None):
    """The running totals: sums, or what func makes of the total and the next item."""
    iterator = iter(iterable)
    total = initial
    if initial is None:
        for total in iterator:
            break
        else:
            return
    yield total
    for item in iterator:
        total = total + item if func is None else func(total, item)
        yield total


def zip_longest(*iterables, fillvalue=None):
    """Like zip up to the end of the longest iterable; fillvalue stands where others have ended."""
    return _zip_longest([iter(iterable) for iterable in iterables], fillvalue)


def _zip_longest(iterators, fillvalue):
    n_running = len(iterators)
    while True:
        row = []
        for i, iterator in enumerate(iterators):
            for item in iterator:
                row.append(item)
                break
            else:
                if iterator is not _ENDED:
                    n_running -= 1
                    iterators[i] = _ENDED
                row.append(fillvalue)
        if n_running == 0:
            return
        yield tuple(row)


_ENDED = iter(())


def tee(iterable, n=2):
    """n iterators that each give all the items."""
    if n < 0:
        raise ValueError("n must be >= 0")
    iterator, link = iter(iterable), []
    return tuple([_tee(iterator, link) for _ in range(n)])


def _tee(iterator, link):
    # A link is empty, or holds an item and the link after it.
    while True:
        if not link:
            for item in iterator:
                link.extend((item, []))
                break
            else:
                return
        item, link = link
        yield item


def groupby(iterable, key=None):
    """Pairs of a key and an iterator over the consecutive items that have it."""
    return _groupby(iter(iterable), key)


def _groupby(iterator, key):
    item = item_key = None
    has_item = False
    n_groups = 0

    def fetch():
        nonlocal item, item_key, has_item
        for item in iterator:
            item_key = item if key is None else key(item)
            has_item = True
            break
        return has_item

    def members(number, group_key):
        nonlocal has_item
        while number == n_groups and (has_item or fetch()) and item_key == group_key:
            has_item = False
            yield item

    group_key = object()
    while True:
        while has_item or fetch():
            if item_key != group_key:
                break
            has_item = False
        else:
            return
        group_key = item_key
        n_groups += 1
        yield group_key, members(n_groups, group_key)


def product(*iterables, repeat=1):
    """All tuples with one item of each iterable, as nested loops give them."""
    if repeat < 0:
        raise ValueError("repeat argument cannot be negative")
    rows = iter([()])
    for pool in [tuple(iterable) for iterable in iterables] * repeat:
        rows = _append_each(rows, pool)
    return rows


def _append_each(rows, pool):
    for row in rows:
        for item in pool:
            yield row + (item,)


def permutations(iterable, r=None):
    """All tuples of r of the items, in each order."""
    pool = tuple(iterable)
    n = len(pool)
    r = n if r is None else _length(r)
    rows = iter([()] if r <= n else [])
    for _ in range(min(r, n)):
        rows = _append_others(rows, n)
    return _pick(pool, rows)


def _append_others(rows, n):
    for row in rows:
        for i in range(n):
            if i not in row:
                yield row + (i,)


def combinations(iterable, r):
    """All tuples of r of the items, in the order of the iterable."""
    return _choose(tuple(iterable), _length(r), 1)


def combinations_with_replacement(iterable, r):
    """All tuples of r items in the order of the iterable; an item may stand in one repeatedly."""
    return _choose(tuple(iterable), _length(r), 0)


def _length(r):
    if not isinstance(r, int):
        raise TypeError("Expected int as r")
    if r < 0:
        raise ValueError("r must be non-negative")
    return r


def _choose(pool, r, step):
    rows = iter([()])
    for n_left in range(r - 1, -1, -1):
        rows = _append_later(rows, step, len(pool) - n_left * step)
    return _pick(pool, rows)


def _append_later(rows, step, stop):
    for row in rows:
        for i in range(row[-1] + step if row else 0, stop):
            yield row + (i,)


def _pick(pool, rows):
    for row in rows:
        yield tuple([pool[i] for i in row])
