# Stages in threads of their own, connected by queues, each ending the next one.
# > width      80
# > height     2400
# > height_k   2.4
# > title      'A pipe'
# > rate       44100
# > rate_k     44.1
# > empty      ''
# > split_lines: 3 items
# > parse: 7 items
# > convert: 5 items
# > expand: 5 items
# > all queues empty: True
import queue
import threading

DONE = object()


class Stage(threading.Thread):
    """Applies a function to all that arrives; the function may give several results or none."""

    def __init__(self, name, function, source, target):
        super().__init__(name=name)
        self.function = function
        self.source = source
        self.target = target
        self.handled = 0

    def run(self):
        for item in iter(self.source.get, DONE):
            self.handled += 1
            for result in self.function(item):
                self.target.put(result)
        self.target.put(DONE)


class Pipeline:
    def __init__(self, *functions, size=2):
        self.queues = [queue.Queue(size) for _ in range(len(functions) + 1)]
        self.stages = [
            Stage(function.__name__, function, source, target)
            for function, source, target in zip(functions, self.queues, self.queues[1:])
        ]

    def __enter__(self):
        for stage in self.stages:
            stage.start()
        return self

    def __exit__(self, *exception):
        for stage in self.stages:
            stage.join()

    def feed(self, items):
        def run():
            for item in items:
                self.queues[0].put(item)
            self.queues[0].put(DONE)

        threading.Thread(target=run, name="feeder").start()

    def results(self):
        return iter(self.queues[-1].get, DONE)


def split_lines(text):
    yield from text.splitlines()


def parse(line):
    key, separator, value = line.partition("=")
    if separator:
        yield key.strip(), value.strip()


def convert(pair):
    key, value = pair
    try:
        yield key, int(value)
    except ValueError:
        yield key, value.strip("'\"")


def expand(pair):
    key, value = pair
    yield pair
    if isinstance(value, int) and value > 100:
        yield key + "_k", value / 1000


TEXTS = ["width = 80\nheight=2400\n[section]\n", "title = 'A pipe'\nrate=44100\nempty=\n", "end"]

with Pipeline(split_lines, parse, convert, expand) as pipeline:
    pipeline.feed(TEXTS)
    for key, value in pipeline.results():
        print(f"{key:<10} {value!r}")
for stage in pipeline.stages:
    print(f"{stage.name}: {stage.handled} items")
print("all queues empty:", all(line.empty() for line in pipeline.queues))
