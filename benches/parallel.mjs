// Runs workloads several times in the built worker module, in headless Chromium with isolation: alone
// (0 workers) and on pools of Web Workers. Prints the times of all rounds in nanoseconds as JSON: for
// each workload and each number of workers, in the order given.
//
// Usage: CHROME=… node benches/parallel.mjs ROUNDS WORKERS,… PROGRAM…

import { inEngine } from "./support/engine.mjs";

const [rounds, workers, ...programs] = process.argv.slice(2);
const given = { ways: workers.split(",").map(Number), rounds: Number(rounds) };
process.stdout.write(`${JSON.stringify(await inEngine(allTimes, programs, given))}\n`);

async function allTimes(engine, { sources, ways, rounds }) {
  await engine.initThreadPool(Math.max(...ways));
  const times = sources.map(() => ways.map(() => []));
  // The first of all rounds only warms up what the browser compiles.
  for (const [index, source] of sources.entries()) {
    for (let round = -1; round < rounds; round++) {
      for (const [way, workers] of ways.entries()) {
        const took = await engine.bench_parallel(source, workers);
        if (round >= 0) times[index][way].push(took);
      }
    }
  }
  return times;
}
