// What buttons and keys around the timeline do, where only a browser can tell.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, drawn, open, run } from "./support/browser.mjs";

async function opened(check) {
  const { page, complaints, close } = await open("headers");
  try {
    await drawn(page);
    await check(page);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
}

test("the button that plays says what a press does", { timeout: PATIENCE }, () =>
  opened(async (page) => {
    const button = (name) => page.getByRole("button", { name, exact: true });
    await button("Play through the run").click();
    await button("Pause").click();
    await button("Play through the run").waitFor();
  }));

test("Escape closes the list of keys after a click into it", { timeout: PATIENCE }, () =>
  opened(async (page) => {
    await page.getByRole("button", { name: "List of keys" }).click();
    await page.getByRole("heading", { name: "Everywhere" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "detached" });
  }));

test("what is selected is told, whichever tab is shown", { timeout: PATIENCE }, () =>
  opened(async (page) => {
    await page.getByRole("tab", { name: "Events" }).click();
    await page.locator(".stage canvas").focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("status").filter({ hasText: "since" }).waitFor({ state: "attached" });
    const shown = page.getByRole("tab", { name: "Events", selected: true });
    assert.equal(await shown.count(), 1);
  }));

test("the timeline is drawn anew for pixels of another size", { timeout: PATIENCE }, () =>
  opened(async (page) => {
    const canvas = page.locator(".stage canvas");
    const before = await canvas.evaluate((canvas) => canvas.width);
    const session = await page.context().newCDPSession(page);
    const { width, height } = page.viewportSize();
    const metrics = { width, height, deviceScaleFactor: 2, mobile: false };
    await session.send("Emulation.setDeviceMetricsOverride", metrics);
    const isSharp = (before) => document.querySelector(".stage canvas").width === 2 * before;
    await page.waitForFunction(isSharp, before);
    await drawn(page);
  }));

test("the table of events goes by keys to its ends", { timeout: PATIENCE }, () =>
  opened(async (page) => {
    const text = "for i in range(300):\n    print(i)\n";
    await run(page, { text, mode: "sequential", clock: "virtual" });
    await page.getByRole("tab", { name: "Events" }).click();
    const table = page.getByRole("grid", { name: "Events" });
    const last = Number(await table.getAttribute("aria-rowcount"));
    await table.focus();
    for (const [key, place] of [["End", last], ["Home", 2]]) {
      await page.keyboard.press(key);
      const row = page.locator(`.event-row[aria-rowindex="${place}"][aria-selected="true"]`);
      await row.waitFor();
      const [inner, outer] = await Promise.all([row.boundingBox(), table.boundingBox()]);
      assert.ok(inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height + 1, key);
    }
  }));
