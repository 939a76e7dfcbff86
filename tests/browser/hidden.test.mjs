// A page in the background: runs go on, and timers that a browser slows down are marked on the timeline.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PATIENCE, SETTINGS, drawn, open, run } from "./support/browser.mjs";
import { chromiumArguments } from "./support/chromium.mjs";
import { openByPuppeteer } from "./support/puppeteer.mjs";

const SLEEPY = `import time

time.sleep(0.05)
print("awake")
`;

const LATE = /,late,.*timers came \d+ ms late: the page was hidden/;

test("timers that come late are marked", { timeout: PATIENCE }, async () => {
  const { page, close } = await open("headers", { edit: slowed });
  try {
    const request = { text: SLEEPY, mode: "sequential", clock: "wall" };
    const { status, stdout } = await run(page, request);
    assert.deepEqual([status, stdout], ["ok", "awake\n"]);
    assert.match(await page.evaluate(() => window.interleave.export("csv")), LATE);
  } finally {
    await close();
  }
});

/** Has the engine's timers go off once a second, as some browsers do in hidden pages. */
function slowed(path, bytes) {
  if (!/^worker[^/]*\/worker-boot\.js$/.test(path)) return bytes;
  const slow = "const real = setTimeout; self.setTimeout = (f, ms) => real(f, ms > 0 ? 1000 : 0);";
  return `${slow}\n${bytes}`;
}

/** Two tasks that both wait and compute, as long as a reader of the other tab may be away. */
const AWAY = `import time
from playground import gather, spawn

def work(name):
    for turn in range(20):
        time.sleep(0.005)
        sum(range(1000))
    print(name)

if __name__ == "__main__":
    gather([spawn(work, "a"), spawn(work, "b")])
`;

/** Prints, and then sleeps again and again until it is told to end. */
const WAITING = `import time

print("begun", flush=True)
while True:
    time.sleep(0.01)
`;

/** Begins, and ends after the page has been frozen. */
const FROZEN = `import time

print("begun", flush=True)
for turn in range(60):
    time.sleep(0.05)
print("ended")
`;

/** How long the page is frozen: some hundred times what is late enough to be marked. */
const FROZEN_MS = 1500;

// Playwright's pages are visible whatever is before them; those of Puppeteer are tabs of one window.
describe("a page behind another tab", () => {
  let opened, page, cover;
  const start = (request) => page.evaluate((request) => window.interleave.run(request), request);
  const output = (words) =>
    page.waitForFunction(
      (words) => document.querySelector(".output")?.textContent.includes(words),
      // A hidden page draws no frames, by which Puppeteer looks if it is not told otherwise.
      { timeout: PATIENCE, polling: 50 },
      words,
    );
  const hide = async () => {
    await cover.bringToFront();
    await page.waitForFunction(() => document.visibilityState === "hidden", { polling: 50 });
  };

  before(async () => {
    opened = await openByPuppeteer(SETTINGS.headers.headers, {
      executablePath: process.env.CHROME,
      args: chromiumArguments(),
      // With these, hidden pages are treated as visible ones.
      ignoreDefaultArgs: [
        "--disable-background-timer-throttling",
        "--disable-backgrounding-occluded-windows",
        "--disable-renderer-backgrounding",
      ],
    });
    page = opened.page;
    cover = await opened.browser.newPage();
  });
  after(() => opened?.close());

  for (const mode of ["sequential", "time-sliced", "async", "free-threads", "processes"]) {
    test(`what really runs goes on, and is drawn later: ${mode}`, { timeout: PATIENCE }, async () => {
      await page.bringToFront();
      const label = () => document.querySelector("canvas").ariaLabel;
      const first = await page.evaluate(label);
      await hide();
      const { status, stdout } = await start({ text: AWAY, mode, clock: "wall", cores: 2 });
      assert.equal(status, "ok");
      assert.deepEqual(stdout.trim().split("\n").sort(), ["a", "b"]);
      assert.equal(await page.evaluate(() => document.visibilityState), "hidden");
      await page.bringToFront();
      await drawn(page);
      assert.notEqual(await page.evaluate(label), first);
    });
  }

  test("it can be stopped", { timeout: PATIENCE }, async () => {
    await hide();
    const endless = start({ text: WAITING, mode: "sequential", clock: "wall" });
    await output("begun");
    await page.evaluate(() => window.interleave.stop());
    assert.equal((await endless).status, "stopped");
  });

  test("being frozen by the browser is marked", { timeout: PATIENCE }, async () => {
    await hide();
    const run = start({ text: FROZEN, mode: "sequential", clock: "wall" });
    await output("begun");
    const session = await page.createCDPSession();
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    await new Promise((resolve) => setTimeout(resolve, FROZEN_MS));
    await session.send("Page.setWebLifecycleState", { state: "active" });
    await page.bringToFront();
    const { status, stdout } = await run;
    assert.deepEqual([status, stdout], ["ok", "begun\nended\n"]);
    assert.match(await page.evaluate(() => window.interleave.export("csv")), LATE);
  });

  test("nothing was complained of", () => assert.deepEqual(opened.complaints, []));
});
