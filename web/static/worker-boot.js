// The entry of the engine's worker: loads the module, starts the pool where memory can be
// shared, and only then lets the engine answer.
//
// It says `{ failed: "why" }` if the engine cannot start or died; all else is said by the engine
// itself, beginning with `Response::Ready`. `?threads=N` in the address asks for a pool of N, and
// `?module=NAME` for another module than `worker`. This worker's name is that of the
// `BroadcastChannel` in which the pool's threads say that they died.

// `initThreadPool` never rejects; a pool that has not started by then never will.
const POOL_MS_MAX = 10_000;

const asked = new URL(import.meta.url).searchParams;
const moduleName = asked.get("module") ?? "worker";
const tellPage = self.postMessage.bind(self);

// What the second engine and the first say to each other goes through a port, which is in its only message.
if (moduleName !== "worker") {
  const given = new Promise((resolve) => self.addEventListener("message", resolve, { once: true }));
  tellPage("listening");
  const [port] = (await given).ports;
  self.postMessage = (said, transfer) => port.postMessage(said, transfer);
  port.onmessage = ({ data }) => self.dispatchEvent(new MessageEvent("message", { data }));
}

// The workers that the page has started for this one: what to do if one dies, by its id.
const deaths = new Map();
self.addEventListener("message", (event) => {
  if (!event.data.died) return;
  event.stopImmediatePropagation();
  deaths.get(event.data.died)?.(event.data.why);
});

// Has the page start a worker, see `EngineWorker` in `web/src/page/bridge.rs`, and gives the port to it.
// `hear` gets what it says.
let asks = 0;
function start(address, first, hear, died) {
  const id = (asks += 1);
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => hear(data);
  deaths.set(id, died);
  const said = { id, address: String(address), name: self.name, first, port: port2 };
  tellPage({ start: said }, [port2]);
  return { id, port: port1 };
}

// Messages that come early are kept, for until `serve()` nobody listens.
const early = [];
const keep = (event) => early.push(event);
self.addEventListener("message", keep);

// A panic traps: an error in a message's handler, which the page hears of, or a rejection.
self.addEventListener("unhandledrejection", ({ reason }) => {
  fail(`A mistake of ours ended it: ${reason}`);
});

// Starts the worker that can also start processes. `hear` gets what it says.
self.startSecondEngine = (hear) => {
  const address = new URL("./worker-boot.js?module=processes", import.meta.url);
  const missing = "the file of the engine for processes could not be loaded";
  const told = (said) => (said.failed ? fail(said.failed) : hear(said));
  return start(address, null, told, (why) => fail(why || missing)).port;
};

// Starts a worker apart, for one process of a workload. `hear` gets the bytes that it says, and
// `undefined` when it has died.
let libraryText = "";
self.startProcess = (module, hear) => {
  const address = new URL("./process-boot.js", import.meta.url);
  const first = { moduleName, module, libraryText };
  const { id, port } = start(address, first, hear, () => hear(undefined));
  return {
    post: (bytes) => port.postMessage(bytes, [bytes.buffer]),
    end() {
      deaths.delete(id);
      // Firefox still hands over what is on its way when the port is closed, and nobody hears any more.
      port.onmessage = null;
      port.close();
      tellPage({ end: id });
    },
  };
};

// What the pool takes for a worker: a thread of it, which the page starts with the pool's first message.
// It tells the page itself that it died, for this worker may then be waiting for a lock that the thread
// has left locked.
self.Worker = class extends EventTarget {
  #address;

  constructor(address) {
    super();
    const script = `import ${JSON.stringify(String(address))};
      const said = new BroadcastChannel(${JSON.stringify(self.name)});
      const fail = (error) => said.postMessage({ failed: "A mistake of ours ended it: " + error });
      self.addEventListener("error", ({ error, message }) => fail(error ?? message));
      self.addEventListener("unhandledrejection", ({ reason }) => fail(reason));
      self.addEventListener("message", ({ ports: [port] }) => {
        self.postMessage = (said) => port.postMessage(said);
      }, { once: true });
      self.postMessage("listening");`;
    this.#address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  }

  postMessage(first) {
    const hear = (data) => {
      // It has been loaded, for it speaks.
      URL.revokeObjectURL(this.#address);
      this.dispatchEvent(new MessageEvent("message", { data }));
    };
    start(this.#address, first, hear, fail);
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
