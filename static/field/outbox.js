// Writing an operation: sealed to the server, put in line, its readable copy kept encrypted for corrections, all in one move.
import { lockText, openText, seal, sha256, timedId } from "./crypto.js";
import { theKey } from "./session.js";
import { now, withOffset } from "./time.js";

const store = self.Field.store;
const MOST_SAVED = 20e6;  // characters of one saved file

export const laneOf = (packId, orderId) => sha256(packId + orderId);

// The people of a pack by their line.
export const peopleByLane = async (pack) => {
  const lanes = await Promise.all(pack.people.map((who) => laneOf(pack.pack_id, who.order_id)));
  return new Map(lanes.map((lane, n) => [lane, pack.people[n]]));
};

// When a visit was last written in each line: from what waits and from what was sent.
export const writtenAt = async () => {
  const found = new Map(), rows = (await store.all("outbox")).concat(await store.all("sent"));
  for (const row of rows) if (row.kind === "contact.create") found.set(row.lane, Math.max(found.get(row.lane) || 0, row.written_at));
  return found;
};

// One operation of this phone, sealed and not yet kept. ``deed``: kind, order_id, pack_id, zone, at (instant), payload, copy;
// ``op_id`` where it was given before: what the server refused is mended under its own number, in its own place.
const draw = async (deed) => {
  const opId = deed.op_id || timedId(now()), device = await store.noted("device"), server = await store.noted("seal");
  const plain = { op_id: opId, kind: deed.kind, order_id: deed.order_id, occurred_at: withOffset(deed.at, deed.zone), tz: deed.zone, pack_id: deed.pack_id, payload: deed.payload };
  const row = {
    op_id: opId, kind: deed.kind, device_id: device, pack_id: deed.pack_id, lane: await laneOf(deed.pack_id, deed.order_id),
    seq: await store.nextNumber(), clock_offset: now() - Date.now(), written_at: Date.now(), state: "", tries: 0, next_at: 0,
    photos: deed.payload.photos || [], sealed: await seal(server, opId, plain),
  };
  const locked = await lockText(theKey(), deed.copy);
  const copy = { id: `copy:${opId}`, form: "copy", lane: row.lane, at: Date.now(), iv: locked.iv, data: locked.data };
  return { row, copy };
};

// All of it is kept, or nothing: the operations in their order, sealed photos, and the begun note they replace is gone.
export const write = async (deeds, sealedPhotos, replaced) => {
  const drawn = [], mended = replaced && replaced.op_id ? await store.get("outbox", replaced.op_id) : null;
  for (const deed of deeds) drawn.push(await draw(deed));
  await store.change(["outbox", "drafts", "blobs", "meta"], ({ outbox, drafts, blobs, meta }) => {
    for (const photo of sealedPhotos || []) blobs.put({ id: photo.id, state: "sealed", device_id: drawn[0].row.device_id, body: photo.body, tries: 0, next_at: 0, at: Date.now() });
    const place = (rest) => {
      if (!rest.length) return;
      const { row, copy } = rest[0];
      drafts.put(copy);
      if (mended && mended.op_id === row.op_id) {
        outbox.put(Object.assign(row, { after: mended.after, device_id: mended.device_id, lane: mended.lane, seq: mended.seq }));
        place(rest.slice(1));
        return;
      }
      meta.get(`lane:${row.lane}`).onsuccess = (event) => {
        outbox.put(Object.assign(row, { after: event.target.result ? event.target.result.value : null }));
        meta.put({ name: `lane:${row.lane}`, value: row.op_id });
        place(rest.slice(1));
      };
    };
    place(drawn);
    const gone = replaced || {};
    if (gone.draft) drafts.delete(gone.draft);
    for (const id of gone.photos || []) blobs.delete(id);
  });
  if ("serviceWorker" in navigator) {
    const worker = await navigator.serviceWorker.getRegistration("/field/");
    if (worker && worker.sync) worker.sync.register("field-outbox").catch(() => undefined);
  }
  return drawn.map(({ row }) => row);
};

export const copyOf = async (opId) => {
  const kept = await store.get("drafts", `copy:${opId}`);
  return kept && theKey() ? openText(theKey(), kept) : null;
};

export const again = async (opId, change) => {
  const row = await store.get("outbox", opId);
  if (row) await store.put("outbox", Object.assign(row, { state: "", tries: 0, next_at: 0 }, change));
};

// One bad record goes, with its photos; the line behind it closes up.
export const discard = (opId) => store.change(["outbox", "drafts", "blobs", "meta"], ({ outbox, drafts, blobs, meta }) => {
  outbox.getAll().onsuccess = (event) => {
    const rows = event.target.result, gone = rows.find((row) => row.op_id === opId);
    if (!gone) return;
    outbox.delete(opId);
    drafts.delete(`copy:${opId}`);
    for (const id of gone.photos) blobs.delete(id);
    for (const row of rows) if (row.after === opId && !row.tries) outbox.put(Object.assign(row, { after: gone.after }));
    meta.get(`lane:${gone.lane}`).onsuccess = (found) => {
      if (found.target.result && found.target.result.value === opId) meta.put({ name: `lane:${gone.lane}`, value: gone.after });
    };
  };
});

const inText = (body) => new Promise((resolve) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.readAsDataURL(new Blob([body]));
});

const download = (whole, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(whole)], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60e3);
};

// The queue as a file for the help desk: sealed as it stands, nobody on the way can read it. The server takes 24 MB at
// once: photos that do not fit go into further files.
export const exportFile = async () => {
  const device = await store.noted("device"), at = new Date().toISOString();
  const rows = (await self.Field.sender.lineUp()).map((row) => Object.assign({}, row, { schema: 1 }));
  const files = [{ operations: rows, photos: [], size: JSON.stringify(rows).length }];
  for (const photo of (await store.all("blobs")).filter((one) => one.state === "sealed")) {
    const body = await inText(photo.body);
    if (files[files.length - 1].size + body.length > MOST_SAVED) files.push({ operations: [], photos: [], size: 0 });
    const last = files[files.length - 1];
    last.photos.push({ sha256: photo.id, body });
    last.size += body.length;
  }
  files.forEach(({ operations, photos }, n) => {
    const whole = { format: "throughcare field outbox 1", device_id: device, written_at: at, operations, photos };
    download(whole, `field-outbox-${at.slice(0, 16).replace(/[:T]/g, "-")}${n ? `-${n + 1}` : ""}.json`);
  });
};
