// The built worker module in headless Chromium with isolation, for measurements.

import { readFile, readdir } from "node:fs/promises";
import { DIST, startChromium } from "../../tests/browser/support/chromium.mjs";
import { ISOLATION, serve } from "../../tests/browser/support/server.mjs";

/**
 * What `measure(engine, given, other)` gives in a worker that has loaded the module. It is sent as text, so
 * it knows nothing but its arguments. `given` has the texts of the programs, too, as `sources`.
 * `other(given)` is what it gives in another worker, with an engine of its own.
 */
export async function inEngine(measure, programs, given) {
  const sources = await Promise.all(programs.map((program) => readFile(program, "utf8")));
  const folder = (await readdir(DIST)).find((name) => name.startsWith("worker-"));
  if (!folder) throw new Error("dist/ holds no worker: run `./dev dist`");
  const server = await serve(DIST, { headers: ISOLATION });
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
    // Any file of the same origin will do: the page itself must not start its own engine here.
    await page.goto(`${server.url}${folder}/worker-boot.js`);
    const message = { base: server.url + folder, given: { ...given, sources } };
    return await page.evaluate(ask, { measure: String(measure), message });
  } finally {
    await browser.close();
    await server.close();
  }
}

/** In the page: starts a worker of the module and asks it. */
function ask({ measure, message }) {
  const asked = (worker, message) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) =>
        data.failed ? reject(new Error(data.failed)) : resolve(data.answer);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(message);
    });
  const script = `
    const measure = ${measure};
    const asked = ${asked};
    let engine, another;
    const load = async (base) => {
      engine = await import(base + "/worker.js");
      await engine.default({ module_or_path: base + "/worker_bg.wasm" });
      engine.provide_library(await (await fetch(base + "/library.txt")).text());
    };
    onmessage = async ({ data: { base, given } }) => {
      const other = (given) => {
        another ??= new Worker(location.href, { type: "module" });
        return asked(another, { base, given });
      };
      try {
        if (!engine) await load(base);
        postMessage({ answer: await measure(engine, given, other) });
      } catch (error) {
        postMessage({ failed: String(error?.stack ?? error) });
      }
    };`;
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  return asked(new Worker(url, { type: "module" }), message);
}
