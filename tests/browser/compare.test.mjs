// The tab Compare runs the program in every mode, or predicts and measures it, and says what follows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, open, run } from "./support/browser.mjs";

/** The report when it is complete. */
async function report(page) {
  const report = page.locator(".compare .report[aria-busy=false]");
  await report.locator(".advice").waitFor();
  return report;
}

/** By how many pixels tables are wider than their place. */
function sideways(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll(".table-scroll")].map((it) => it.scrollWidth - it.clientWidth),
  );
}

test("all modes side by side", { timeout: PATIENCE }, async () => {
  const viewport = { width: 1440, height: 900 };
  const { page, complaints, close } = await open("headers", { viewport });
  try {
    await page.getByRole("tab", { name: "Compare" }).click();
    await page.getByRole("button", { name: "Compare all modes" }).click();
    const modes = await (await report(page)).locator("tbody tr th .link").allInnerTexts();
    assert.equal(modes[0], "Sequential");
    assert.ok(modes.includes("Parallel threads"), modes.join(", "));
    const tables = page.locator(".compare table");
    assert.match(await tables.first().locator("tbody tr").first().innerText(), /1\.00×/);
    assert.equal(await tables.first().locator("svg.strip path").count() > modes.length, true);
    assert.match(await tables.nth(1).locator("tbody tr").first().innerText(), /Sequential[^]*same/);
    await page.getByText("Speed-up with more cores").waitFor();
    assert.deepEqual(await sideways(page), [0, 0, 0]);

    // A press shows that mode's run on the timeline.
    await page.locator(".compare").getByRole("button", { name: "Time-sliced" }).click();
    await page.waitForFunction(() => window.interleave.answer?.mode === "time-sliced");
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
});

test("names of a workload are never markup", { timeout: PATIENCE }, async () => {
  const { page, complaints, close } = await open("headers");
  try {
    const text = `import threading
thread = threading.Thread(target=print, name="<img src=x onerror=alert(1)>")
thread.start()
thread.join()
`;
    await run(page, { text, mode: "threads", clock: "virtual" });
    await page.getByRole("tab", { name: "Metrics" }).click();
    const report = page.locator(".report[aria-busy=false]");
    await report.getByText("<img src=x onerror=alert(1)>").first().waitFor();
    assert.equal(await report.locator("img").count(), 0);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
});

test("predicted and measured on one axis", { timeout: PATIENCE }, async () => {
  const { page, complaints, close } = await open("headers");
  try {
    const text = "from playground import cpu, gather, spawn\ngather([spawn(cpu, 0.02) for _ in range(2)])\n";
    await run(page, { text, mode: "async", clock: "virtual" });
    await page.getByRole("tab", { name: "Compare" }).click();
    await page.getByRole("button", { name: "Fewer runs" }).click();
    await page.getByRole("button", { name: "Predict and measure" }).click();
    const told = await (await report(page)).innerText();
    assert.match(told, /Predicted[^]*Measured, median[^]*Fastest run[^]*Slowest run/);
    assert.match(told, /Computing[^]*Makespan/);
    assert.match(told, /run 4\b/);
    assert.doesNotMatch(told, /run 5\b/);

    // Only what can be really run can be measured.
    await run(page, { text, mode: "threads", clock: "virtual" });
    const predict = page.getByRole("button", { name: "Predict and measure" });
    assert.equal(await predict.isDisabled(), true);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
});
