// A page in the background: its timers are slowed down, which the timeline says.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, open, run } from "./support/browser.mjs";

const SLEEPY = `import time

time.sleep(0.05)
print("awake")
`;

test("timers that come late are marked", { timeout: PATIENCE }, async () => {
  const { page, close } = await open("headers", { edit: slowed });
  try {
    const request = { text: SLEEPY, mode: "sequential", clock: "wall" };
    const { status, stdout } = await run(page, request);
    assert.deepEqual([status, stdout], ["ok", "awake\n"]);
    const events = await page.evaluate(() => window.interleave.export("csv"));
    assert.match(events, /,late,.*timers came \d+ ms late: the page was hidden/);
  } finally {
    await close();
  }
});

/** Has the engine's timers go off once a second, as browsers do in hidden pages. */
function slowed(path, bytes) {
  if (!/^worker[^/]*\/worker-boot\.js$/.test(path)) return bytes;
  const slow = "const real = setTimeout; self.setTimeout = (f, ms) => real(f, ms > 0 ? 1000 : 0);";
  return `${slow}\n${bytes}`;
}
