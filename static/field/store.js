// The phone's own memory: one IndexedDB called "field". A plain script, because the service worker loads it as well.
// meta: what is nobody's secret (device, wrapped key, clock). pack, drafts: encrypted under the PIN. outbox, blobs: sealed
// to the server. sent: what the server said, without a person in it.
self.Field = self.Field || {};
(() => {
  "use strict";
  const STORES = { meta: "name", pack: "id", drafts: "id", outbox: "op_id", blobs: "id", sent: "op_id" };
  let opened = null;

  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  const open = () => {
    if (opened) return opened;
    opened = new Promise((resolve, reject) => {
      const request = indexedDB.open("field", 1);
      request.onupgradeneeded = () => {
        for (const name of Object.keys(STORES)) request.result.createObjectStore(name, { keyPath: STORES[name] });
      };
      request.onsuccess = () => {
        request.result.onversionchange = () => { request.result.close(); opened = null; };
        request.result.onclose = () => { opened = null; };
        resolve(request.result);
      };
      request.onerror = () => { opened = null; reject(request.error); };
    });
    return opened;
  };

  // All that ``work`` does to the stores happens, or none of it. It may only wait for requests of the stores themselves.
  const change = async (names, work) => {
    const base = await open();
    return new Promise((resolve, reject) => {
      const move = base.transaction(names, "readwrite");
      const stores = {};
      for (const name of names) stores[name] = move.objectStore(name);
      move.oncomplete = () => resolve();
      move.onabort = () => reject(move.error || new DOMException("", "AbortError"));
      try {
        work(stores);
      } catch (broken) {
        move.abort();
        reject(broken);
      }
    });
  };

  const get = async (name, key) => asked((await open()).transaction(name).objectStore(name).get(key));
  const all = async (name) => asked((await open()).transaction(name).objectStore(name).getAll());
  const put = (name, row) => change([name], (stores) => { stores[name].put(row); });
  const remove = (name, key) => change([name], (stores) => { stores[name].delete(key); });

  const note = (name, value) => put("meta", { name, value });
  const noted = async (name) => { const row = await get("meta", name); return row ? row.value : null; };

  // Numbers that only grow, also after a restart: the order in which things were written on this phone.
  const nextNumber = async () => {
    let number = 0;
    await change(["meta"], ({ meta }) => {
      meta.get("number").onsuccess = (event) => {
        number = (event.target.result ? event.target.result.value : 0) + 1;
        meta.put({ name: "number", value: number });
      };
    });
    return number;
  };

  // Everything that was readable with the PIN goes. What is sealed for the server stays: nobody here can read it.
  const wipe = () => change(["meta", "pack", "drafts", "blobs"], ({ meta, pack, drafts, blobs }) => {
    pack.clear();
    drafts.clear();
    for (const name of ["key", "checkin", "seal"]) meta.delete(name);
    blobs.openCursor().onsuccess = (event) => {
      const at = event.target.result;
      if (!at) return;
      if (at.value.state !== "sealed") at.delete();
      at.continue();
    };
  });

  if (self.document) open().catch(() => undefined);  // while the other scripts still load; whoever needs it asks again

  self.Field.store = { open, change, get, all, put, remove, note, noted, nextNumber, wipe };
})();
