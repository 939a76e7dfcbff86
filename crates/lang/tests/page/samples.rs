//! What the page of the language shows, each with a text that proves it.

/// What is supported.
pub const SUPPORTED: &[(&str, &str)] = &[
    (
        "assignment: chained, unpacking, starred, annotated, augmented, `:=`",
        "a = b = 1\nc, (d, *e) = 1, (2, 3)\nf: int = 4\nf += 1\nprint(g := 5)\n",
    ),
    ("`del`, `pass`, `assert`, `global`, `nonlocal`", "a = 1\nassert a\ndel a\npass\n"),
    (
        "`if`, `while` and `for` with `else`, `break`, `continue`",
        "for a in range(3):\n    if a:\n        continue\n    break\nelse:\n    pass\nwhile False:\n    pass\n",
    ),
    (
        "functions with all kinds of parameters, defaults, decorators; `lambda`; closures",
        "def f(a, /, b=1, *c, d=2, **e):\n    return lambda: (a, b, c, d, e)\n\n@print\ndef g(): pass\n",
    ),
    (
        "classes: inheritance (also multiple), class attributes, properties, static and class methods, `super`, dunder methods, `__slots__`",
        "class A:\n    x = 1\n    @property\n    def p(self): return self.x\n    @classmethod\n    def c(cls): return cls()\n\nclass B(A):\n    def __init__(self): super().__init__()\n",
    ),
    (
        "exceptions: `try`, `except`, `except*`, `else`, `finally`, `raise … from`; exception groups",
        "try:\n    raise ValueError from None\nexcept* ValueError as group:\n    print(group)\nfinally:\n    pass\n",
    ),
    (
        "`with` and `async with`, several managers at once",
        "from contextlib import nullcontext\nwith nullcontext() as a, nullcontext():\n    pass\n",
    ),
    (
        "generators: `yield`, `yield from`, sent values, `throw`, `close`",
        "def g():\n    x = yield 1\n    yield from [x]\n",
    ),
    (
        "coroutines: `async def`, `await`, `async for`, `async with`, asynchronous generators and comprehensions",
        "async def f(xs):\n    async for x in xs:\n        yield x\n\nasync def g(xs):\n    return [x async for x in f(xs)]\n",
    ),
    (
        "`match` with all patterns",
        "match [1, 2]:\n    case [1, *rest] if rest: pass\n    case {'k': v, **o}: pass\n    case int(x) | str(x): pass\n    case _: pass\n",
    ),
    (
        "imports of the modules below, also inside functions",
        "import math as m\nfrom time import sleep\n",
    ),
    (
        "comprehensions, generator expressions, conditional expressions, slices, chained comparisons",
        "a = [x for x in range(9) if 1 < x < 5]\nb = {x: x for x in a}\nc = (1 if a else 2)\nprint(a[::2], b, c, *a)\n",
    ),
    (
        "texts: f-strings with format specifications, `%`, `.format`, bytes",
        "x = 1.5\nprint(f'{x!r:>8} {x:.2f} {x=}', '%05.1f' % x, '{:>3}'.format(x), b'ab')\n",
    ),
    (
        "numbers: integers of any size, floats, booleans",
        "print(2 ** 100, 1 / 3, 7 // 2, divmod(7, -2), True + 1)\n",
    ),
];

/// What is refused.
pub const REFUSED: &[&str] =
    &["x = 2j", "a = b = 1\nc = a @ b", "type X = int", "def f[T](x): pass", "from . import x"];

/// Builtins that are refused.
pub const REFUSED_BUILTINS: &[&str] = &[
    "eval",
    "exec",
    "compile",
    "__import__",
    "open",
    "globals",
    "locals",
    "dir",
    "breakpoint",
    "help",
    "quit",
    "exit",
    "complex",
    "bytearray",
    "memoryview",
];

/// Modules that are refused.
pub const REFUSED_MODULES: &[&str] = &[
    "socket",
    "select",
    "selectors",
    "http",
    "urllib",
    "ssl",
    "requests",
    "aiohttp",
    "csv",
    "pathlib",
    "shutil",
    "sqlite3",
    "tempfile",
    "ctypes",
    "signal",
    "subprocess",
    "uuid",
];
