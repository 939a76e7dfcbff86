import asyncio
import threading

ready = False
stopped = threading.Event()


class Server:
    async def serve(self):
        self.answer()
        await self.answer()

    async def answer(self):
        pass


async def fetch():
    pass


async def page():
    pass


async def pages():
    yield 1


def changed():
    pass


changed = fetch


async def main():
    fetch()
    await fetch()
    task = asyncio.create_task(fetch())
    await task
    pages()
    changed()


def load(page):
    page()


def wait(waiting):
    while not ready:
        pass
    while not stopped.is_set() and len(waiting) > 1:
        ...
    while not ready:
        stopped.wait()
    while stopped.wait(1):
        pass
    while True:
        pass


main()
