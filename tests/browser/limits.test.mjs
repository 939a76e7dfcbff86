// Where the machine is small, or a run asks for more than there is: the page says so and goes on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, open, run } from "./support/browser.mjs";

const GREEDY = `from playground import pmap

def fill(_):
    kept = []
    while True:
        kept.append([0] * 1000)

pmap(fill, range(4))
`;
const HELLO = 'print("hello")\n';

for (const [mode, clock] of [
  ["free-threads", "wall"],
  ["sequential", "wall"],
  ["processes", "wall"],
  ["free-threads", "virtual"],
]) {
  test(`a run without end of memory is ended: ${mode}, ${clock}`, { timeout: PATIENCE }, async () => {
    const { page, complaints, close } = await open("headers");
    try {
      const greedy = await run(page, { text: GREEDY, mode, clock, cores: 2 });
      // A process ends alone, and its parent learns of it.
      const apart = mode === "processes";
      const told = apart ? "ended without a result" : "reached its limit of heap";
      assert.equal(greedy.status, apart ? "error" : "limit");
      assert.ok(greedy.error.message.includes(told), greedy.error.message);
      await page.getByText(told).first().waitFor();
      if (apart) assert.match(greedy.stderr, /met its limit on memory and was ended/);
      const next = await run(page, { text: HELLO, mode, clock, cores: 2 });
      assert.deepEqual([next.status, next.stdout], ["ok", "hello\n"]);
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });
}

test("a device with one core says what it cannot do, and does the rest", { timeout: PATIENCE }, async () => {
  const { page, complaints, close } = await open("headers", { edit: onOneCore });
  try {
    const { threads } = await page.evaluate(() => window.interleave.ready);
    assert.equal(threads, 1);
    await page.getByText("Really run is off: this browser gives the page one thread only").waitFor();
    const threaded = run(page, { text: HELLO, mode: "free-threads", clock: "wall" });
    await assert.rejects(threaded, /one thread only/);
    for (const mode of ["sequential", "time-sliced", "async", "processes"]) {
      const answer = await run(page, { text: HELLO, mode, clock: "wall" });
      assert.deepEqual([mode, answer.status, answer.stdout], [mode, "ok", "hello\n"]);
    }
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
});

/** Has the engine's worker find one core. */
function onOneCore(path, bytes) {
  if (!/^worker[^/]*\/worker-boot\.js$/.test(path)) return bytes;
  return `Object.defineProperty(navigator, "hardwareConcurrency", { value: 1 });\n${bytes}`;
}
