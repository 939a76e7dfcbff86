# The part of the library that is written in the workload language itself, and is therefore
# interruptible at every instruction. Its module body is not run: only functions count, and a
# name that is not local means an entry of the library (also the hidden ones of `_playground`).


def _call(function, args, kwargs):
    return function(*args, **kwargs)


def _run_main(body, at_exit):
    try:
        body()
    finally:
        at_exit()


def _drain(iterable):
    return [item for item in iterable]


def _run_coroutine(coroutine):
    return _await(coroutine)


def _log(text, error):
    _write(text + "\n" + ("" if error is None else _traceback_text(error)), True)


def _print_to(file, text):
    file.write(text)


def fetch(url, *, simulated=None, seconds=0.1):
    text = _fetch(url, simulated is not None)
    if text is None:
        raise TimeoutError(f"no answer from {url} within 30 seconds")
    if text is False:
        io(seconds, url)
        return simulated
    return text


def map_items(*args):
    if len(args) < 2:
        raise TypeError("map() must have at least two arguments.")
    if len(args) == 2:
        return _map_one(args[0], iter(args[1]))
    return _map_several(args[0], zip(*args[1:]))


def _map_one(function, iterable):
    for item in iterable:
        yield function(item)


def _map_several(function, rows):
    for items in rows:
        yield function(*items)


def filter_items(function, iterable, /):
    return _filter(function, iter(iterable))


def _filter(function, iterable):
    if function is None:
        for item in iterable:
            if item:
                yield item
    else:
        for item in iterable:
            if function(item):
                yield item


def any_of(iterable, /):
    for item in iterable:
        if item:
            return True
    return False


def all_of(iterable, /):
    for item in iterable:
        if not item:
            return False
    return True


def _sort_list(items, key, reverse):
    # What the workload's functions see meanwhile is an empty list, as in CPython.
    taken = _take_items(items)
    try:
        _sort_by(taken, taken if key is None else [key(item) for item in taken], reverse)
    except BaseException:
        _put_items(items, taken)
        raise
    if _put_items(items, taken):
        raise ValueError("list modified during sort")


def _sorted_by(items, key, reverse):
    return _sort_by(items, [key(item) for item in items], reverse)


def _sum_lazily(iterable, start):
    # What gives its items one by one is never a list: there may be many.
    total = start
    for item in iterable:
        total = total + item
    return total


def _extreme_lazily(iterable, takes_less, default, has_default, name):
    found = False
    best = None
    for item in iterable:
        if not found or (item < best if takes_less else item > best):
            found = True
            best = item
    if found:
        return best
    if has_default:
        return default
    raise ValueError(f"{name}() arg is an empty sequence")


def _power_modulo(base, exponent, modulus):
    # From the highest bit down, so that huge numbers can be interrupted.
    if exponent < 0:
        base = pow(base, -1, modulus)
        exponent = -exponent
    base = base % modulus
    result = 1 % modulus
    for bit in bin(exponent)[2:]:
        result = result * result % modulus
        if bit == "1":
            result = result * base % modulus
    return result


def _min_by(items, key):
    # The native answers for no items.
    smallest = items[0]
    smallest_key = key(smallest)
    for i in range(1, len(items)):
        item_key = key(items[i])
        if item_key < smallest_key:
            smallest = items[i]
            smallest_key = item_key
    return smallest


def _max_by(items, key):
    largest = items[0]
    largest_key = key(largest)
    for i in range(1, len(items)):
        item_key = key(items[i])
        if item_key > largest_key:
            largest = items[i]
            largest_key = item_key
    return largest


def _enumerate(iterable, count):
    for item in iterable:
        yield (count, item)
        count += 1


def _zip(iterators, strict):
    while True:
        row = []
        for iterator in iterators:
            try:
                row.append(next(iterator))
            except StopIteration:
                if strict:
                    _check_zip_ended(iterators, len(row))
                return
        yield tuple(row)


def _check_zip_ended(iterators, n):
    if n > 0:
        others = " 1" if n == 1 else f"s 1-{n}"
        raise ValueError(f"zip() argument {n + 1} is shorter than argument{others}")
    for n in range(1, len(iterators)):
        try:
            next(iterators[n])
        except StopIteration:
            continue
        others = " 1" if n == 1 else f"s 1-{n}"
        raise ValueError(f"zip() argument {n + 1} is longer than argument{others}")


def gather(*tasks):
    # One argument that is not a task is an iterable of tasks.
    if len(tasks) == 1 and not hasattr(tasks[0], "result"):
        tasks = [task for task in tasks[0]]
    return [_join(task) for task in tasks]


def pmap(function, items):
    tasks = [spawn(function, item) for item in items]
    return [_join(task) for task in tasks]


def _send_coroutine(coroutine):
    raise StopIteration(*_given(_await(coroutine)))


