// Gives any static host what the page needs: isolation headers (so that threads may share
// memory) and, after the first visit, use without a network.
//
// `cargo xtask stamp` fills in the two constants when it builds `dist/`. Unfilled, as under
// `trunk serve` while developing, nothing is cached and only the headers are added.
const VERSION = "";
const FILES = [];

const CACHE = `interleave-${VERSION}`;
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(fillCache());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([dropOldCaches(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  // Browsers ask so for page resources of developer tools; `fetch` would refuse it.
  if (request.cache === "only-if-cached" && request.mode !== "same-origin") return;
  event.respondWith(answer(request));
});

async function fillCache() {
  if (FILES.length === 0) return;
  const cache = await caches.open(CACHE);
  // `no-cache` asks the host whether its copy is newer, and costs no download where it is not.
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })));
}

async function dropOldCaches() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("interleave-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function answer(request) {
  const own = request.method === "GET" && new URL(request.url).origin === self.location.origin;
  if (!own) return isolated(await fetch(request));
  // The page itself comes from the network where there is one, so that a new version is seen at
  // once; every other file carries its version in its name.
  if (request.mode === "navigate") {
    try {
      return isolated(await fetch(request));
    } catch (error) {
      const kept = await caches.match("./", { cacheName: CACHE });
      if (kept) return isolated(kept);
      throw error;
    }
  }
  // The query asks the worker for a number of threads; the file is the same.
  const kept = await caches.match(request, { cacheName: CACHE, ignoreSearch: true });
  return isolated(kept ?? (await fetch(request)));
}

function isolated(response) {
  // An opaque response of another host can neither be read nor given headers.
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
