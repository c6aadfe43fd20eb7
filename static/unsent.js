// On the office's pages of a phone that was in the field: what is not sent yet, and a word before somebody signs out over it.
// Reads the field app's memory if there is one; makes none.
(() => {
  "use strict";
  const place = document.querySelector("[data-unsent]");
  if (!place || !self.indexedDB) return;
  const words = place.dataset;  // unsent, leave, min, h, d

  const open = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("field");
    request.onupgradeneeded = () => request.transaction.abort();  // there is none here: leave none behind
    request.onsuccess = () => { request.result.onversionchange = () => request.result.close(); resolve(request.result); };
    request.onerror = (event) => { event.preventDefault(); reject(request.error); };
  });

  const all = (base, name) => new Promise((resolve, reject) => {
    const request = base.transaction(name).objectStore(name).getAll();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  const age = (since) => {
    const minutes = Math.max(0, Math.floor((Date.now() - since) / 60e3));
    return minutes < 60 ? `${minutes} ${words.min}` : minutes < 2880 ? `${Math.floor(minutes / 60)} ${words.h}` : `${Math.floor(minutes / 1440)} ${words.d}`;
  };

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => `\u2068${values[name]}\u2069`);

  const waiting = async (base) => {
    const rows = await all(base, "outbox"), photos = (await all(base, "blobs")).filter((one) => one.state === "sealed");
    const drafts = (await all(base, "drafts")).filter((one) => one.form === "visit").length;
    const oldest = rows.concat(photos).reduce((first, row) => Math.min(first, row.written_at || row.at), Date.now());
    return { n: rows.length + photos.length, age: age(oldest), drafts, packs: (await all(base, "pack")).length };
  };

  const tell = (found) => {
    place.hidden = !found.n;
    place.querySelector("a").textContent = fill(words.unsent, found);
  };

  // Signing out leaves nothing that can be read: the pack, begun notes and their key go, what is sealed for the server stays.
  const wipe = (base) => new Promise((resolve, reject) => {
    const move = base.transaction(["meta", "pack", "drafts", "blobs"], "readwrite");
    move.oncomplete = resolve;
    move.onabort = () => reject(move.error);
    const meta = move.objectStore("meta"), packs = move.objectStore("pack");
    meta.get("returns").onsuccess = (event) => {
      const before = event.target.result ? event.target.result.value : [];
      packs.getAll().onsuccess = (found) => {
        meta.put({ name: "returns", value: before.concat(found.target.result.map((one) => one.pack_id)) });
        packs.clear();
      };
    };
    move.objectStore("drafts").clear();
    for (const name of ["key", "checkin", "seal"]) meta.delete(name);
    move.objectStore("blobs").openCursor().onsuccess = (event) => {
      const at = event.target.result;
      if (!at) return;
      if (at.value.state !== "sealed") at.delete();
      at.continue();
    };
  });

  const guard = (base) => {
    for (const form of document.querySelectorAll("form[data-leave]")) {
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        event.stopPropagation();
        const found = await waiting(base);
        const asks = found.n + found.drafts > 0;
        if (asks && !await choose(found)) return;
        await wipe(base);
        form.submit();
      });
    }
  };

  const choose = (found) => new Promise((resolve) => {
    const box = document.getElementById("leave-unsent");
    box.querySelector("[data-count]").textContent = fill(words.leave, found);
    const end = (answer) => () => { box.close(); resolve(answer); };
    box.querySelector("[data-out]").onclick = end(true);
    box.querySelector("[data-stay]").onclick = end(false);
    box.oncancel = () => resolve(false);
    box.showModal();
  });

  open().then(async (base) => {
    guard(base);
    const look = async () => tell(await waiting(base));
    await look();
    setInterval(look, 60e3);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); });
  }).catch(() => undefined);
})();
