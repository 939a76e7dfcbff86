// The variables of every task at a moment of a simulated run, forwards and backwards.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, open, run } from "./support/browser.mjs";

const TEXT = `import threading
import time

total = 0

def work(step):
    global total
    for turn in range(3):
        time.sleep(0.01)
        total += step

threads = [threading.Thread(target=work, args=(10,)), threading.Thread(target=work, args=(1,))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(total)
`;

/** The panel's text as soon as it answers for a moment. */
async function seenAt(page, title) {
  await page.locator(".variables[aria-busy=false] h2", { hasText: title }).waitFor();
  return page.locator(".variables").innerText();
}

test("variables follow the cursor, forwards and backwards", { timeout: PATIENCE }, async () => {
  const { page, close } = await open("headers");
  try {
    const answer = await run(page, { text: TEXT, mode: "threads", clock: "virtual" });
    assert.equal(answer.status, "ok");
    await page.getByRole("tab", { name: "Variables" }).click();
    await page.getByText("Put the cursor on the timeline").waitFor();

    // A press of the period key brings the cursor to the next event.
    const canvas = page.locator("canvas").first();
    await canvas.focus();
    const totals = [];
    const moments = [];
    let working = "";
    for (let step = 0; step < 30; step += 1) {
      await page.keyboard.press(".");
      await page.locator(".variables h2").waitFor();
      const title = await page.locator(".variables h2").innerText();
      const text = await seenAt(page, title);
      if (/work\s+line \d+/.test(text)) working = text;
      const total = /\btotal\s+(\d+)/.exec(text);
      if (total) {
        totals.push(Number(total[1]));
        moments.push(title);
      }
    }
    assert.deepEqual([...totals].sort((a, b) => a - b), totals, "the total only grows");
    assert.ok(new Set(totals).size >= 3, `it is seen to grow: ${totals}`);
    assert.match(working, /Thread-2 \(work\)[^]*work\s+line \d+[^]*step\s+1\s+turn\s+\d/);

    await page.keyboard.press(",");
    const before = moments.at(-2);
    const total = /\btotal\s+(\d+)/.exec(await seenAt(page, before));
    assert.equal(Number(total[1]), totals.at(-2), "and backwards it is what it was");

    await page.locator(".variables .stack button").first().click();
    assert.equal(await page.locator(".cm-activeLine").count(), 1);
  } finally {
    await close();
  }
});

test("a real run says why it cannot be looked into", { timeout: PATIENCE }, async () => {
  const { page, close } = await open("headers");
  try {
    await run(page, { text: "print(1)\n", mode: "sequential", clock: "wall" });
    await page.getByRole("tab", { name: "Variables" }).click();
    await page.getByText("Only a simulated run can be looked into").waitFor();
  } finally {
    await close();
  }
});
