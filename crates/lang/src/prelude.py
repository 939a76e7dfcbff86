# The part of the library that is written in the workload language itself, and is therefore
# interruptible at every instruction. Its module body is not run: only functions count, and a
# name that is not local means an entry of the library (also the hidden ones of `_playground`).


def _call(function, args, kwargs):
    return function(*args, **kwargs)


def _drain(iterable):
    return [item for item in iterable]


def _run_coroutine(coroutine):
    return _await(coroutine)


def map_items(function, iterable, /, *iterables):
    if iterables:
        for items in zip(iterable, *iterables):
            yield function(*items)
    else:
        for item in iterable:
            yield function(item)


def filter_items(function, iterable, /):
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
    _sort_by(items, [key(item) for item in items], reverse)


def _sorted_by(items, key, reverse):
    return _sort_by(items, [key(item) for item in items], reverse)


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


def _get_ident():
    return current_thread().ident


def gather(*tasks):
    # One argument that is not a task is an iterable of tasks.
    if len(tasks) == 1 and not hasattr(tasks[0], "result"):
        tasks = [task for task in tasks[0]]
    return [_join(task) for task in tasks]


def pmap(function, items):
    tasks = [spawn(function, item) for item in items]
    return [_join(task) for task in tasks]


def asyncio_run(main, *, debug=None):
    try:
        return _await(main)
    finally:
        _cancel_coroutines()


async def asyncio_sleep(delay, result=None):
    _sleep_cooperatively(delay)
    return result


def asyncio_gather(*awaitables, return_exceptions=False):
    return _gather_tasks([_ensure_task(one) for one in awaitables], return_exceptions)


async def _gather_tasks(tasks, return_exceptions):
    results = []
    for task in tasks:
        if return_exceptions:
            try:
                results.append(await task)
            except BaseException as error:
                results.append(error)
        else:
            results.append(await task)
    return results
