// The page loads in each setting and shows a finished example.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, SETTINGS, open, ready, run } from "./support/browser.mjs";

const HELLO = { text: 'print("hello")\n', mode: "sequential", clock: "virtual" };

for (const [name, setting] of Object.entries(SETTINGS)) {
  test(`opens, isolation by ${name}`, { timeout: PATIENCE }, async () => {
    const { page, complaints, close } = await open(name);
    try {
      assert.equal(await page.evaluate(() => self.crossOriginIsolated), setting.isolated);
      const { threads } = await page.evaluate(() => window.interleave.ready);
      if (!setting.isolated) assert.equal(threads, 1);

      await page.waitForFunction(() => window.interleave.answer?.status === "ok");
      assert.ok((await colours(page)) > 3, "the timeline is drawn");

      const answer = await run(page, HELLO);
      assert.deepEqual([answer.status, answer.stdout], ["ok", "hello\n"]);
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });
}

test("says why threads are not parallel without isolation", { timeout: PATIENCE }, async () => {
  const { page, close } = await open("none");
  try {
    const { why_not_parallel: why } = await page.evaluate(() => window.interleave.ready);
    assert.match(why, /isolated/);
    await page.getByText(/isolat/i).first().waitFor();
    for (const mode of ["sequential", "async"]) {
      const answer = await run(page, { ...HELLO, mode, clock: "wall" });
      assert.deepEqual([answer.status, answer.stdout], ["ok", "hello\n"]);
    }
  } finally {
    await close();
  }
});

test("works without a network after the first visit", { timeout: PATIENCE }, async () => {
  const { page, server, close } = await open("service worker");
  try {
    await page.evaluate(() => navigator.serviceWorker.ready);
    await server.close();
    await page.reload();
    await ready(page, true);
    const answer = await run(page, HELLO);
    assert.deepEqual([answer.status, answer.stdout], ["ok", "hello\n"]);
  } finally {
    await close();
  }
});

/** How many colours the largest canvas shows. */
function colours(page) {
  return page.evaluate(() => {
    const canvases = [...document.querySelectorAll("canvas")];
    const largest = canvases.sort((a, b) => b.width * b.height - a.width * a.height)[0];
    if (!largest?.width || !largest.height) return 0;
    const { width, height } = largest;
    const pixels = largest.getContext("2d").getImageData(0, 0, width, height);
    return new Set(new Uint32Array(pixels.data.buffer)).size;
  });
}
