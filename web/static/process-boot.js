// The entry of a worker apart, which runs one process of a workload: with an instance of the engine's
// module and a memory of its own. It says that it listens; then its only message has the compiled module
// with its name, the library's texts, and a port. All else are bytes through that port, to and from the
// engine's worker, which has the page start it and end it.

let port;
const early = [];
let hear = (bytes) => early.push(bytes);
self.hearHub = (listener) => {
  hear = listener;
  early.splice(0).forEach(hear);
};
self.tellHub = (bytes) => port.postMessage(bytes, [bytes.buffer]);

// A panic traps: an error in a message's handler, or a rejection. The engine hears of it where it hears
// what was said before.
self.addEventListener("unhandledrejection", () => port.postMessage(undefined));
self.addEventListener("error", (event) => {
  if (!port) return;
  event.preventDefault();
  port.postMessage(undefined);
});

self.addEventListener("message", async ({ data, ports }) => {
  [port] = ports;
  port.onmessage = ({ data }) => hear(data);
  const engine = await import(`./${data.moduleName}.js`);
  await engine.default({ module_or_path: data.module });
  if (data.libraryText) engine.provide_library(data.libraryText);
  engine.serve_process();
});
self.postMessage("listening");
