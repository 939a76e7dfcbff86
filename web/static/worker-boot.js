// The entry of the engine's worker: loads the module, starts the pool where memory can be
// shared, and only then lets the engine answer.
//
// It says `{ failed: "why" }` if the engine cannot start; all else is said by the engine itself,
// beginning with `Response::Ready`. `?threads=N` in the address asks for a pool of N.

// `initThreadPool` never rejects; a pool that has not started by then never will.
const POOL_MS_MAX = 10_000;

// Messages that come early are kept, for until `serve()` nobody listens.
const early = [];
const keep = (event) => early.push(event);
self.addEventListener("message", keep);

try {
  const engine = await import("./worker.js");
  await engine.default({ module_or_path: new URL("./worker_bg.wasm", import.meta.url) });
  const { threads, whyNotParallel } = await startPool(engine);
  self.removeEventListener("message", keep);
  engine.serve(threads, whyNotParallel);
  for (const { data } of early) self.dispatchEvent(new MessageEvent("message", { data }));
} catch (error) {
  self.postMessage({ failed: String(error?.stack ?? error) });
}

async function startPool(engine) {
  if (!self.crossOriginIsolated) {
    return {
      threads: 1,
      whyNotParallel: "this page is not cross-origin isolated, so threads cannot share memory",
    };
  }
  const asked = Number(new URL(import.meta.url).searchParams.get("threads"));
  const threads = asked || navigator.hardwareConcurrency || 1;
  const late = new Promise((resolve) => setTimeout(resolve, POOL_MS_MAX, "late"));
  if ((await Promise.race([engine.initThreadPool(threads), late])) === "late") {
    return { threads: 1, whyNotParallel: "the pool of Web Workers did not start in time" };
  }
  return { threads, whyNotParallel: undefined };
}
