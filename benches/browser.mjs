// Runs programs several times in the built worker module, in headless Chromium with isolation,
// and prints their least times as JSON, in the order of the programs. HOW is the worker's function
// that runs one: `bench_vm` or `bench_sim`.
//
// Usage: CHROME=… node benches/browser.mjs HOW TIMES PROGRAM…

import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { ISOLATION, serve } from "../tests/browser/support/server.mjs";

// Not the tests' own constant: their module starts a test runner, which prints.
const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const [how, times, ...programs] = process.argv.slice(2);
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
  const answer = await page.evaluate(measure, { base: server.url + folder, sources, how, times: Number(times) });
  process.stdout.write(`${JSON.stringify(answer)}\n`);
} finally {
  await browser.close();
  await server.close();
}

/** In the page: starts a worker of the module alone and asks it for each program's time. */
function measure({ base, sources, how, times }) {
  const script = `
    onmessage = async ({ data: { base, sources, how, times } }) => {
      try {
        const engine = await import(base + "/worker.js");
        await engine.default({ module_or_path: base + "/worker_bg.wasm" });
        engine.provide_library(await (await fetch(base + "/library.txt")).text());
        const least = sources.map((source) => {
          const runs = Array.from({ length: times }, () => engine[how](source));
          return { cpu_ns: Math.min(...runs) };
        });
        postMessage({ least });
      } catch (error) {
        postMessage({ failed: String(error?.stack ?? error) });
      }
    };`;
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) =>
      data.failed ? reject(new Error(data.failed)) : resolve(data.least);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ base, sources, how, times });
  });
}
