// Links: what is shared comes back, and what is damaged or too large is said to be.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { PATIENCE, open, ready, run } from "./support/browser.mjs";

test("the address holds the program", { timeout: PATIENCE }, async () => {
  const { page, close } = await open("headers");
  try {
    await run(page, { text: "print('shared')\n", mode: "time-sliced", clock: "virtual" });
    await page.waitForFunction(() => location.hash.length > 10);
    const kept = await page.evaluate(() => location.hash);
    await page.evaluate(() => localStorage.clear());
    await page.goto("about:blank");
    await page.goBack();
    await ready(page, true);
    assert.equal(await page.evaluate(() => location.hash), kept);
    await page.waitForFunction(() => window.interleave.answer?.stdout === "shared\n");
    assert.equal(await page.evaluate(() => window.interleave.answer.mode), "time-sliced");
  } finally {
    await close();
  }
});

test("a link that unpacks to too much is not opened", { timeout: PATIENCE }, async () => {
  const bomb = deflateRawSync(Buffer.alloc(8 << 20)).toString("base64url");
  const { page, close } = await open("headers", { query: `#v1.${bomb}` });
  try {
    await page.getByText("unpacks to more than a workload may have").waitFor();
  } finally {
    await close();
  }
});
