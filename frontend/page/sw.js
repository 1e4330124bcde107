// Keeps the shell (document, script, module, style), and every piece of the page that was needed once, so that F5 or a restart
// opens the page without the network. Pieces that nobody here needs are not fetched: a bidder's line has better to do.
// It never keeps an answer of the API. One cache per version; the old one goes when the new worker takes over.
const CACHE = "bidroom-@VERSION@";
const SHELL = ["@SHELL@"];
const PATIENCE_MS = 3000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(["/", ...SHELL])).then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("bidroom-") && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// The document comes from the server while it answers, so that a new version is seen at once; else from the cache.
async function documentFor(request) {
  const kept = await caches.match("/", { cacheName: CACHE });
  const fresh = fetch(request);
  if (!kept) return fresh;
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([fresh.catch(() => kept), late]);
}

async function assetFor(request) {
  const kept = await caches.match(request, { cacheName: CACHE });
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) {
    const cache = await caches.open(CACHE);
    await cache.put(request, fresh.clone());
  }
  return fresh;
}

// A page names what it loaded before this worker had it in hand.
self.addEventListener("message", (event) => {
  const names = Array.isArray(event.data?.keep) ? event.data.keep : [];
  const ours = names.filter((name) => typeof name === "string" && name.startsWith(`${location.origin}/assets/`));
  event.waitUntil(
    caches.open(CACHE).then((cache) => Promise.all(ours.map(async (name) => {
      if (!(await cache.match(name))) await cache.add(name).catch(() => {});
    }))),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(assetFor(request));
  else if (request.mode === "navigate" && !url.pathname.startsWith("/api/")) event.respondWith(documentFor(request));
});
