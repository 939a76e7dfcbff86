// Every example, in every mode: simulated as natively, by hash; and really executed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PATIENCE, open, run } from "./support/browser.mjs";
import { EXAMPLES, MODES, answerOf, difference } from "./support/native.mjs";

const CORES = 2;
let opened;

before(async () => {
  opened = await open("headers");
});
after(() => opened?.close());

test("there are examples", () => assert.ok(EXAMPLES.length > 0));

for (const { file, text, printed, statuses } of EXAMPLES) {
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
      assert.ok(statuses.includes(answer.status), `${answer.status}, not ${statuses}`);
      if (answer.status !== "ok") return;
      // Who prints first is free where tasks really run at once.
      const kept = { missing: [], unexpected: [] };
      assert.deepEqual(difference(printed(mode), answer.stdout), kept);
    });
  }
}

test("nothing was complained of", () => assert.deepEqual(opened.complaints, []));
