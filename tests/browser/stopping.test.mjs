// Stop, where it is hard: within one long instruction, and after a run of which very much is known.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, open, pressStop, run } from "./support/browser.mjs";

// After a loop that lets the page hear of the run, one comparison of 2^60 steps.
const LONG = `def nested():
    inner = (1, 2)
    for _ in range(60):
        inner = (inner, inner)
    return inner

left, right = nested(), nested()
print("now")
for _ in range(3_000_000):
    pass
left == right
`;

// Both of them are far beyond half a million events when this is printed.
const EVENTFUL = `import threading
from playground import gather, spawn

lock = threading.Lock()

def work():
    for turn in range(10 ** 9):
        with lock:
            pass
        if turn == 400_000:
            print("very much")

gather([spawn(work), spawn(work)])
`;

for (const clock of ["wall", "virtual"]) {
  const name = `a run is stopped within an instruction, and its engine lives on: ${clock}`;
  test(name, { timeout: PATIENCE }, async () => {
    const { page, complaints, close } = await open("headers");
    try {
      const stuck = run(page, { text: LONG, mode: "sequential", clock });
      await page.locator(".output").getByText("now").waitFor();
      await still(page);
      await pressStop(page);
      // Of a run that is ended by force no exit code is known.
      const { status, exit_code } = await stuck;
      assert.deepEqual([status, exit_code], ["stopped", 130]);
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });
}

test("the next run does not wait until a stopped one was looked at", { timeout: PATIENCE }, async () => {
  const { page, complaints, close } = await open("headers");
  try {
    await page.evaluate((request) => {
      window.heard = [];
      const { run } = window.interleave;
      run(request).then(
        ({ status }) => window.heard.push(`first: ${status}`),
        ({ message }) => window.heard.push(`first: ${message}`),
      );
    }, { text: EVENTFUL, mode: "free-threads", clock: "wall", cores: 2 });
    await page.locator(".output").getByText("very much").first().waitFor();
    // At once, which the driver is not.
    const heard = await page.evaluate(async (request) => {
      document.querySelector("button.stop").click();
      while (document.querySelector("button.stop")) await new Promise(requestAnimationFrame);
      const { stdout } = await window.interleave.run(request);
      return [...window.heard, `second: ${stdout}`];
    }, { text: 'print("hello")', mode: "sequential", clock: "wall" });
    assert.deepEqual(heard, ["first: the run ended without an answer", "second: hello\n"]);
    await page.getByRole("button", { name: "Run", exact: false }).first().waitFor();
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
});

/** Waits until the page hears nothing new of the run. */
function still(page) {
  return page.evaluate(async () => {
    let [before, n_alike] = ["", 0];
    while (n_alike < 30) {
      const now = document.body.innerText;
      n_alike = now === before ? n_alike + 1 : 0;
      before = now;
      await new Promise(requestAnimationFrame);
    }
  });
}
