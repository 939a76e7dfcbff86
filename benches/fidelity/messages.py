# Messages between processes: many small ones, and a few big ones.
# variants: small, big
# cores: 2
import multiprocessing

VARIANT = "small"


def echo(connection):
    while True:
        message = connection.recv()
        if message is None:
            return
        connection.send(message)


if __name__ == "__main__":
    here, there = multiprocessing.Pipe()
    child = multiprocessing.Process(target=echo, args=(there,))
    child.start()
    message, times = (1, 3000) if VARIANT == "small" else (list(range(200000)), 10)
    for _ in range(times):
        here.send(message)
        here.recv()
    here.send(None)
    child.join()
