// Keeps the shell of the field app for the hours without network. KEPT (build, shell, files) is written above by the server.
// Only what is listed there is ever kept: no page and no answer that needs a sign-in.
const CACHE = `field-${KEPT.build}`;
const STORE = KEPT.files.find((path) => path.endsWith("/store.js"));
const SENDER = KEPT.files.find((path) => path.endsWith("/sender.js"));
self.importScripts(STORE, SENDER);

// The address of a file changes with its content, so what the page fetched a moment ago serves here too; the shell is asked anew.
const wanted = [new Request(KEPT.shell, { cache: "reload", credentials: "omit" })].concat(KEPT.files);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(wanted)));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("field-") && name !== CACHE;
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

let opened = null;
const kept = () => { opened = opened || caches.open(CACHE); return opened; };  // once, not for each of twenty files

// The shell first from the phone, so that it opens at once; another language than the kept one first from the network.
const shell = async (request) => {
  const here = await (await kept()).match(KEPT.shell);
  const asked = new URL(request.url).searchParams.get("lang");
  const other = asked && asked !== new URL(KEPT.shell, self.location.href).searchParams.get("lang");
  if (!other) return here || fetch(request);
  return fetch(request).catch(() => here);
};

self.addEventListener("fetch", (event) => {
  const at = new URL(event.request.url);
  if (event.request.method !== "GET" || at.origin !== self.location.origin) return;
  if (at.pathname === "/field/" && event.request.mode === "navigate") event.respondWith(shell(event.request));
  else if (KEPT.files.includes(at.pathname)) {
    event.respondWith(kept().then((cache) => cache.match(at.pathname)).then((here) => here || fetch(event.request)));
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag === "field-outbox") {
    event.waitUntil(self.Field.sender.run().then((end) => { if (end === "offline" || end === "busy") throw new Error("later"); }));
  }
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});
