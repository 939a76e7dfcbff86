// The page in Firefox: what is really executed there depends on the browser most.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import puppeteer from "puppeteer-core";
import { DIST, PATIENCE, SETTINGS } from "./support/browser.mjs";
import { reallyExecuted, stops } from "./support/executed.mjs";
import { serve } from "./support/server.mjs";

const FIREFOX = process.env.FIREFOX;
const skip = FIREFOX ? false : "no Firefox was found; FIREFOX=/path/to/firefox names one";

for (const name of ["headers", "none"]) {
  const { headers, isolated, serviceWorkers } = SETTINGS[name];
  describe(`Firefox, ${isolated ? "isolated" : "not isolated"}`, { skip }, () => {
    let browser, server, page;
    const complaints = [];
    const run = (request) => page.evaluate((request) => window.interleave.run(request), request);
    const stop = () => page.evaluate(() => window.interleave.stop());

    before(async () => {
      server = await serve(DIST, { headers, base: "/interleave/" });
      browser = await puppeteer.launch({
        browser: "firefox",
        executablePath: FIREFOX,
        extraPrefsFirefox: { "dom.serviceWorkers.enabled": serviceWorkers === "allow" },
        protocolTimeout: PATIENCE,
      });
      page = await browser.newPage();
      page.on("pageerror", (error) => complaints.push(String(error)));
      await page.goto(server.url);
      await page.waitForFunction(() => window.interleave !== undefined, { timeout: PATIENCE });
      await page.evaluate(() => window.interleave.ready);
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    test("is as isolated as its server says", async () => {
      assert.equal(await page.evaluate(() => self.crossOriginIsolated), isolated);
    });
    reallyExecuted(run, { isolated });
    stops(run, stop, { isolated });
    test("nothing was complained of", () => assert.deepEqual(complaints, []));
  });
}
