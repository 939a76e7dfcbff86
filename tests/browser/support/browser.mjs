// Opens the built page in Chromium, in one of the three settings in which visitors meet it.

import { after } from "node:test";
import { DIST, PATIENCE, ROOT, startChromium } from "./chromium.mjs";
import { ISOLATION, serve } from "./server.mjs";

export { DIST, PATIENCE, ROOT };

/** How the page is hosted, and whether it is cross-origin isolated then. */
export const SETTINGS = {
  headers: { headers: ISOLATION, serviceWorkers: "allow", isolated: true },
  "service worker": { headers: {}, serviceWorkers: "allow", isolated: true },
  none: { headers: {}, serviceWorkers: "block", isolated: false },
};

let browser;

/** One browser for all tests of a file. */
export async function launch() {
  browser ??= await startChromium();
  return browser;
}

after(() => browser?.close());

/**
 * Opens the page and waits until its engine can be asked.
 * `options` go to the browser context; `query` to the page's address; `edit` to the server.
 */
export async function open(name, { query = "", edit, ...options } = {}) {
  const setting = SETTINGS[name];
  const server = await serve(DIST, { headers: setting.headers, base: "/interleave/", edit });
  const context = await (await launch()).newContext({
    serviceWorkers: setting.serviceWorkers,
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const complaints = listen(page);
  try {
    await page.goto(server.url + query);
    await ready(page, setting.isolated);
  } catch (error) {
    await closeAll(context, server);
    throw new Error(`the page did not come up: ${complaints.join("; ")}`, { cause: error });
  }
  return { page, context, server, complaints, close: () => closeAll(context, server) };
}

/** Waits until the timeline is drawn: its canvas shows more than a background. */
export function drawn(page) {
  return page.waitForFunction(() => {
    const canvases = [...document.querySelectorAll("canvas")];
    const largest = canvases.sort((a, b) => b.width * b.height - a.width * a.height)[0];
    if (!largest?.width || !largest.height) return false;
    const { width, height } = largest;
    const pixels = largest.getContext("2d").getImageData(0, 0, width, height);
    return new Set(new Uint32Array(pixels.data.buffer)).size > 3;
  });
}

/** Waits for the engine: after the reload, where the service worker brings isolation. */
export async function ready(page, isolated) {
  await page.waitForFunction(
    (isolated) => self.crossOriginIsolated === isolated && window.interleave !== undefined,
    isolated,
    { timeout: PATIENCE / 2 },
  );
  return page.evaluate(
    (patience) => {
      const late = (_, reject) => setTimeout(reject, patience, new Error("the engine is not ready"));
      return Promise.race([window.interleave.ready, new Promise(late)]);
    },
    PATIENCE / 4,
  );
}

/** Asks the page to run something as its own button does. */
export function run(page, request) {
  return page.evaluate((request) => window.interleave.run(request), request);
}

/**
 * Presses Stop, and gives how many milliseconds later the page offers to run again. The page looks itself,
 * for a press by the driver takes several times as long.
 */
export async function pressStop(page) {
  await page.getByRole("button", { name: /^stop/i }).waitFor();
  return page.evaluate(async () => {
    const stop = () => document.querySelector("button.stop");
    const begin = performance.now();
    stop().click();
    while (stop()) await new Promise(requestAnimationFrame);
    return performance.now() - begin;
  });
}

/** What the page says of an error to whoever opens the console. */
function listen(page) {
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error?.stack ?? error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return complaints;
}

async function closeAll(context, server) {
  await context.close();
  await server.close();
}
