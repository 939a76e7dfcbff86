// The native command, with which the page is compared, and the examples that both run.

import { execFile, execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { ROOT } from "./browser.mjs";

const TABLE = JSON.parse(execFileSync(program(), ["modes", "--format", "json"]));

/** The modes on each clock. */
export const MODES = { virtual: modesOf("virtual"), wall: modesOf("wall") };

function modesOf(clock) {
  return TABLE.filter((info) => info.clocks.includes(clock)).map((info) => info.name);
}

/** All examples; the module that they import under CPython is none. */
export const EXAMPLES = readdirSync(`${ROOT}examples`, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith(".py") && !name.endsWith("playground.py"))
  .sort()
  .map((name) => {
    const file = `examples/${name.replaceAll("\\", "/")}`;
    const text = readFileSync(ROOT + file, "utf8");
    return { file, text, ...expectations(text) };
  });

/**
 * What an example's header promises: `printed`, the lines it prints in a mode (`#` stands for any
 * number), and `statuses`, how it may end.
 */
function expectations(text) {
  const header = text.split("\n").filter((line) => line.startsWith("# "));
  const values = (beginning) =>
    header.filter((line) => line.startsWith(beginning)).map((line) => line.slice(beginning.length));
  const inProcesses = values("# in processes: ");
  const shared = values("# > ");
  const apart = values("# in processes: > ");
  const sharesMemory = (mode) => TABLE.find((info) => info.name === mode).shares_memory;
  return {
    printed: (mode) => (sharesMemory(mode) || inProcesses.length === 0 ? shared : apart),
    statuses: ["ok", ...values("# status: ").map((value) => value.split(" ")[0])],
  };
}

function program() {
  const program = process.env.INTERLEAVE;
  if (!program) throw new Error("INTERLEAVE names no command: run `./dev test browser`");
  return program;
}

/** Runs `interleave` and gives what it prints; its exit code says how the workload ended. */
export function interleave(...args) {
  return new Promise((resolve, reject) => {
    const options = { cwd: ROOT, maxBuffer: 64 << 20 };
    execFile(program(), args, options, (error, stdout, stderr) => {
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

/** The promised lines that were not printed, and the printed ones that were not promised. */
export function difference(printed, stdout) {
  const rest = stdout.split("\n").filter((line) => line !== "");
  const missing = printed.filter((promise) => {
    const pattern = promise.split("#").map(escape).join("-?[0-9.]+");
    const found = rest.findIndex((line) => new RegExp(`^${pattern}$`).test(line));
    if (found >= 0) rest.splice(found, 1);
    return found < 0;
  });
  return { missing, unexpected: rest };
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
