# The streams that a program writes to.
from _playground import _write


class TextIOWrapper:
    __module__ = "_io"
    encoding = "utf-8"
    closed = False

    def __init__(self, name, is_error):
        self.name = name
        self._is_error = is_error

    def __repr__(self):
        return f"<_io.TextIOWrapper name='{self.name}' mode='w' encoding='utf-8'>"

    def write(self, s, /):
        if not isinstance(s, str):
            raise TypeError(f"write() argument must be str, not {type(s).__name__}")
        _write(s, self._is_error)
        return len(s)

    def writelines(self, lines, /):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def isatty(self):
        return False

    def fileno(self):
        return 2 if self._is_error else 1

    def reconfigure(self, **options):
        pass


class _Reader:
    def __iter__(self):
        while line := self.readline():
            yield line

    def readline(self):
        try:
            return input() + "\n"
        except EOFError:
            return ""

    def readlines(self):
        return list(self)

    def read(self):
        return "".join(self)

    def isatty(self):
        return False


stdin = _Reader()
stdout = TextIOWrapper("<stdout>", False)
stderr = TextIOWrapper("<stderr>", True)
