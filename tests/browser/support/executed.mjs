// What must hold of real execution in every browser and every setting.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE } from "./browser.mjs";
import { EXAMPLES, MODES, difference } from "./native.mjs";

const CORES = 2;
/** Modes whose workers share memory, which only an isolated page may. */
const SHARING = ["free-threads"];
const ENDLESS = `from playground import pmap

def forever(_):
    while True:
        pass

pmap(forever, range(4))
`;

/**
 * Tests that every example runs in every mode that is really executed, and that an endless loop can
 * be stopped in each. `run` asks the page; where it is not `isolated`, it says which modes cannot be.
 */
export function reallyExecuted(run, { isolated }) {
  for (const mode of MODES.wall) {
    if (SHARING.includes(mode) && !isolated) {
      test(`${mode} is refused with the reason`, { timeout: PATIENCE }, async () => {
        const request = { text: 'print("hello")', mode, clock: "wall", cores: CORES };
        await assert.rejects(run(request), /not cross-origin isolated/);
      });
      continue;
    }
    for (const { file, text, printed, statuses } of EXAMPLES) {
      test(`${file}, ${mode}, really executed`, { timeout: PATIENCE }, async () => {
        const answer = await run({ file, text, mode, clock: "wall", cores: CORES });
        assert.ok(statuses.includes(answer.status), `${answer.status}, not ${statuses}`);
        if (answer.status !== "ok") return;
        // Who prints first is free where tasks really run at once.
        const kept = { missing: [], unexpected: [] };
        assert.deepEqual(difference(printed(mode), answer.stdout), kept);
      });
    }
  }
}

/** Tests that an endless loop on all cores can be stopped in every such mode. `stop` is the page's. */
export function stops(run, stop, { isolated }) {
  for (const mode of MODES.wall.filter((mode) => isolated || !SHARING.includes(mode))) {
    test(`an endless loop is stopped: ${mode}`, { timeout: PATIENCE }, async () => {
      const endless = run({ text: ENDLESS, mode, clock: "wall", cores: CORES });
      await stop();
      assert.equal((await endless).status, "stopped");
      const next = await run({ text: 'print("hello")', mode, clock: "wall", cores: CORES });
      assert.deepEqual([next.status, next.stdout], ["ok", "hello\n"]);
    });
  }
}
