// What runs take, they give back: the memory of the engine and of the page does not grow from run
// to run, and an engine that was filled once does not stay so large.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PATIENCE, SETTINGS, open, run } from "./support/browser.mjs";
import { MODES } from "./support/native.mjs";

const RUNS = 50;
/** So many runs find their place: threads start, buffers of the trace grow to their size. */
const RUNS_FIRST = 10;
/** Where tasks really run at once, chance decides how full memory is at its fullest. */
const BYTES_MORE = 256 << 10;

// Lists, texts, tasks that wait and wake each other, and a traceback: a few MB a run.
const HUNGRY = `import queue
import threading
from playground import pmap

def build(n):
    texts = [str(i) for i in range(n)]
    return sum(len(text) for text in texts)

inbox = queue.Queue()
reader = threading.Thread(target=lambda: [inbox.get() for _ in range(100)])
reader.start()
for n in range(100):
    inbox.put([n] * 10)
reader.join()
print(sum(pmap(build, [5000] * 4)))
`;

// Memory is full while it runs, and then nothing of it is needed any more.
const FILLING = "kept = []\nwhile True:\n    kept.append([0] * 1000)\n";
/** What the page leaves to an engine that has nothing to do, beside what it has from the start. */
const BYTES_LEFT = 96 << 20;

let opened;

before(async () => {
  opened = await open("headers");
});
after(() => opened?.close());

const ways = ["virtual", "wall"].flatMap((clock) => MODES[clock].map((mode) => [mode, clock]));
for (const [mode, clock] of ways) {
  const name = `${RUNS} runs take no more memory than ${RUNS_FIRST}: ${mode}, ${clock}`;
  test(name, { timeout: PATIENCE }, async () => {
    const request = { text: HUNGRY, mode, clock, cores: 2 };
    let first;
    for (let n = 1; n <= RUNS; n += 1) {
      const { status, error } = await run(opened.page, request);
      assert.equal(status, "ok", error?.traceback);
      if (n === RUNS_FIRST) first = await memory(opened.page);
    }
    const last = await memory(opened.page);
    for (const module of Object.keys(last)) {
      const more = last[module] - first[module];
      assert.ok(more <= BYTES_MORE, `the memory of the ${module} grew by ${more} bytes`);
    }
  });
}

for (const setting of ["headers", "none"]) {
  const { isolated } = SETTINGS[setting];
  const modes = ["sequential", "processes", ...(isolated ? ["free-threads"] : [])];
  for (const [mode, clock] of [["sequential", "virtual"], ...modes.map((mode) => [mode, "wall"])]) {
    const name = `a run that fills memory leaves it small: ${mode}, ${clock}, isolation by ${setting}`;
    test(name, { timeout: PATIENCE }, async (context) => {
      const { page, complaints, close } = await open(setting);
      try {
        const { worker: atFirst } = await memory(page);
        const filled = await run(page, { text: FILLING, mode, clock, cores: 2 });
        assert.equal(filled.status, "limit");
        const next = () => run(page, { text: 'print("hello")', mode, clock, cores: 2 });
        const isSmall = async () => {
          // While an engine begins or ends it cannot be looked at.
          const { worker, processes = 0 } = await memory(page).catch(() => ({}));
          return Math.max(worker, processes) <= atFirst + BYTES_LEFT;
        };
        let n_runs = 0;
        do {
          // At no moment is there no engine.
          const { status, stdout } = await next();
          assert.deepEqual([status, stdout], ["ok", "hello\n"]);
          context.signal.throwIfAborted();
          n_runs += 1;
        } while (!(await isSmall()));
        context.diagnostic(`small again after ${n_runs} runs`);
        assert.equal((await next()).status, "ok");
        assert.deepEqual(complaints, []);
      } finally {
        await close();
      }
    });
  }
}

/** The bytes of the modules' memories. They never shrink, so what leaks is seen. */
async function memory(page) {
  const bytes = { page: await page.evaluate(bytesOf, await address(page, "/page-")) };
  for (const worker of page.workers()) {
    if (!worker.url().includes("worker-boot")) continue;
    const module = new URL(worker.url()).searchParams.get("module") ?? "worker";
    const size = await worker.evaluate(bytesOf, await address(worker, `/${module}.js`));
    bytes[module] = Math.max(size, bytes[module] ?? 0);
  }
  return bytes;
}

/** Where a module of that place was loaded from. */
function address(frame, place) {
  return frame.evaluate((place) => {
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    return loaded.find((name) => name.includes(place) && name.endsWith(".js"));
  }, place);
}

/** A module that is loaded again is the one that runs, and gives what it has. */
async function bytesOf(address) {
  const module = await import(address);
  return (await module.default()).memory.buffer.byteLength;
}
