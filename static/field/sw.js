/* The field app's worker. */
self.addEventListener("install", () => self.skipWaiting());
