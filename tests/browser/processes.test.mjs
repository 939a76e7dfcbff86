// Processes really executed: each in a worker apart, on any page, with or without isolation.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PATIENCE, open, pressStop, run } from "./support/browser.mjs";
import { EXAMPLES, difference } from "./support/native.mjs";

const ENDLESS = `from multiprocessing import Process
def work():
    while True:
        pass
processes = [Process(target=work) for _ in range(2)]
for process in processes:
    process.start()
work()
`;
const DYING = `from multiprocessing import Process
def work():
    print("-".join(["dies", "here"]))
    while True:
        pass
process = Process(target=work)
process.start()
process.join()
print("exit code", process.exitcode)
`;
const COUNTING = `from multiprocessing import Pool
def count(n):
    total = 0
    for i in range(n):
        total += i % 7
    return total
with Pool(2) as pool:
    print(pool.map(count, [1000000, 1000000]))
`;
const HELLO = 'print("hello")\n';

const apart = (text, file) => ({ file, text, mode: "processes", clock: "wall", cores: 2 });

for (const setting of ["headers", "none"]) {
  test(`two processes are busy at once, ${setting}`, { timeout: PATIENCE }, async () => {
    const { page, close } = await open(setting);
    try {
      const answer = await run(page, apart(COUNTING));
      assert.deepEqual([answer.status, answer.stdout], ["ok", "[2999997, 2999997]\n"]);
      const busy = answer.cores.filter((slices) => slices.length > 0);
      assert.ok(busy.length >= 3, `${busy.length} rows were used`);
      assert.ok(answer.metrics.marshalled_bytes > 0, "messages have a size");
    } finally {
      await close();
    }
  });

  test(`endless processes are stopped, ${setting}`, { timeout: PATIENCE }, async (context) => {
    const { page, close } = await open(setting);
    try {
      const endless = run(page, apart(ENDLESS));
      await until(() => members(page) === 3);
      const took = await pressStop(page);
      context.diagnostic(`stopped within ${Math.round(took)} ms`);
      assert.equal((await endless).status, "stopped");
      const second = await run(page, apart(HELLO));
      assert.deepEqual([second.status, second.stdout], ["ok", "hello\n"]);
      await until(() => members(page) === 0);
    } finally {
      await close();
    }
  });
}

test("Stop waits for no process that starts", { timeout: PATIENCE }, async () => {
  const { page, close } = await open("none", { edit: neverBeginning });
  try {
    const endless = run(page, apart(ENDLESS));
    await until(() => members(page) === 1);
    await pressStop(page);
    assert.equal((await endless).status, "stopped");
    await until(() => members(page) === 0);
  } finally {
    await close();
  }
});

/** Has a worker apart listen, and never begin. */
function neverBeginning(path, bytes) {
  return path.endsWith("/process-boot.js") ? 'self.postMessage("listening");' : bytes;
}

/** How many processes live. */
function members(page) {
  return page.workers().filter((worker) => worker.url().includes("process-boot")).length;
}

/** Waits until something is so: the test's own limit ends what never is. */
async function until(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("the engine for processes is loaded when it is needed, and said so", { timeout: PATIENCE }, async () => {
  const { page, close } = await open("none");
  try {
    const notice = page.getByText("The engine for processes is being loaded");
    await page.route("**/processes_bg.wasm", async (route) => {
      await notice.waitFor();
      await route.continue();
    });
    const engines = () => page.workers().filter((worker) => worker.url().includes("worker-boot"));
    assert.equal(engines().length, 1);
    assert.equal((await run(page, apart(HELLO))).stdout, "hello\n");
    assert.equal(await notice.count(), 0);
    assert.equal((await run(page, apart(HELLO))).stdout, "hello\n");
    assert.equal(engines().length, 2);
  } finally {
    await close();
  }
});

test("a worker that dies is an outcome", { timeout: PATIENCE }, async () => {
  const { page, close } = await open("headers", { edit: dying });
  try {
    const answer = await run(page, apart(DYING));
    assert.deepEqual([answer.status, answer.stdout], ["ok", "exit code -6\n"]);
  } finally {
    await close();
  }
});

/** Has a worker apart die when it says that it dies. */
function dying(path, bytes) {
  if (!path.endsWith("/process-boot.js")) return bytes;
  return `${bytes}
    const tell = self.tellHub;
    self.tellHub = (bytes) => {
      if (new TextDecoder().decode(bytes).includes("dies-here")) throw new Error("on purpose");
      tell(bytes);
    };`;
}

let opened;

before(async () => {
  opened = await open("none");
});
after(() => opened?.close());

for (const { file, text, printed, statuses } of EXAMPLES) {
  test(`${file}, not isolated`, { timeout: PATIENCE }, async () => {
    const answer = await run(opened.page, apart(text, file));
    assert.ok(statuses.includes(answer.status), `${answer.status}, not ${statuses}`);
    if (answer.status !== "ok") return;
    const kept = { missing: [], unexpected: [] };
    assert.deepEqual(difference(printed("processes"), answer.stdout), kept);
  });
}
