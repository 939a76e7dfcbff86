"""Copies of objects."""

_ATOMIC = (type(None), int, float, bool, str, bytes, type, range, type(...), type(len), type(lambda: 0))


class Error(Exception):
    """Something cannot be copied."""

    __module__ = "copy"


def copy(x):
    """A new object with the same contents."""
    if isinstance(x, _ATOMIC) or type(x) in (tuple, frozenset):
        return x
    if type(x) in (list, dict, set):
        return x.copy()
    if hasattr(x, "__copy__"):
        return x.__copy__()
    return _rebuild(x, lambda part: part, {})


def deepcopy(x, memo=None):
    """A new object whose contents are copies, too."""
    memo = {} if memo is None else memo
    if isinstance(x, _ATOMIC):
        return x
    if id(x) in memo:
        return memo[id(x)]
    # What an id stands for must live as long as the memo.
    memo.setdefault(id(memo), []).append(x)
    if hasattr(x, "__deepcopy__"):
        result = x.__deepcopy__(memo)
    else:
        result = _rebuild(x, lambda part: deepcopy(part, memo), memo)
    memo[id(x)] = result
    return result


def _rebuild(x, part, memo):
    # An object of the same class, made of its parts.
    if isinstance(x, (tuple, frozenset)):
        made = _rebuild_frozen(x, part, memo)
        if type(x) in (tuple, frozenset):
            return made
    elif isinstance(x, BaseException):
        made = type(x)(*part(x.args))
    else:
        made = _blank(x)
    memo[id(x)] = made
    _fill(made, x, part)
    if hasattr(x, "__getstate__"):
        state = part(x.__getstate__())
    else:
        state = part(getattr(x, "__dict__", None))
    if state and hasattr(x, "__setstate__"):
        made.__setstate__(state)
    elif state:
        made.__dict__.update(state)
    return made


def _rebuild_frozen(x, part, memo):
    items = [part(item) for item in x]
    if id(x) in memo:
        # It holds itself and was copied meanwhile.
        return memo[id(x)]
    if isinstance(x, frozenset):
        return frozenset.__new__(type(x), items)
    if type(x) is tuple and all([item is old for item, old in zip(items, x)]):
        return x
    return tuple.__new__(type(x), items)


def _blank(x):
    cls = type(x)
    for base in (int, float, str, bytes):
        if isinstance(x, base):
            return base.__new__(cls, x)
    if hasattr(x, "maxlen"):
        return cls((), x.maxlen)
    is_opaque = not isinstance(x, (list, dict, set)) and not hasattr(x, "__dict__")
    if is_opaque or cls.__name__ == "module":
        name = f"{cls.__module__}.{cls.__name__}".removeprefix("builtins.")
        raise TypeError(f"cannot pickle '{name}' object")
    return cls.__new__(cls)


def _fill(made, x, part):
    if isinstance(x, dict):
        for key, value in x.items():
            made[part(key)] = part(value)
    elif isinstance(x, set):
        made.update([part(item) for item in x])
    elif isinstance(x, list) or hasattr(x, "maxlen"):
        for item in x:
            made.append(part(item))
