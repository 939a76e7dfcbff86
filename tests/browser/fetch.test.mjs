// Real I/O: a program loads from the page's own site, if the visitor agrees, and from nowhere else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, open, ready, run } from "./support/browser.mjs";
import { MODES } from "./support/native.mjs";

const LOADS = `from playground import fetch, pmap

print(sum("self.addEventListener" in text for text in pmap(fetch, ["service-worker.js"] * 3)))
try:
    fetch("nowhere.txt")
except ConnectionError as error:
    print("404" in str(error))
try:
    fetch("http://127.0.0.1:1/")
except PermissionError:
    print("elsewhere is refused")
`;
const MANY = `from playground import fetch, pmap

print(sum("self.addEventListener" in text for text in pmap(fetch, ["service-worker.js"] * 150)))
`;
const LOADED = "3\nTrue\nelsewhere is refused\n";

test("texts of the page's site are loaded in every mode", { timeout: PATIENCE }, async () => {
  const { page, close } = await open("headers");
  try {
    for (const mode of MODES.wall) {
      const { status, stdout, error } = await run(page, { text: LOADS, mode, clock: "wall", cores: 2 });
      assert.deepEqual([mode, status, stdout], [mode, "ok", LOADED], error?.traceback);
    }
  } finally {
    await close();
  }
});

test("more loads than can be under way wait in line", { timeout: PATIENCE }, async () => {
  const { page, close } = await open("headers");
  try {
    // The others load one text after the other, or have a worker for each.
    for (const mode of ["free-threads", "async", "time-sliced"]) {
      const answer = await run(page, { text: MANY, mode, clock: "wall", cores: 2 });
      assert.deepEqual([mode, answer.status, answer.stdout], [mode, "ok", "150\n"], answer.error?.traceback);
      assert.ok(answer.metrics.io_wait_ns > 0, `${mode} waits for what it loads`);
    }
  } finally {
    await close();
  }
});

test("a program that came with a link loads after the visitor agreed", { timeout: PATIENCE }, async () => {
  const fragment = await linkTo({ text: LOADS, mode: "sequential", clock: "wall" });
  const { page: shared, close } = await open("headers", { query: fragment });
  try {
    const questions = [];
    shared.on("dialog", async (dialog) => {
      questions.push(dialog.message());
      await (questions.length === 1 ? dialog.dismiss() : dialog.accept());
    });
    const begin = shared.getByRole("button", { name: "Run", exact: true });
    await begin.click();
    await shared.getByText(/PermissionError: nobody has agreed/).first().waitFor();
    await begin.click();
    await shared.getByText("elsewhere is refused").first().waitFor();
    assert.equal(questions.length, 2);
    assert.match(questions[0], /came with a link/);
    // What the browser keeps of it is no more the visitor's own than the link was.
    await shared.reload();
    await ready(shared, true);
    await shared.getByRole("tab", { name: "Compare" }).click();
    const asked = shared.waitForEvent("dialog");
    await shared.getByRole("button", { name: "Predict and measure" }).click();
    assert.match((await asked).message(), /came with a link/);
  } finally {
    await close();
  }
});

test("what a visitor writes or opens is not asked about, also at the next visit", { timeout: PATIENCE }, async () => {
  const { page, close } = await open("headers");
  try {
    const questions = [];
    page.on("dialog", async (dialog) => {
      questions.push(dialog.message());
      await dialog.dismiss();
    });
    await run(page, { text: LOADS, mode: "sequential", clock: "wall" });
    await page.waitForFunction(() => localStorage.getItem("interleave.own") === location.hash.slice(1));
    await page.reload();
    await ready(page, true);
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByText("elsewhere is refused").first().waitFor();
    assert.deepEqual(questions, []);
  } finally {
    await close();
  }
});

/** What another visitor's address ends with after such a run. */
async function linkTo(request) {
  const { page, close } = await open("headers");
  try {
    await run(page, request);
    await page.waitForFunction(() => location.hash.length > 100);
    return await page.evaluate(() => location.hash);
  } finally {
    await close();
  }
}