def _given(value):
    return () if value is None else (value,)


def _iterate_coroutine(coroutine):
    return _await(coroutine)
    yield


def _await_by(method):
    # `await` of an instance with an `__await__` of the workload's.
    iterator = method()
    kind = type(iterator).__name__
    if kind == "coroutine":
        return _await(iterator)
    if kind != "generator" and not hasattr(iterator, "__next__"):
        raise TypeError(f"__await__() returned non-iterator of type '{kind}'")
    error = None
    while True:
        try:
            value = next(iterator) if error is None else iterator.throw(error)
        except StopIteration as stop:
            return stop.value
        error = None
        try:
            _carried()._wait_for_yielded(value)
        except BaseException as raised:
            error = raised


def _init_subclass(cls, keywords):
    options = {}
    if keywords is not None:
        options = {name: value for name, value in keywords.items() if name != "metaclass"}
    super(cls, cls).__init_subclass__(**options)
    return cls


def _construct(cls, new, args, kwargs):
    made = new(cls, *args, **kwargs)
    if isinstance(made, cls):
        init = _class_attribute(cls, "__init__")
        if init is not None:
            init(made, *args, **kwargs)
    return made


def _make_sync(made, kind, args, kwargs):
    _init_sync(made, kind, args, kwargs)
    return made


def _init_sync(made, kind, args, kwargs):
    # An instance of a class that comes from threading.Event and its like.
    _become(made, kind(*args, **kwargs))


def _initialise(made, init, args, kwargs):
    init(made, *args, **kwargs)
    return made


def _iterate(iterator):
    # An iterator of the workload's own class.
    while True:
        try:
            item = iterator.__next__()
        except StopIteration:
            return
        yield item


def _iterate_items(sequence):
    # What has items by position, and says by IndexError that there are no more.
    position = 0
    while True:
        try:
            item = sequence[position]
        except IndexError:
            return
        yield item
        position += 1


def _iterate_calls(function, sentinel):
    while True:
        item = function()
        if item == sentinel:
            return
        yield item


def _contains_item(iterable, wanted):
    # No further than to the first that is found: there may be no end.
    for item in iterable:
        if item is wanted or item == wanted:
            return True
    return False


def _dict_of(mapping):
    return {key: mapping[key] for key in mapping.keys()}


def _get_attribute(value, name, default):
    try:
        return getattr(value, name)
    except AttributeError:
        return default


def _get_or(get, fallback, name):
    # `__getattribute__`, and `__getattr__` where that finds nothing.
    try:
        return get(name)
    except AttributeError:
        return fallback(name)


def _has_attribute(value, name):
    try:
        getattr(value, name)
    except AttributeError:
        return False
    return True


def _order_by_calls(keys):
    # The positions of keys in the order that `<` gives them, stable as CPython's.
    if len(keys) < 64:
        return _inserted(keys)
    return _merged(keys, 0, len(keys))


def _inserted(keys):
    # Short lists in exactly CPython's order of comparisons: behind the row they begin with, which is
    # turned round if it descends, one key after the other is inserted.
    order = [i for i in range(len(keys))]
    if len(keys) < 2:
        return order
    descends = True if keys[1] < keys[0] else False
    length = 2
    while length < len(keys):
        if (True if keys[length] < keys[length - 1] else False) != descends:
            break
        length += 1
    if descends:
        order[:length] = order[:length][::-1]
    for unsorted in range(length, len(keys)):
        low = 0
        high = unsorted
        while low < high:
            middle = (low + high) // 2
            if keys[unsorted] < keys[order[middle]]:
                high = middle
            else:
                low = middle + 1
        order.insert(low, order.pop(unsorted))
    return order


def _merged(keys, start, end):
    if end - start < 2:
        return [i for i in range(start, end)]
    middle = (start + end) // 2
    left = _merged(keys, start, middle)
    right = _merged(keys, middle, end)
    merged = []
    i = 0
    j = 0
    while i < len(left) and j < len(right):
        if keys[right[j]] < keys[left[i]]:
            merged.append(right[j])
            j += 1
        else:
            merged.append(left[i])
            i += 1
    return merged + left[i:] + right[j:]


def _next_or(method, default):
    try:
        return method()
    except StopIteration:
        return default


def _reversed(sequence):
    position = len(sequence) - 1
    while position >= 0:
        yield sequence[position]
        position -= 1


def _close_generator(generator):
    if not _end_generator(generator):
        return
    try:
        generator.throw(GeneratorExit())
    except (GeneratorExit, StopIteration):
        return
    raise RuntimeError("generator ignored GeneratorExit")


def _delegate(iterable):
    iterator = iter(iterable)
    if _is_own_iterator(iterator):
        return _iterate(iterator)
    return iterator


