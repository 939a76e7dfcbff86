// Registers the service worker, and reloads once where only it can bring isolation.
// A classic script, first in the page, so that a reload comes before anything else is loaded.
(() => {
  const RELOADED = "interleave-isolation-reloaded";
  // Storage can be forbidden, for example in a sandboxed frame: then there is no reload,
  // for nothing would end a loop of them.
  const memory = (() => {
    try {
      sessionStorage.getItem(RELOADED);
      return sessionStorage;
    } catch {
      return null;
    }
  })();

  if (self.crossOriginIsolated) memory?.removeItem(RELOADED);
  // Service workers need https or localhost.
  if (!isSecureContext || !("serviceWorker" in navigator)) return;

  navigator.serviceWorker.register("./service-worker.js").then(
    async () => {
      if (self.crossOriginIsolated || !memory || memory.getItem(RELOADED)) return;
      await navigator.serviceWorker.ready;
      memory.setItem(RELOADED, "yes");
      location.reload();
    },
    // Blocked by a setting or a private window: the page works without it, on one thread.
    (error) => console.info(`No service worker, so no isolation and no offline use: ${error}`),
  );
})();
