"""Texts of several lines."""


def dedent(text):
    """The text without the white space that all its lines begin with."""
    lines = text.split("\n")
    margin = None
    for i, line in enumerate(lines):
        rest = line.lstrip(" \t")
        if not rest:
            lines[i] = ""
            continue
        indent = line[: len(line) - len(rest)]
        if margin is None:
            margin = indent
        while not indent.startswith(margin):
            margin = margin[:-1]
    if margin:
        lines = [line[len(margin) :] for line in lines]
    return "\n".join(lines)


def indent(text, prefix, predicate=None):
    """The text with the prefix before each line that is not blank."""
    lines = text.splitlines(True)
    wanted = predicate or str.strip
    return "".join([prefix + line if wanted(line) else line for line in lines])


def wrap(text, width=70, *, initial_indent="", subsequent_indent=""):
    """The words of the text in lines of at most that width."""
    lines, line = [], initial_indent
    is_empty = True
    for word in text.split():
        while True:
            room = width - len(line) - (0 if is_empty else 1)
            if len(word) <= room:
                line += word if is_empty else " " + word
                is_empty = False
                break
            if is_empty:
                room = max(room, 1)
                line, word = line + word[:room], word[room:]
            lines.append(line)
            line, is_empty = subsequent_indent, True
    if not is_empty:
        lines.append(line)
    return lines


def fill(text, width=70, **options):
    """The words of the text as one text of lines of at most that width."""
    return "\n".join(wrap(text, width, **options))


def shorten(text, width, *, placeholder=" [...]"):
    """The beginning of the text, in one line of at most that width."""
    words = text.split()
    if len(" ".join(words)) <= width:
        return " ".join(words)
    if len(placeholder.lstrip()) > width:
        raise ValueError("placeholder too large for max width")
    while words and len(" ".join(words)) + len(placeholder) > width:
        words.pop()
    return " ".join(words) + placeholder if words else placeholder.lstrip()
