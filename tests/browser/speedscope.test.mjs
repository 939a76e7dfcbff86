// speedscope's own importer opens the Chrome export.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { PATIENCE, ROOT, launch, open, run } from "./support/browser.mjs";
import { EXAMPLES, MODES, interleave } from "./support/native.mjs";
import { serve } from "./support/server.mjs";

for (const mode of MODES.virtual) {
  test(`the command's export opens: ${mode}`, { timeout: PATIENCE }, () =>
    withFolder(async (folder) => {
      const file = join(folder, "trace.json");
      const { file: workload } = EXAMPLES[0];
      await interleave("export", workload, "--mode", mode, "--to", "chrome", "-o", file).catch(
        // The answer is the file: the command may well print nothing.
        () => {},
      );
      await opens(file);
    }),
  );
}

test("the page's export opens", { timeout: PATIENCE }, () =>
  withFolder(async (folder) => {
    const { page, close } = await open("headers");
    try {
      const { text } = EXAMPLES[0];
      await run(page, { text, mode: "free-threads", clock: "wall", cores: 2 });
      const file = join(folder, "trace.json");
      await writeFile(file, await page.evaluate(() => window.interleave.export("chrome")));
      await opens(file);
    } finally {
      await close();
    }
  }),
);

test("a broken export does not open", { timeout: PATIENCE }, () =>
  withFolder(async (folder) => {
    const file = join(folder, "trace.json");
    await writeFile(file, '{"traceEvents": "none"}');
    await assert.rejects(opens(file));
  }),
);

/** Gives the file to speedscope, and fails with what it says against it. */
async function opens(file) {
  const { traceEvents } = JSON.parse(await readFile(file, "utf8"));
  assert.ok(traceEvents.length > 0, "the export has events");
  const server = await serve(`${ROOT}node_modules/speedscope/dist/release`);
  const context = await (await launch()).newContext();
  try {
    const page = await context.newPage();
    const refused = new Promise((_, reject) => {
      page.on("dialog", async (dialog) => {
        await dialog.dismiss();
        reject(new Error(dialog.message()));
      });
      page.on("pageerror", reject);
    });
    await page.goto(server.url);
    await page.locator("input[type=file]").setInputFiles(file);
    const shown = page.waitForFunction(() => document.title.endsWith("- speedscope"));
    await Promise.race([shown, refused]);
  } finally {
    await context.close();
    await server.close();
  }
}

async function withFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), "interleave-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
