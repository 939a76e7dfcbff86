// The page loads in each setting and shows a finished example.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, SETTINGS, drawn, open, ready, run } from "./support/browser.mjs";

const HELLO = { text: 'print("hello")\n', mode: "sequential", clock: "virtual" };

for (const [name, setting] of Object.entries(SETTINGS)) {
  test(`opens, isolation by ${name}`, { timeout: PATIENCE }, async () => {
    const { page, complaints, close } = await open(name);
    try {
      assert.equal(await page.evaluate(() => self.crossOriginIsolated), setting.isolated);
      const { threads } = await page.evaluate(() => window.interleave.ready);
      if (!setting.isolated) assert.equal(threads, 1);

      await drawn(page);
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
    await assert.rejects(run(page, { ...HELLO, mode: "free-threads", clock: "wall" }), /isolat/);
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
    for (const request of [HELLO, { ...HELLO, mode: "processes", clock: "wall" }]) {
      const answer = await run(page, request);
      assert.deepEqual([answer.status, answer.stdout], ["ok", "hello\n"]);
    }
  } finally {
    await close();
  }
});
