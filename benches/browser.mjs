// Runs programs several times in the built worker module, in headless Chromium with isolation,
// and prints their least times as JSON, in the order of the programs. HOW is the worker's function
// that runs one: `bench_vm` or `bench_sim`.
//
// Usage: CHROME=… node benches/browser.mjs HOW TIMES PROGRAM…

import { inEngine } from "./support/engine.mjs";

const [how, times, ...programs] = process.argv.slice(2);
const answer = await inEngine(leastTimes, programs, { how, times: Number(times) });
process.stdout.write(`${JSON.stringify(answer)}\n`);

function leastTimes(engine, { sources, how, times }) {
  return sources.map((source) => {
    const runs = Array.from({ length: times }, () => engine[how](source));
    return { cpu_ns: Math.min(...runs) };
  });
}
