# Downloads in a pool of threads, reported as they complete, with failures and a summary.
# > [======      ] 3/6 index.html   1.5 kB
# > [========    ] 4/6 app.js       1.8 kB
# > [==========  ] 5/6 missing.png  failed: missing.png not found
# > [============] 6/6 fonts.zip    49.8 kB
# > order: logo.png style.css index.html app.js missing.png fonts.zip
# > failures: ['missing.png not found']
# > received: 49.8 kB True
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass


@dataclass
class File:
    name: str
    size: int
    needs: tuple = ()


class DownloadError(Exception):
    pass


FILES = [
    File("index.html", 12, needs=("logo.png",)),
    File("style.css", 8),
    File("app.js", 250, needs=("index.html", "style.css")),
    File("logo.png", 1500),
    File("missing.png", -1, needs=("app.js",)),
    File("fonts.zip", 48_000, needs=("missing.png",)),
]


class Network:
    """Lets each download finish only after those that it needs, so the order is known."""

    def __init__(self, files):
        self.finished = {file.name: threading.Event() for file in files}

    def download(self, file):
        for name in file.needs:
            self.finished[name].wait()
        if file.size < 0:
            raise DownloadError(f"{file.name} not found")
        return bytes_of(file)

    def release(self, file):
        self.finished[file.name].set()


def bytes_of(file):
    return len(file.name) + file.size


def human(size):
    for unit in ("B", "kB", "MB"):
        if size < 1000 or unit == "MB":
            return f"{size:.1f} {unit}" if unit != "B" else f"{size} B"
        size /= 1000


def bar(done, total, width=12):
    filled = width * done // total
    return "[" + "=" * filled + " " * (width - filled) + "]"


def main():
    network = Network(FILES)
    network.release(FILES[3])
    order, failures, received = [], [], 0
    with ThreadPoolExecutor(max_workers=len(FILES)) as pool:
        futures = {pool.submit(network.download, file): file for file in FILES}
        # These two need nothing that is not there: they come first, in either order.
        pending = set(futures)
        early = {future for future in pending if futures[future].name in ("style.css", "logo.png")}
        for future in sorted(early, key=lambda future: futures[future].name):
            received += future.result(timeout=30)
            order.append(futures[future].name)
        network.release(FILES[1])
        for done, future in enumerate(as_completed(pending - early), len(early) + 1):
            file = futures[future]
            try:
                received += future.result()
                note = human(received)
            except DownloadError as error:
                failures.append(str(error))
                note = f"failed: {error}"
            order.append(file.name)
            print(f"{bar(done, len(FILES))} {done}/{len(FILES)} {file.name:<12} {note}")
            network.release(file)
    print("order:", *order)
    print("failures:", failures)
    expected = sum(bytes_of(file) for file in FILES if file.size >= 0)
    print("received:", human(received), received == expected)


main()
