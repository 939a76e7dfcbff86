// The engine's worker: see `EngineWorker` in `web/src/page/bridge.rs`.
self.EngineWorker = class EngineWorker extends Worker {
  #started = new Map();

  constructor(address, options) {
    super(address, options);
    this.addEventListener("message", (event) => {
      const { start, end } = event.data;
      if (start) this.#start(start);
      else if (end) this.#end(end);
      else return;
      event.stopImmediatePropagation();
    });
  }

  #start({ id, address, name, first, port }) {
    const worker = new EngineWorker(address, { type: "module", name });
    this.#started.set(id, worker);
    worker.addEventListener("message", () => worker.postMessage(first, [port]), { once: true });
    worker.addEventListener("error", (event) => {
      // Else it would be the page's error, too.
      event.preventDefault();
      this.postMessage({ died: id, why: event.message });
    });
  }

  #end(id) {
    this.#started.get(id)?.terminate();
    this.#started.delete(id);
  }

  terminate() {
    super.terminate();
    this.#started.forEach((worker) => worker.terminate());
  }
};
