// A run that goes on: its timeline grows, and both of its streams are seen before it ends.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, open, pressStop, run } from "./support/browser.mjs";

const ENDLESS = `import sys
from playground import checkpoint, gather, io, spawn

def work(name):
    print("-".join(["out", name]))
    print("-".join(["err", name]), file=sys.stderr)
    while True:
        io(0.0001)
        checkpoint(name)
        for _ in range(5000):
            pass

if __name__ == "__main__":
    gather([spawn(work, "a"), spawn(work, "b")])
`;

for (const [mode, clock] of [
  ["sequential", "wall"],
  ["async", "wall"],
  ["time-sliced", "wall"],
  ["free-threads", "wall"],
  ["processes", "wall"],
  ["free-threads", "virtual"],
]) {
  test(`the timeline grows while a run goes on: ${mode}, ${clock}`, { timeout: PATIENCE }, async () => {
    const { page, complaints, close } = await open("headers");
    try {
      const before = await page.evaluate(() => document.querySelector("canvas").ariaLabel);
      const endless = run(page, { text: ENDLESS, mode, clock, cores: 2 });
      await page.locator(".output").getByText("out-a").waitFor();
      await page.locator(".output").getByText("err-a").waitFor();
      await page.waitForFunction(
        (before) => document.querySelector("canvas").ariaLabel !== before,
        before,
      );
      await page.getByRole("tab", { name: "Events" }).click();
      const first = await events(page);
      await page.waitForFunction(grown, first);
      assert.ok((await events(page)) > first, "there are more events than before");
      assert.ok(await page.evaluate(() => document.querySelector(".stage.stale") === null));
      await pressStop(page);
      assert.equal((await endless).status, "stopped");
      assert.ok((await events(page)) > first, "what was seen stays");
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });
}

test("what was seen of a run stays when it is ended by force", { timeout: PATIENCE }, async () => {
  const { page, close } = await open("headers");
  try {
    const text = `from playground import checkpoint, io
for _ in range(500):
    io(0.002)
    checkpoint("seen")
print("now")
sorted(range(10 ** 9))
`;
    const stuck = run(page, { text, mode: "sequential", clock: "wall" });
    await page.getByRole("tab", { name: "Events" }).click();
    await page.waitForFunction(grown, 100);
    await pressStop(page);
    assert.equal((await stuck).status, "stopped");
    assert.ok((await events(page)) > 100);
  } finally {
    await close();
  }
});

/** How many rows the table of events has. */
function events(page) {
  return page.evaluate(() => Number(document.querySelector("[aria-rowcount]")?.ariaRowCount ?? 0));
}

function grown(first) {
  return Number(document.querySelector("[aria-rowcount]")?.ariaRowCount ?? 0) > first;
}
