// axe-core finds nothing serious, wide and narrow, light and dark, and nothing is cut off.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PATIENCE, ROOT, drawn, open } from "./support/browser.mjs";

const AXE = readFileSync(`${ROOT}node_modules/axe-core/axe.min.js`, "utf8");
const GRAVE = ["serious", "critical"];

for (const width of [1440, 390]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${width} px, ${colorScheme}`, { timeout: PATIENCE }, async () => {
      const viewport = { width, height: 900 };
      const { page, close } = await open("headers", { viewport, colorScheme });
      try {
        await drawn(page);
        const overhang = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        });
        assert.equal(overhang, 0, "the page scrolls sideways");
        assert.deepEqual(await graveFindings(page), []);
      } finally {
        await close();
      }
    });
  }
}

async function graveFindings(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations
    .filter(({ impact }) => GRAVE.includes(impact))
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target).join(", ")}`);
}
