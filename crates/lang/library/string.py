"""Sets of characters, and templates."""

ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdefABCDEF"
octdigits = "01234567"
punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
whitespace = " \t\n\r\v\f"
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    """The words with capital first letters."""
    return (" " if sep is None else sep).join([word.capitalize() for word in s.split(sep)])


class Template:
    """Template(template): a text in which $name and ${name} stand for values."""

    __module__ = "string"

    def __init__(self, template):
        self.template = template

    def substitute(self, mapping=None, /, **kws):
        """The text with the values; KeyError where one is missing."""
        return self._fill({**(mapping or {}), **kws}, False)

    def safe_substitute(self, mapping=None, /, **kws):
        """The text with those values that there are."""
        return self._fill({**(mapping or {}), **kws}, True)

    def _fill(self, values, is_safe):
        text, parts, at = self.template, [], 0
        while True:
            place = text.find("$", at)
            if place < 0:
                return "".join(parts) + text[at:]
            parts.append(text[at:place])
            at, name = _name_at(text, place + 1)
            if name == "$":
                parts.append("$")
            elif name and (name in values or not is_safe):
                parts.append(str(values[name]))
            elif is_safe:
                at = max(at, place + 1)
                parts.append(text[place:at])
            else:
                lines = text[:place].splitlines(keepends=True)
                column = place - len("".join(lines[:-1])) + 1
                line = max(len(lines), 1)
                raise ValueError(f"Invalid placeholder in string: line {line}, col {column}")


def _name_at(text, start):
    # The end of the placeholder whose dollar stands before the start, and its name.
    if text[start : start + 1] == "$":
        return start + 1, "$"
    first = start + (text[start : start + 1] == "{")
    end = first
    while end < len(text) and (text[end] in ascii_letters + "_" or end > first and text[end] in digits):
        end += 1
    if end == first or first > start and text[end : end + 1] != "}":
        return start, ""
    return end + first - start, text[first:end]
