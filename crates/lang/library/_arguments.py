"""Calls to functions whose parameters are known only at run time."""

_MISSING = object()


def bind(function, names, n_positional, defaults, args, kwargs):
    """The values of the parameters, self not counted; CPython's complaint if the call is wrong."""
    n_given = len(args)
    if n_given == n_positional == len(names) and not kwargs:
        return args
    if n_given > n_positional:
        _refuse_surplus(function, names, n_positional, defaults, n_given, kwargs)
    values, missing = list(args), []
    for name in names[:n_given]:
        if name in kwargs:
            raise TypeError(f"{function}() got multiple values for argument '{name}'")
    for name in kwargs:
        if name not in names:
            raise TypeError(f"{function}() got an unexpected keyword argument '{name}'")
    for name in names[n_given:]:
        value = kwargs.get(name, _MISSING)
        if value is _MISSING:
            value = defaults.get(name, _MISSING)
        if value is _MISSING:
            missing.append(name)
        values.append(value)
    if missing:
        positional = [name for name in missing if name in names[:n_positional]]
        kind = "positional" if positional else "keyword-only"
        missing = positional or missing
        raise TypeError(f"{function}() missing {len(missing)} required {kind} {_listed(missing)}")
    return values


def _refuse_surplus(function, names, n_positional, defaults, n_given, kwargs):
    # The object itself counts, too.
    n_most = n_positional + 1
    n_least = n_most - sum([name in defaults for name in names[:n_positional]])
    takes = f"{n_most}" if n_least == n_most else f"from {n_least} to {n_most}"
    plural = "" if takes == "1" else "s"
    given = f"{n_given + 1}"
    n_named = sum([name in kwargs for name in names[n_positional:]])
    if n_named:
        named = "" if n_named == 1 else "s"
        given += f" positional arguments (and {n_named} keyword-only argument{named})"
    raise TypeError(f"{function}() takes {takes} positional argument{plural} but {given} were given")


def _listed(names):
    names = [repr(name) for name in names]
    if len(names) == 1:
        return f"argument: {names[0]}"
    comma = "," if len(names) > 2 else ""
    return f"arguments: {', '.join(names[:-1])}{comma} and {names[-1]}"
