// Runs workloads several times in the built worker module, in headless Chromium with isolation. Prints
// the times of all rounds in nanoseconds as JSON: for each workload and each way, in the order given. A
// way is `alone`, a number of Web Workers of the pool, or `pair`: twice alone at once, each in an engine
// with a memory of its own, of which the slower one counts.
//
// Usage: CHROME=… node benches/parallel.mjs ROUNDS WAY,… PROGRAM…

import { inEngine } from "./support/engine.mjs";

const [rounds, ways, ...programs] = process.argv.slice(2);
const given = { ways: ways.split(","), rounds: Number(rounds) };
process.stdout.write(`${JSON.stringify(await inEngine(allTimes, programs, given))}\n`);

async function allTimes(engine, { sources, ways, rounds, source }, other) {
  const alone = (source) => engine.bench_parallel(source, 0);
  if (source) return alone(source);
  await engine.initThreadPool(Math.max(...ways.map(Number).filter(Number.isInteger)));
  const run = async (source, way) => {
    if (way === "alone") return alone(source);
    if (way === "pair") return Math.max(...(await Promise.all([other({ source }), alone(source)])));
    return engine.bench_parallel(source, Number(way));
  };
  const times = sources.map(() => ways.map(() => []));
  // The first of all rounds only warms up what the browser compiles.
  for (const [index, source] of sources.entries()) {
    for (let round = -1; round < rounds; round++) {
      for (const [place, way] of ways.entries()) {
        const took = await run(source, way);
        if (round >= 0) times[index][place].push(took);
      }
    }
  }
  return times;
}
