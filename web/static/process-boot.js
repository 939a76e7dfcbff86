// The entry of a worker apart, which runs one process of a workload: with an instance of the engine's
// module and a memory of its own. It says that it listens; then its first message has the compiled module
// with its name, and the library's texts; all others are bytes, to and from the engine's worker, which has
// started it and ends it.

const early = [];
let hear = (bytes) => early.push(bytes);
self.hearHub = (listener) => {
  hear = listener;
  early.splice(0).forEach(hear);
};
self.tellHub = (bytes) => self.postMessage(bytes, [bytes.buffer]);

// A panic traps: an error in a message's handler, of which a worker's owner hears, or a rejection.
self.addEventListener("unhandledrejection", () => self.postMessage(undefined));

self.addEventListener("message", async ({ data }) => {
  if (data instanceof Uint8Array) return hear(data);
  const engine = await import(`./${data.moduleName}.js`);
  await engine.default({ module_or_path: data.module });
  if (data.libraryText) engine.provide_library(data.libraryText);
  engine.serve_process();
});
self.postMessage("listening");
