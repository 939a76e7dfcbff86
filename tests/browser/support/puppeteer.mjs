// Opens the built page in a browser that Puppeteer drives: Firefox, or Chromium with tabs that hide each other.

import puppeteer from "puppeteer-core";
import { DIST, PATIENCE } from "./chromium.mjs";
import { serve } from "./server.mjs";

/**
 * Opens the page as a server with those headers hosts it, and waits until its engine can be asked.
 * `options` say which browser and how it starts; what the page complains of is added to `complaints`.
 */
export async function openByPuppeteer(headers, options) {
  const server = await serve(DIST, { headers, base: "/interleave/" });
  let browser;
  // A server that goes on would keep the tests from ending, also where no browser starts.
  const close = async () => {
    await server.close();
    await browser?.close();
  };
  const complaints = [];
  try {
    browser = await puppeteer.launch({ protocolTimeout: PATIENCE, ...options });
    const page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(server.url);
    await page.waitForFunction(() => window.interleave !== undefined, { timeout: PATIENCE });
    await page.evaluate(() => window.interleave.ready);
    return { browser, page, complaints, close };
  } catch (error) {
    await close();
    throw error;
  }
}
