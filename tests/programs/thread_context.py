# Each thread has a request context of its own, found without passing it as an argument.
# > [ann/admin] reads plan
# > [ann/admin] erases plan
# > [ann/admin] leaves
# > [bob/editor] reads plan
# > [bob/editor] may not erase
# > [bob/guest] after PermissionError('erase') as bob
# > [bob/editor] leaves
# > [cy/reader] reads plan
# > [cy/reader] may not erase
# > [cy/guest] after PermissionError('erase') as cy
# > [cy/reader] leaves
# > contexts made: 4
# > main thread: outside of a request
import threading
from contextlib import contextmanager


class Context(threading.local):
    """What belongs to the request that this thread handles."""

    created = 0
    _lock = threading.Lock()

    def __init__(self):
        with Context._lock:
            Context.created += 1
        self.stack = []

    @property
    def current(self):
        if not self.stack:
            raise RuntimeError("outside of a request")
        return self.stack[-1]


context = Context()


@contextmanager
def request(**values):
    parent = context.stack[-1] if context.stack else {}
    context.stack.append({**parent, **values})
    try:
        yield context.current
    finally:
        context.stack.pop()


audit = []
audit_lock = threading.Lock()


def log(message):
    with audit_lock:
        audit.append(f"[{context.current['user']}/{context.current.get('role', '-')}] {message}")


def requires(role):
    def decorate(function):
        def checked(*args):
            if context.current.get("role") != role:
                log(f"may not {function.__name__}")
                raise PermissionError(function.__name__)
            return function(*args)

        return checked

    return decorate


@requires("admin")
def erase(document):
    log(f"erases {document}")


def read(document):
    log(f"reads {document}")


def serve(user, role, barrier):
    with request(user=user, role=role):
        barrier.wait()
        read("plan")
        try:
            erase("plan")
        except PermissionError as error:
            with request(role="guest") as inner:
                log(f"after {error!r} as {inner['user']}")
        log("leaves")


barrier = threading.Barrier(3)
users = [("ann", "admin"), ("bob", "editor"), ("cy", "reader")]
threads = [threading.Thread(target=serve, args=(*user, barrier)) for user in users]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

for user, _ in users:
    for line in audit:
        if line.startswith(f"[{user}/"):
            print(line)
print("contexts made:", Context.created)
try:
    log("nobody")
except RuntimeError as error:
    print("main thread:", error)
