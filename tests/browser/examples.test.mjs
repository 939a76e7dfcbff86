// Every example, in every mode: simulated as natively, by hash; and really executed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PATIENCE, open, run } from "./support/browser.mjs";
import { EXAMPLES, MODES, answerOf, lines } from "./support/native.mjs";

const CORES = 2;
let opened;

before(async () => {
  opened = await open("headers");
});
after(() => opened?.close());

test("there are examples", () => assert.ok(EXAMPLES.length > 0));

for (const { file, text } of EXAMPLES) {
  for (const mode of MODES.virtual) {
    test(`${file}, ${mode}, simulated`, { timeout: PATIENCE }, async () => {
      const native = await answerOf(file, mode, CORES);
      const answer = await run(opened.page, { file, text, mode, clock: "virtual", cores: CORES });
      assert.equal(answer.status, native.status);
      assert.equal(answer.stdout, native.stdout);
      assert.equal(answer.trace_hash, native.trace_hash);
      assert.equal(answer.schedule, native.schedule);
    });
  }

  for (const mode of MODES.wall) {
    test(`${file}, ${mode}, really executed`, { timeout: PATIENCE }, async () => {
      const answer = await run(opened.page, { file, text, mode, clock: "wall", cores: CORES });
      const certain = await certainOutcome(file);
      if (certain.status) assert.equal(answer.status, certain.status);
      if (certain.lines) assert.deepEqual(lines(answer.stdout), certain.lines);
      assert.ok(["ok", "error", "deadlock"].includes(answer.status), answer.status);
    });
  }
}

test("nothing was complained of", () => assert.deepEqual(opened.complaints, []));

/** What an example's outcome is in all modes alike; a really executed run has it too. */
async function certainOutcome(file) {
  const answers = await Promise.all(MODES.virtual.map((mode) => answerOf(file, mode, CORES)));
  const same = (values) => (new Set(values).size === 1 ? values[0] : null);
  const printed = same(answers.map(({ stdout }) => lines(stdout).join("\n")));
  return {
    status: same(answers.map(({ status }) => status)),
    lines: printed === null ? null : printed.split("\n"),
  };
}
