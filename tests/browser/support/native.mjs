// The native command, with which the page is compared, and the examples that both run.

import { execFile } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { ROOT } from "./browser.mjs";

/** The modes on each clock. */
export const MODES = {
  virtual: ["sequential", "time-sliced", "free-threads", "async"],
  wall: ["sequential", "free-threads", "async"],
};

/** All examples, as `{ file, text }`; the module that they import under CPython is none. */
export const EXAMPLES = readdirSync(`${ROOT}examples`, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith(".py") && !name.endsWith("playground.py"))
  .sort()
  .map((name) => {
    const file = `examples/${name.replaceAll("\\", "/")}`;
    return { file, text: readFileSync(ROOT + file, "utf8") };
  });

/** Runs `interleave` and gives what it prints; its exit code says how the workload ended. */
export function interleave(...args) {
  const program = process.env.INTERLEAVE;
  if (!program) throw new Error("INTERLEAVE names no command: run `./dev test browser`");
  return new Promise((resolve, reject) => {
    const options = { cwd: ROOT, maxBuffer: 64 << 20 };
    execFile(program, args, options, (error, stdout, stderr) => {
      const code = error?.code ?? 0;
      if (typeof code !== "number" || stdout === "") reject(error ?? new Error(stderr));
      else resolve(stdout);
    });
  });
}

/** The answer of the native engine on the virtual clock. */
export async function answerOf(file, mode, cores) {
  const args = ["run", file, "--mode", mode, "--clock", "virtual", "--format", "json"];
  return JSON.parse(await interleave(...args, "--cores", String(cores)));
}

/** What a run printed, whatever the order in which its tasks printed it. */
export function lines(stdout) {
  return stdout.split("\n").sort();
}
