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


def _sorted_by(iterable, /, *, key=None, reverse=False):
    items = [item for item in iterable]
    if key is None:
        return _sort_by(items, [item for item in items], reverse)
    return _sort_by(items, [key(item) for item in items], reverse)


def _min_by(*args, key=None, **options):
    items = args[0] if len(args) == 1 else args
    if key is None:
        return min(items, **options)
    found = False
    smallest = smallest_key = None
    for item in items:
        item_key = key(item)
        if not found or item_key < smallest_key:
            found = True
            smallest = item
            smallest_key = item_key
    # An empty iterable: the native gives the default, or raises.
    return smallest if found else min([], **options)


def _max_by(*args, key=None, **options):
    items = args[0] if len(args) == 1 else args
    if key is None:
        return max(items, **options)
    found = False
    largest = largest_key = None
    for item in items:
        item_key = key(item)
        if not found or item_key > largest_key:
            found = True
            largest = item
            largest_key = item_key
    return largest if found else max([], **options)


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
