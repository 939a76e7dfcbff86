// The tab Metrics tells the numbers of a run, and what costs what is measured where it runs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, open, ready, run } from "./support/browser.mjs";

const TEXT = `import threading
from playground import cpu

lock = threading.Lock()

def work():
    with lock:
        cpu(0.010)

threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
`;

test("the numbers of a run, its locks and its critical path", { timeout: PATIENCE }, async () => {
  const { page, complaints, close } = await open("headers");
  try {
    await run(page, { text: TEXT, mode: "free-threads", clock: "virtual" });
    await page.getByRole("tab", { name: "Metrics" }).click();
    const report = page.locator(".report[aria-busy=false]");
    await report.getByText("Speed-up over sequential").waitFor();
    const told = await report.innerText();
    assert.match(told, /Makespan\s+30/);
    assert.match(told, /The workload is cpu-bound/);
    assert.match(told, /lock\s+lock\s+3\s+2/);

    // A stretch of the critical path is shown on the timeline, and the tab stays.
    await report.locator("[data-go^=at]").nth(2).click();
    await page.locator(".clock", { hasText: "ms" }).or(page.locator(".clock", { hasText: "µs" })).waitFor();
    assert.equal(await page.getByRole("tab", { name: "Metrics" }).getAttribute("aria-selected"), "true");
    await page.getByRole("button", { name: "Critical path" }).click();

    // Another run has other numbers.
    await run(page, { text: TEXT.replace("range(3)", "range(2)"), mode: "free-threads", clock: "virtual" });
    await report.getByText("Speed-up over sequential").waitFor();
    assert.match(await report.innerText(), /Makespan\s+20/);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
});

test("what things cost is measured, and kept in the link", { timeout: PATIENCE }, async () => {
  const { page, complaints, close } = await open("headers");
  try {
    await run(page, { text: TEXT, mode: "threads", clock: "virtual" });
    await page.waitForFunction(() => location.hash !== "");
    const before = await page.evaluate(() => location.hash);
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("button", { name: "This device" }).click();
    await page.getByRole("button", { name: "Measure again" }).waitFor();
    const cost = page.getByLabel(/^number \(ps\)/);
    const measured = await cost.inputValue();
    assert.notEqual(measured, "10800");
    await page.waitForFunction((before) => location.hash !== before, before);
    await page.reload();
    await ready(page, true);
    await page.getByRole("button", { name: "Settings" }).click();
    assert.equal(await cost.inputValue(), measured);
    await page.getByRole("button", { name: "CPython 3.11" }).click();
    await page.getByRole("button", { name: "This device" }).waitFor();
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
});
