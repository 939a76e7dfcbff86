// A page in the background: its timers are slowed down, which the timeline says.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, open, run } from "./support/browser.mjs";

const SLEEPY = `import time

for _ in range(20):
    time.sleep(0.05)
print("awake")
`;

test("timers that come late are marked", { timeout: PATIENCE }, async () => {
  const { page, context, close } = await open("headers");
  try {
    const session = await context.newCDPSession(page);
    const going = run(page, { text: SLEEPY, mode: "async", clock: "wall" });
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await session.send("Page.setWebLifecycleState", { state: "active" });
    const { status, stdout } = await going;
    assert.deepEqual([status, stdout], ["ok", "awake\n"]);
    const events = await page.evaluate(() => window.interleave.export("csv"));
    assert.match(events, /late.*timers came \d+ ms late: the page was hidden/);
  } finally {
    await close();
  }
});
