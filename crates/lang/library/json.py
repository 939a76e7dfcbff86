"""Values as JSON text, and back."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f", "\b": "\\b"}
_CHARACTERS = {'"': '"', "\\": "\\", "/": "/", "n": "\n", "r": "\r", "t": "\t", "f": "\f", "b": "\b"}


class JSONDecodeError(ValueError):
    """JSONDecodeError(msg, doc, pos): what a text that is no JSON raises."""

    __module__ = "json.decoder"

    def __init__(self, msg, doc, pos):
        line = doc.count("\n", 0, pos) + 1
        column = pos - doc.rfind("\n", 0, pos)
        super().__init__(f"{msg}: line {line} column {column} (char {pos})")
        self.msg, self.doc, self.pos, self.lineno, self.colno = msg, doc, pos, line, column


def dumps(
    obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None,
    indent=None, separators=None, default=None, sort_keys=False,
):
    """A value as JSON text."""
    if isinstance(indent, int):
        indent = " " * indent
    if separators is None:
        separators = (", " if indent is None else ",", ": ")
    writer = _Writer(skipkeys, ensure_ascii, allow_nan, indent, separators, default, sort_keys)
    return "".join(writer.write(obj, "\n"))


def dump(obj, fp, **options):
    """Writes a value as JSON text to a file in memory."""
    fp.write(dumps(obj, **options))


class _Writer:
    def __init__(self, skipkeys, ensure_ascii, allow_nan, indent, separators, default, sort_keys):
        self.skipkeys, self.ensure_ascii, self.allow_nan = skipkeys, ensure_ascii, allow_nan
        self.indent, self.separators = indent, separators
        self.default, self.sort_keys = default, sort_keys
        self.open = []

    def write(self, obj, margin):
        if isinstance(obj, str):
            yield self.text(obj)
        elif obj is None or obj is True or obj is False or isinstance(obj, (int, float)):
            yield self.atom(obj)
        elif isinstance(obj, (list, tuple)):
            yield from self.group(obj, "[]", margin)
        elif isinstance(obj, dict):
            yield from self.group(self.pairs(obj), "{}", margin)
        elif self.default is not None:
            yield from self.write(self.default(obj), margin)
        else:
            raise TypeError(f"Object of type {type(obj).__name__} is not JSON serializable")

    def atom(self, obj):
        if obj is None:
            return "null"
        if obj is True or obj is False:
            return "true" if obj else "false"
        if isinstance(obj, int):
            return int.__repr__(obj)
        if obj - obj == 0:
            return float.__repr__(obj)
        if not self.allow_nan:
            raise ValueError("Out of range float values are not JSON compliant")
        return "NaN" if obj != obj else "Infinity" if obj > 0 else "-Infinity"

    def pairs(self, obj):
        items = obj.items()
        for key, value in sorted(items) if self.sort_keys else items:
            if not isinstance(key, str):
                if key is not None and not isinstance(key, (int, float)):
                    if self.skipkeys:
                        continue
                    raise TypeError(
                        "keys must be str, int, float, bool or None, not " + type(key).__name__
                    )
                key = self.atom(key)
            yield self.text(key) + self.separators[1], value

    def group(self, items, brackets, margin):
        if any([known is items for known in self.open]):
            raise ValueError("Circular reference detected")
        if len(self.open) > 200:
            raise RecursionError("maximum recursion depth exceeded while encoding a JSON object")
        self.open.append(items)
        inner = margin + self.indent if self.indent is not None else ""
        is_first = True
        for item in items:
            yield (brackets[0] if is_first else self.separators[0]) + inner
            is_first = False
            if brackets == "{}":
                key, item = item
                yield key
            yield from self.write(item, inner)
        if is_first:
            yield brackets
        else:
            yield (margin if self.indent is not None else "") + brackets[1]
        self.open.pop()

    def text(self, text):
        parts = ['"']
        for c in text:
            code = ord(c)
            if c in _ESCAPES:
                parts.append(_ESCAPES[c])
            elif 32 <= code < 127 or code > 127 and not self.ensure_ascii:
                parts.append(c)
            elif code < 0x10000:
                parts.append(f"\\u{code:04x}")
            else:
                code -= 0x10000
                parts.append(f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}")
        parts.append('"')
        return "".join(parts)


def loads(s, *, cls=None, object_hook=None, parse_float=None, parse_int=None, object_pairs_hook=None):
    """The value of a JSON text."""
    if isinstance(s, bytes):
        s = s.decode()
    if not isinstance(s, str):
        raise TypeError(f"the JSON object must be str, bytes or bytearray, not {type(s).__name__}")
    reader = _Reader(s, object_hook, parse_float or float, parse_int or int, object_pairs_hook)
    value, at = reader.value(reader.space(0))
    at = reader.space(at)
    if at < len(s):
        raise JSONDecodeError("Extra data", s, at)
    return value


def load(fp, **options):
    """The value of the JSON text in a file in memory."""
    return loads(fp.read(), **options)


class _Reader:
    def __init__(self, text, hook, parse_float, parse_int, pairs_hook):
        self.text, self.hook, self.pairs_hook = text, hook, pairs_hook
        self.parse_float, self.parse_int = parse_float, parse_int

    def space(self, at):
        text = self.text
        while at < len(text) and text[at] in " \t\n\r":
            at += 1
        return at

    def value(self, at):
        text = self.text
        c = text[at : at + 1]
        if c == '"':
            return self.string(at + 1)
        if c == "{":
            return self.object(self.space(at + 1))
        if c == "[":
            return self.array(self.space(at + 1))
        for word, value in _WORDS.items():
            if text.startswith(word, at):
                return value, at + len(word)
        return self.number(at)

    def number(self, start):
        text = self.text
        at = start + text.startswith("-", start)
        end = self.digits(at)
        if end == at:
            raise JSONDecodeError("Expecting value", text, start)
        if text[at] == "0":
            end = at + 1
        parse, at = self.parse_int, end
        if text[at : at + 1] == ".":
            end = self.digits(at + 1)
            if end > at + 1:
                parse, at = self.parse_float, end
        if text[at : at + 1] in ("e", "E"):
            first = at + 1 + (text[at + 1 : at + 2] in ("+", "-"))
            end = self.digits(first)
            if end > first:
                parse, at = self.parse_float, end
        return parse(text[start:at]), at

    def digits(self, at):
        while at < len(self.text) and self.text[at] in "0123456789":
            at += 1
        return at

    def string(self, at):
        text, parts, begin = self.text, [], at - 1
        while True:
            end = at
            while end < len(text) and text[end] not in '"\\' and text[end] >= " ":
                end += 1
            parts.append(text[at:end])
            if end >= len(text):
                raise JSONDecodeError("Unterminated string starting at", text, begin)
            if text[end] == '"':
                return "".join(parts), end + 1
            if text[end] != "\\":
                raise JSONDecodeError("Invalid control character at", text, end)
            c = text[end + 1 : end + 2]
            at = end + 2
            if c == "u":
                code, at = self.code(at)
                if 0xD800 <= code < 0xDC00 and text.startswith("\\u", at):
                    low, after = self.code(at + 2)
                    if 0xDC00 <= low < 0xE000:
                        code = 0x10000 + ((code - 0xD800) << 10 | low - 0xDC00)
                        at = after
                parts.append(chr(code))
            elif c in _CHARACTERS:
                parts.append(_CHARACTERS[c])
            elif not c:
                raise JSONDecodeError("Unterminated string starting at", text, begin)
            else:
                raise JSONDecodeError("Invalid \\escape", text, end)

    def code(self, at):
        digits = self.text[at : at + 4]
        try:
            return int(digits if len(digits) == 4 else "", 16), at + 4
        except ValueError:
            raise JSONDecodeError("Invalid \\uXXXX escape", self.text, at - 1) from None

    def array(self, at):
        items = []
        if self.text[at : at + 1] == "]":
            return items, at + 1
        while True:
            value, at = self.value(at)
            items.append(value)
            at = self.space(at)
            c = self.text[at : at + 1]
            if c == "]":
                return items, at + 1
            if c != ",":
                raise JSONDecodeError("Expecting ',' delimiter", self.text, at)
            at = self.space(at + 1)

    def object(self, at):
        pairs = []
        c = self.text[at : at + 1]
        while c != "}":
            if c != '"':
                message = "Expecting property name enclosed in double quotes"
                raise JSONDecodeError(message, self.text, at)
            key, at = self.string(at + 1)
            at = self.space(at)
            if self.text[at : at + 1] != ":":
                raise JSONDecodeError("Expecting ':' delimiter", self.text, at)
            value, at = self.value(self.space(at + 1))
            pairs.append((key, value))
            at = self.space(at)
            c = self.text[at : at + 1]
            if c == "}":
                break
            if c != ",":
                raise JSONDecodeError("Expecting ',' delimiter", self.text, at)
            at = self.space(at + 1)
            c = self.text[at : at + 1]
            if c == "}":
                c = ""
        if self.pairs_hook is not None:
            return self.pairs_hook(pairs), at + 1
        value = dict(pairs)
        return value if self.hook is None else self.hook(value), at + 1


_WORDS = {
    "null": None, "true": True, "false": False, "NaN": float("nan"),
    "Infinity": float("inf"), "-Infinity": float("-inf"),
}
