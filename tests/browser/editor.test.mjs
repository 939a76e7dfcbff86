// The editor: findings with what mends them, completion and cards from the engine's own table, and the
// lines of a traceback.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, open, run } from "./support/browser.mjs";

/** Opens the page with a program in its editor. */
async function withText(text, act) {
  const opened = await open("headers");
  const { page, close } = opened;
  try {
    await page.locator(".cm-gutter-lint").first().waitFor({ state: "attached" });
    await write(page, text);
    await act(page, opened);
  } finally {
    await close();
  }
}

/** Types a program over the one that is shown. */
async function write(page, text) {
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

/**
 * The editor takes no answer to a list of completions that has only just opened, so that Enter still
 * ends a line for who types fast: 75 ms by CodeMirror's `interactionDelay`.
 */
const OPEN_LONG_ENOUGH_MS = 300;

/** A text is checked a quarter of a second after it was changed. */
const CHECKED_BY_THEN_MS = 1_000;

const shown = (page) => page.evaluate(() => document.querySelector(".cm-content").innerText);

test("findings come while typing, and a press mends them", { timeout: PATIENCE }, async () => {
  await withText("import treading\nprnt(1)\n", async (page) => {
    await page.locator(".cm-lintRange-error").first().waitFor();
    await page.locator(".cm-lintRange-warning").first().waitFor();
    await page.getByRole("tab", { name: /^Problems/ }).click();
    const problems = page.locator(".problems li");
    assert.equal(await problems.count(), 2);
    assert.match(await problems.nth(0).innerText(), /no module `treading`[^]*did you mean `threading`\?/);

    await page.getByRole("button", { name: "Change to threading" }).click();
    await page.getByText("import threading").first().waitFor();
    // By keyboard: what was found on the line of the cursor.
    await page.locator(".cm-lintRange-warning").first().waitFor();
    await page.locator(".cm-line").nth(1).click();
    await page.keyboard.press("ControlOrMeta+.");
    await page.getByText("No problems found").waitFor();
    assert.match(await shown(page), /^import threading\nprint\(1\)/);
  });
});

test("what a run has found stays when the text is checked", { timeout: PATIENCE }, async () => {
  const text = `import threading, time
def forever():
    while True:
        time.sleep(0.001)
threading.Thread(target=forever, daemon=True).start()
time.sleep(0.01)
`;
  await withText(text, async (page) => {
    await page.evaluate((text) => window.interleave.run({ text, mode: "threads", clock: "virtual" }), text);
    await page.waitForTimeout(CHECKED_BY_THEN_MS);
    await page.getByRole("tab", { name: /^Problems/ }).click();
    assert.match(await page.locator(".problems").innerText(), /is a daemon and was cut off here/);
    await page.locator(".cm-lintRange").first().waitFor();
  });
});

test("completion and cards tell what the engine knows", { timeout: PATIENCE }, async () => {
  await withText("import threading\n\ndef work(items):\n    \"\"\"Does it all.\"\"\"\n\n", async (page) => {
    const offered = (name) => page.locator(".cm-tooltip-autocomplete li", { hasText: name }).first();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.type("threading.Th");
    await offered("Thread").waitFor();
    await page.locator(".cm-completionInfo").getByText("Thread(group=None, target=None").waitFor();
    await page.waitForTimeout(OPEN_LONG_ENOUGH_MS);
    await page.keyboard.press("Enter");
    assert.match(await shown(page), /threading\.Thread\n?$/);

    await page.keyboard.press("F1");
    await page.locator(".cm-card").getByText("threading.Thread(").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".cm-card").waitFor({ state: "detached" });

    await page.keyboard.press("Enter");
    await page.keyboard.type("wor");
    await offered("work").waitFor();
    await page.locator(".cm-completionInfo").getByText("Does it all.").waitFor();
  });
});

test("a traceback leads to its lines", { timeout: PATIENCE }, async () => {
  const text = "def half(n):\n    return n // 0\n\nhalf(3)\n";
  await withText(text, async (page) => {
    const answer = await run(page, { text, mode: "sequential", clock: "virtual" });
    assert.equal(answer.status, "error");
    assert.match(await page.locator(".cm-failed-line").innerText(), /return n \/\/ 0/);
    await page.locator(".failure").getByRole("button", { name: /line 4/ }).first().click();
    assert.match(await page.locator(".cm-activeLine").innerText(), /half\(3\)/);
  });
});
