// The entry of the engine's worker: loads the module, starts the pool where memory can be
// shared, and only then lets the engine answer.
//
// It says `{ failed: "why" }` if the engine cannot start or died; all else is said by the engine
// itself, beginning with `Response::Ready`. `?threads=N` in the address asks for a pool of N, and
// `?module=NAME` for another module than `worker`. This worker's name is that of the
// `BroadcastChannel` in which the pool's threads say that they died.

// `initThreadPool` never rejects; a pool that has not started by then never will.
const POOL_MS_MAX = 10_000;

// Messages that come early are kept, for until `serve()` nobody listens.
const early = [];
const keep = (event) => early.push(event);
self.addEventListener("message", keep);

// A panic traps: an error in a message's handler, which the page hears of, or a rejection.
self.addEventListener("unhandledrejection", ({ reason }) => {
  fail(`A mistake of ours ended it: ${reason}`);
});

// Before it is made one that starts threads of the pool.
const Apart = self.Worker;
const asked = new URL(import.meta.url).searchParams;
const moduleName = asked.get("module") ?? "worker";

// When a worker has said something: before that, Firefox now and then loses what is posted to it.
const listens = (worker) =>
  new Promise((resolve) => worker.addEventListener("message", resolve, { once: true }));

// Starts the worker that can also start processes. `hear` gets what it says.
self.startSecondEngine = (hear) => {
  const entry = new URL("./worker-boot.js?module=processes", import.meta.url);
  const engine = new Apart(entry, { type: "module" });
  engine.addEventListener("message", ({ data }) => (data.failed ? fail(data.failed) : hear(data)));
  engine.addEventListener("error", (event) => {
    event.preventDefault();
    fail(event.message ?? "the file of the engine for processes could not be loaded");
  });
  const listening = listens(engine);
  return { postMessage: (message) => listening.then(() => engine.postMessage(message)) };
};

// Starts a worker apart, for one process of a workload. `hear` gets the bytes that it says, and
// `undefined` when it has died.
let libraryText = "";
self.startProcess = (module, hear) => {
  const apart = new Apart(new URL("./process-boot.js", import.meta.url), { type: "module" });
  const listening = listens(apart);
  listening.then(() => apart.addEventListener("message", ({ data }) => hear(data)));
  apart.addEventListener("error", (event) => {
    // Else it would be this worker's error, too.
    event.preventDefault();
    hear(undefined);
  });
  listening.then(() => apart.postMessage({ moduleName, module, libraryText }));
  return {
    post: (bytes) => listening.then(() => apart.postMessage(bytes, [bytes.buffer])),
    end: () => apart.terminate(),
  };
};

// Every worker made from here on is a thread of the pool. It tells the page itself that it died,
// for this worker may then be waiting for a lock that the thread has left locked.
self.Worker = class extends Worker {
  constructor(address, options) {
    const script = `import ${JSON.stringify(String(address))};
      const said = new BroadcastChannel(${JSON.stringify(self.name)});
      const fail = (error) => said.postMessage({ failed: "A mistake of ours ended it: " + error });
      self.addEventListener("error", ({ error, message }) => fail(error ?? message));
      self.addEventListener("unhandledrejection", ({ reason }) => fail(reason));`;
    super(URL.createObjectURL(new Blob([script], { type: "text/javascript" })), options);
  }
};

try {
  const engine = await import(`./${moduleName}.js`);
  await engine.default({ module_or_path: new URL(`./${moduleName}_bg.wasm`, import.meta.url) });
  const { threads, whyNotParallel } = await startPool(engine);
  self.removeEventListener("message", keep);
  engine.serve(threads, whyNotParallel, libraryOf(engine));
  for (const { data } of early) self.dispatchEvent(new MessageEvent("message", { data }));
} catch (error) {
  fail(error);
}

function fail(error) {
  self.postMessage({ failed: String(error?.stack ?? error) });
}

// Loads the part of the library that is not in the module, once, when the engine first asks.
function libraryOf(engine) {
  const load = async () => {
    const answer = await fetch(new URL("./library.txt", import.meta.url));
    if (!answer.ok) throw new Error(`library.txt: ${answer.status}`);
    libraryText = await answer.text();
    engine.provide_library(libraryText);
  };
  // The page then ends this worker; nothing may be read with half of the library until it does.
  const never = (error) => {
    fail(`its library could not be loaded: ${error}`);
    return new Promise(() => {});
  };
  let library;
  return () => (library ??= load().catch(never));
}

async function startPool(engine) {
  // Processes share no memory, so what starts them has no pool.
  if (!engine.initThreadPool) return { threads: 1 };
  if (!self.crossOriginIsolated) {
    return {
      threads: 1,
      whyNotParallel: "this page is not cross-origin isolated, so threads cannot share memory",
    };
  }
  const threads = Number(asked.get("threads")) || navigator.hardwareConcurrency || 1;
  const late = new Promise((resolve) => setTimeout(resolve, POOL_MS_MAX, "late"));
  if ((await Promise.race([engine.initThreadPool(threads), late])) === "late") {
    return { threads: 1, whyNotParallel: "the pool of Web Workers did not start in time" };
  }
  return { threads, whyNotParallel: undefined };
}
