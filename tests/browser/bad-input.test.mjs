// Whatever is typed has a clear outcome, and the page stays usable.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PATIENCE, open, run } from "./support/browser.mjs";

/** `[name, text, the statuses that are clear, what the answer must mention]` */
const INPUTS = [
  ["an empty file", "", ["ok"], null],
  ["a syntax error", "def f(:\n", ["refused"], null],
  ["an unsupported feature", "import socket\n", ["refused"], /socket/],
  ["1,000 nested brackets", `${"(".repeat(1000)}1${")".repeat(1000)}\n`, ["refused"], null],
  ["10⁹ prints", "for i in range(10**9):\n    print(i)\n", ["limit"], null],
  ["a gigabyte of list", "x = [0]\nwhile True:\n    x = x + x\n", ["limit", "error"], /heap|memory/i],
  ["recursion without end", "def f():\n    return f()\nf()\n", ["error"], /RecursionError/],
  ["a file of emoji", "🦀🧵🐍\n", ["refused"], null],
  [
    "a deadlock",
    "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()\n",
    ["deadlock"],
    null,
  ],
];
const CLOCKS = ["virtual", "wall"];
let opened;

before(async () => {
  opened = await open("headers");
});
after(() => opened?.close());

for (const [name, text, statuses, mention] of INPUTS) {
  for (const clock of CLOCKS) {
    test(`${name}, ${clock}`, { timeout: PATIENCE }, async () => {
      const answer = await run(opened.page, { text, mode: "sequential", clock });
      assert.ok(statuses.includes(answer.status), `${answer.status}, not ${statuses}`);
      if (answer.status === "refused") assert.ok(answer.diagnostics[0]?.help, "says what to do");
      if (["error", "deadlock", "limit"].includes(answer.status)) {
        assert.ok(answer.error?.message, "says why");
      }
      if (mention) assert.match(JSON.stringify([answer.error, answer.diagnostics]), mention);

      const next = await run(opened.page, { text: "print(1)\n", mode: "sequential", clock });
      assert.deepEqual([next.status, next.stdout], ["ok", "1\n"]);
    });
  }
}

test("nothing was complained of", () => assert.deepEqual(opened.complaints, []));
