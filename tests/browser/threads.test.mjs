// Threads are really parallel, and a run can be stopped at any moment.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PATIENCE, SETTINGS, open, pressStop, run } from "./support/browser.mjs";
import { stops } from "./support/executed.mjs";

const COUNTING = `# Two fragments that compute for a while.
from playground import spawn, gather

def count(n):
    total = 0
    for i in range(n):
        total += i % 7
    return total

print(gather(spawn(count, 2000000), spawn(count, 2000000)))
`;
const COUNTERS = `# Two tasks count to the same number, once with a lock and once without.
import threading
from playground import spawn, gather

TURNS_LOCKED = 2000
# Enough that workers surely meet, also on a busy machine.
TURNS = 100000
lock = threading.Lock()
locked = 0
unlocked = 0

def count_locked():
    global locked
    for _ in range(TURNS_LOCKED):
        with lock:
            locked += 1

def count_unlocked():
    global unlocked
    for _ in range(TURNS):
        value = unlocked
        unlocked = value + 1

gather(spawn(count_locked), spawn(count_locked))
gather(spawn(count_unlocked), spawn(count_unlocked))
print(locked, unlocked)
`;
const ENDLESS = "while True:\n    pass\n";
const HELLO = 'print("hello")\n';

for (const setting of ["headers", "service worker"]) {
  test(`two workers are busy at once, ${setting}`, { timeout: PATIENCE }, async () => {
    const { page, close } = await open(setting);
    try {
      const request = { text: COUNTING, mode: "free-threads", clock: "wall", cores: 2 };
      const answer = await run(page, request);
      assert.equal(answer.status, "ok");
      const busy = answer.cores.filter((slices) => slices.length > 0);
      assert.ok(busy.length >= 2, `${busy.length} cores were used`);
      assert.ok(overlap(busy[0], busy[1]), "two cores were never busy at the same time");
    } finally {
      await close();
    }
  });
}

test("in 100 runs a lock never loses a count", { timeout: PATIENCE }, async (context) => {
  const { page, close } = await open("headers");
  try {
    let lossy = 0;
    for (let n = 0; n < 100; n += 1) {
      const request = { text: COUNTERS, mode: "free-threads", clock: "wall", cores: 2 };
      const { status, stdout } = await run(page, request);
      assert.equal(status, "ok");
      const [locked, unlocked] = stdout.trim().split(" ").map(Number);
      assert.equal(locked, 4000);
      lossy += Number(unlocked < 200000);
    }
    assert.ok(lossy > 0, "without a lock no count was ever lost");
    context.diagnostic(`without a lock ${lossy} of 100 runs lost counts`);
  } finally {
    await close();
  }
});

for (const name of ["headers", "none"]) {
  const { isolated } = SETTINGS[name];
  describe(`really executed, ${isolated ? "isolated" : "not isolated"}`, () => {
    let opened;
    before(async () => {
      opened = await open(name);
    });
    after(() => opened?.close());
    stops((request) => run(opened.page, request), () => pressStop(opened.page), { isolated });
  });
}

for (const mode of ["sequential", "time-sliced"]) {
  test(`an endless loop is stopped: ${mode}, simulated`, { timeout: PATIENCE }, async (context) => {
    const clock = "virtual";
    const { page, close } = await open("headers");
    try {
      // The first run finds the engine still busy with what an opened page asks for.
      await run(page, { text: HELLO, mode, clock, cores: 2 });
      const endless = run(page, { text: ENDLESS, mode, clock, cores: 2 });
      const took = await pressStop(page);
      context.diagnostic(`stopped within ${Math.round(took)} ms`);
      assert.equal((await endless).status, "stopped");
      const second = await run(page, { text: HELLO, mode, clock, cores: 2 });
      assert.deepEqual([second.status, second.stdout], ["ok", "hello\n"]);
    } finally {
      await close();
    }
  });
}

test("a thread that dies is told, and the engine starts again", { timeout: PATIENCE }, async () => {
  const { page, close } = await open("headers", { edit: dying });
  try {
    const request = { text: COUNTING, mode: "free-threads", clock: "wall", cores: 2 };
    await assert.rejects(run(page, request), /without an answer/);
    await page.getByText(/started again.*A mistake of ours ended it: .*on purpose/).waitFor();
    const hello = { text: HELLO, mode: "sequential", clock: "virtual" };
    const notReady = (error) => assert.match(String(error), /not ready/);
    let answer;
    while (!answer) answer = await run(page, hello).catch(notReady);
    assert.deepEqual([answer.status, answer.stdout], ["ok", "hello\n"]);
  } finally {
    await close();
  }
});

/**
 * Has each thread of the pool die at its first look at the clock, as by a panic: in the middle of
 * the engine's code, which nothing unwinds, so that the locks it holds stay locked.
 */
function dying(path, bytes) {
  if (!/^worker[^/]*\/worker\.js$/.test(path)) return bytes;
  const die = 'performance.now = () => { throw new Error("on purpose"); };';
  return `if (self.location.protocol === "blob:") ${die}\n${bytes}`;
}

/** Whether a slice of the one core and a slice of the other share some time. */
function overlap(these, those) {
  return these.some((one) =>
    those.some((other) => one.start_ns < other.end_ns && other.start_ns < one.end_ns),
  );
}
