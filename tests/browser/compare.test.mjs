// The tab Compare runs the program in every mode and says what follows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, open } from "./support/browser.mjs";

test("all modes side by side", { timeout: PATIENCE }, async () => {
  const { page, complaints, close } = await open("headers");
  try {
    await page.getByRole("tab", { name: "Compare" }).click();
    await page.getByRole("button", { name: "Compare all modes" }).click();
    await page.locator(".compare .advice").waitFor();
    const modes = await page.locator(".compare tbody tr th .link").allInnerTexts();
    assert.equal(modes[0], "Sequential");
    assert.ok(modes.includes("Parallel threads"), modes.join(", "));
    const first = page.locator(".compare tbody tr").first();
    assert.match(await first.innerText(), /1\.00×[^]*same/);

    // A press shows that mode's run on the timeline.
    await page.locator(".compare").getByRole("button", { name: "Time-sliced" }).click();
    await page.waitForFunction(() => window.interleave.answer?.mode === "time-sliced");
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
});
