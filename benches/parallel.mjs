// Runs workloads several times in the built worker module, in headless Chromium with isolation: alone
// (0 workers) and on pools of Web Workers. Prints the times of all rounds in nanoseconds as JSON: for
// each workload and each number of workers, in the order given.
//
// Usage: CHROME=… node benches/parallel.mjs ROUNDS WORKERS,… PROGRAM…

import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { ISOLATION, serve } from "../tests/browser/support/server.mjs";

// Not the tests' own constant: their module starts a test runner, which prints.
const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const [rounds, workers, ...programs] = process.argv.slice(2);
const sources = await Promise.all(programs.map((program) => readFile(program, "utf8")));
const folder = (await readdir(DIST)).find((name) => name.startsWith("worker-"));
if (!folder) throw new Error("dist/ holds no worker: run `./dev dist`");

const server = await serve(DIST, { headers: ISOLATION });
const browser = await chromium.launch({
  executablePath: process.env.CHROME,
  args: (process.env.CHROME_ARGUMENTS ?? "").split(" ").filter((word) => word !== ""),
  headless: true,
});
try {
  const page = await browser.newPage();
  // Any file of the same origin will do: the page itself must not start its own engine here.
  await page.goto(`${server.url}${folder}/worker-boot.js`);
  const ways = workers.split(",").map(Number);
  const given = { base: server.url + folder, sources, ways, rounds: Number(rounds) };
  process.stdout.write(`${JSON.stringify(await page.evaluate(measure, given))}\n`);
} finally {
  await browser.close();
  await server.close();
}

/** In the page: starts a worker of the module with its pool, and asks it for all times. */
function measure(given) {
  const script = `
    onmessage = async ({ data: { base, sources, ways, rounds } }) => {
      try {
        const engine = await import(base + "/worker.js");
        await engine.default({ module_or_path: base + "/worker_bg.wasm" });
        engine.provide_library(await (await fetch(base + "/library.txt")).text());
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
        postMessage({ times });
      } catch (error) {
        postMessage({ failed: String(error?.stack ?? error) });
      }
    };`;
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) =>
      data.failed ? reject(new Error(data.failed)) : resolve(data.times);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(given);
  });
}
