# A crawler follows links with at most three fetches at a time; the pages are simulated.
# > pages: 11 requests: 11
# > at most three at a time: 3
# > broken links: ['/missing']
# > 0 clicks away: /
# > 1 clicks away: /about /blog /docs
# > 2 clicks away: /blog/1 /blog/2 /docs/api /docs/install
# > 3 clicks away: /docs/api/loop /download /missing
import asyncio
from dataclasses import dataclass, field

SITE = {
    "/": ["/docs", "/blog", "/about"],
    "/docs": ["/docs/install", "/docs/api", "/"],
    "/docs/install": ["/docs", "/download"],
    "/docs/api": ["/docs", "/docs/api/loop", "/missing"],
    "/docs/api/loop": ["/docs/api"],
    "/blog": ["/blog/1", "/blog/2", "/"],
    "/blog/1": ["/blog/2"],
    "/blog/2": ["/blog/1", "/download"],
    "/about": ["/"],
    "/download": [],
}


class NotFound(Exception):
    pass


class Server:
    """Answers after a while and notes how many requests are under way."""

    def __init__(self, pages):
        self.pages = pages
        self.requests = 0
        self.active = 0
        self.most_active = 0

    async def get(self, path):
        self.requests += 1
        self.active += 1
        self.most_active = max(self.most_active, self.active)
        try:
            await asyncio.sleep(0.01)
            if path not in self.pages:
                raise NotFound(path)
            return self.pages[path]
        finally:
            self.active -= 1


@dataclass
class Crawler:
    server: Server
    limit: asyncio.Semaphore
    depths: dict = field(default_factory=dict)
    broken: list = field(default_factory=list)

    async def crawl(self, start):
        self.depths[start] = 0
        async with asyncio.TaskGroup() as group:
            group.create_task(self.visit(group, start))

    async def visit(self, group, path):
        try:
            async with self.limit:
                links = await self.server.get(path)
        except NotFound as error:
            self.broken.append(str(error))
            return
        for link in links:
            if link not in self.depths:
                self.depths[link] = self.depths[path] + 1
                group.create_task(self.visit(group, link))


async def main():
    server = Server(SITE)
    crawler = Crawler(server, asyncio.Semaphore(3))
    await crawler.crawl("/")
    print("pages:", len(crawler.depths), "requests:", server.requests)
    print("at most three at a time:", server.most_active)
    print("broken links:", crawler.broken)
    for depth in range(4):
        paths = sorted(path for path, found in crawler.depths.items() if found == depth)
        print(f"{depth} clicks away:", *paths)


asyncio.run(main())
