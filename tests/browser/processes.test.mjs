// Processes really executed: each in a worker apart, on any page, with or without isolation.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PATIENCE, open, run } from "./support/browser.mjs";
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

  test(`endless processes are stopped, ${setting}`, { timeout: PATIENCE }, async () => {
    const { page, close } = await open(setting);
    try {
      const endless = run(page, apart(ENDLESS));
      await page.getByRole("button", { name: /^stop/i }).click();
      assert.equal((await endless).status, "stopped");
      const second = await run(page, apart(HELLO));
      assert.deepEqual([second.status, second.stdout], ["ok", "hello\n"]);
    } finally {
      await close();
    }
  });
}

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
