"""Texts in memory that are written like files."""


class StringIO:
    """StringIO(initial_value=""): a text that is written and read like a file."""

    __module__ = "io"

    def __init__(self, initial_value="", newline="\n"):
        self._text = initial_value
        self._at = 0
        self.closed = False

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self.close()

    def __iter__(self):
        while line := self.readline():
            yield line

    def write(self, s, /):
        text, at = self._text, self._at
        if at > len(text):
            text = text.ljust(at, "\0")
        self._text = text[:at] + s + text[at + len(s) :]
        self._at = at + len(s)
        return len(s)

    def writelines(self, lines, /):
        for line in lines:
            self.write(line)

    def getvalue(self):
        return self._text

    def read(self, size=-1, /):
        start = self._at
        self._at = len(self._text) if size is None or size < 0 else min(start + size, len(self._text))
        return self._text[start : self._at]

    def readline(self):
        end = self._text.find("\n", self._at) + 1
        return self.read(end - self._at if end else -1)

    def readlines(self):
        return list(self)

    def seek(self, pos, whence=0, /):
        self._at = pos + (0, self._at, len(self._text))[whence]
        return self._at

    def tell(self):
        return self._at

    def truncate(self, size=None, /):
        size = self._at if size is None else size
        self._text = self._text[:size]
        return size

    def flush(self):
        pass

    def close(self):
        self.closed = True