def _throw_into(iterator, error):
    # What came of it, and whether the iterator is at its end.
    if isinstance(error, GeneratorExit):
        if hasattr(iterator, "close"):
            iterator.close()
        raise error
    if not hasattr(iterator, "throw"):
        raise error
    try:
        return (iterator.throw(error), False)
    except StopIteration as stop:
        return (stop.value, True)


async def _async_send(generator, value):
    try:
        return generator.send(value)
    except StopIteration:
        raise StopAsyncIteration from None


async def _async_throw(generator, error):
    try:
        return generator.throw(error)
    except StopIteration:
        raise StopAsyncIteration from None


async def _async_close(generator):
    generator.close()


def aiter_of(iterable, /):
    if _is_async_generator(iterable):
        return iterable
    if not hasattr(iterable, "__aiter__"):
        raise TypeError(f"'{type(iterable).__name__}' object is not an async iterable")
    return iterable.__aiter__()


def anext_of(iterator, /, *default):
    if not _is_async_generator(iterator) and not hasattr(iterator, "__anext__"):
        raise TypeError(f"'{type(iterator).__name__}' object is not an async iterator")
    if default:
        return _anext_or(iterator, default[0])
    return iterator.__anext__()


async def _anext_or(iterator, default):
    try:
        return await iterator.__anext__()
    except StopAsyncIteration:
        return default


def _async_iterator(iterable):
    if _is_async_generator(iterable):
        return iterable
    if not hasattr(iterable, "__aiter__"):
        name = type(iterable).__name__
        raise TypeError(f"'async for' requires an object with __aiter__ method, got {name}")
    iterator = iterable.__aiter__()
    if _is_async_generator(iterator):
        return iterator
    if not hasattr(iterator, "__anext__"):
        name = type(iterator).__name__
        raise TypeError(
            f"'async for' received an object from __aiter__ that does not implement __anext__: {name}"
        )
    return _iterate_async(iterator)


def _iterate_async(iterator):
    # Its turns may wait: what waits is always the whole task.
    while True:
        try:
            item = _await(iterator.__anext__())
        except StopAsyncIteration:
            return
        yield item


def _await_call(function, args):
    return _await(function(*args))


def _match_sequence(subject, before, after):
    # The items, with those under the star as a list; `after` is -1 where there is none.
    is_sequence = isinstance(subject, (list, tuple, range))
    if not is_sequence and not hasattr(type(subject), "__match_sequence__"):
        return None
    n = len(subject)
    if after < 0:
        return [subject[i] for i in range(n)] if n == before else None
    if n < before + after:
        return None
    parts = [subject[i] for i in range(before)]
    parts.append([subject[i] for i in range(before, n - after)])
    return parts + [subject[i] for i in range(n - after, n)]


def _match_mapping(subject, keys, has_rest):
    if not isinstance(subject, dict):
        return None
    values = []
    for key in keys:
        if key not in subject:
            return None
        values.append(subject[key])
    if has_rest:
        rest = {key: value for key, value in subject.items()}
        for key in keys:
            del rest[key]
        values.append(rest)
    return values


def _match_class(subject, cls, n_positional, names):
    if not isinstance(cls, type):
        raise TypeError("called match pattern must be a class")
    if not isinstance(subject, cls):
        return None
    values = []
    if n_positional:
        if not hasattr(cls, "__match_args__") and issubclass(
            cls, (bool, bytes, dict, float, frozenset, int, list, set, str, tuple)
        ):
            _check_sub_patterns(cls, 1, n_positional)
            values.append(subject)
        else:
            positional = getattr(cls, "__match_args__", ())
            _check_sub_patterns(cls, len(positional), n_positional)
            for name in positional[:n_positional]:
                if not hasattr(subject, name):
                    return None
                values.append(getattr(subject, name))
    for name in names:
        if not hasattr(subject, name):
            return None
        values.append(getattr(subject, name))
    return values


def _check_sub_patterns(cls, n_accepted, n_given):
    if n_given > n_accepted:
        plural = "" if n_accepted == 1 else "s"
        raise TypeError(
            f"{cls.__name__}() accepts {n_accepted} positional sub-pattern{plural} ({n_given} given)"
        )


def _wait_for(condition, predicate, timeout):
    # Condition.wait_for.
    deadline = None
    result = predicate()
    while not result:
        if deadline is not None:
            timeout = deadline - monotonic()
            if timeout <= 0:
                break
        elif timeout is not None:
            deadline = monotonic() + timeout
        condition.wait(timeout)
        result = predicate()
    return result


def _spawned():
    # A process with new memory: the module's body runs again, then what it was started for.
    _begin_process()
    body, run = _main_again()
    try:
        body()
    except Exception as error:
        _write(_traceback_text(error), True)
        raise
    run(_process_message())
