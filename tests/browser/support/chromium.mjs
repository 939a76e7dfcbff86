// The Chromium that `cargo xtask` names, for tests and measurements. Nothing here starts a test runner,
// which prints.

import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const DIST = `${ROOT}dist`;

/** How long anything may take on a busy machine: a limit against hanging, not an expectation. */
export const PATIENCE = 120_000;

/** Starts it without a screen. */
export function startChromium() {
  const executablePath = process.env.CHROME;
  if (!executablePath) throw new Error("CHROME names no browser: run `./dev test browser`");
  const args = chromiumArguments();
  return chromium.launch({ executablePath, args, headless: true, timeout: PATIENCE });
}

/** What this machine's Chromium needs to start. */
export function chromiumArguments() {
  return (process.env.CHROME_ARGUMENTS ?? "").split(" ").filter((word) => word !== "");
}
