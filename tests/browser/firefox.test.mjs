// The page in Firefox: what is really executed there depends on the browser most.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SETTINGS } from "./support/browser.mjs";
import { reallyExecuted, stops } from "./support/executed.mjs";
import { openByPuppeteer } from "./support/puppeteer.mjs";

const FIREFOX = process.env.FIREFOX;
const skip = FIREFOX ? false : "no Firefox was found; FIREFOX=/path/to/firefox names one";

for (const name of ["headers", "none"]) {
  const { headers, isolated, serviceWorkers } = SETTINGS[name];
  describe(`Firefox, ${isolated ? "isolated" : "not isolated"}`, { skip }, () => {
    let opened, page;
    const run = (request) => page.evaluate((request) => window.interleave.run(request), request);
    const stop = () => page.evaluate(() => window.interleave.stop());

    before(async () => {
      opened = await openByPuppeteer(headers, {
        browser: "firefox",
        executablePath: FIREFOX,
        extraPrefsFirefox: { "dom.serviceWorkers.enabled": serviceWorkers === "allow" },
      });
      page = opened.page;
    });
    after(() => opened?.close());

    test("is as isolated as its server says", async () => {
      assert.equal(await page.evaluate(() => self.crossOriginIsolated), isolated);
    });
    reallyExecuted(run, { isolated });
    stops(run, stop, { isolated });
    test("nothing was complained of", () => assert.deepEqual(opened.complaints, []));
  });
}
