// Every example, in every mode: simulated as natively, by hash; and really executed.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PATIENCE, SETTINGS, open, run } from "./support/browser.mjs";
import { reallyExecuted } from "./support/executed.mjs";
import { EXAMPLES, MODES, answerOf } from "./support/native.mjs";

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
}

for (const name of ["headers", "none"]) {
  const { isolated } = SETTINGS[name];
  describe(isolated ? "isolated" : "not isolated", () => {
    let opened;
    before(async () => {
      opened = await open(name);
    });
    after(() => opened?.close());
    reallyExecuted((request) => run(opened.page, request), { isolated });
    test("nothing was complained of", () => assert.deepEqual(opened.complaints, []));
  });
}

test("nothing was complained of", () => assert.deepEqual(opened.complaints, []));
