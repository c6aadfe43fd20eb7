// Sends what is sealed, one operation at a time and in order per person. Runs in the page and in the service worker.
// Nothing leaves the outbox before the server has said that it has it.
(() => {
  "use strict";
  const store = self.Field.store;
  const FIRST_WAIT = 15e3, LONGEST_WAIT = 30 * 60e3, PATIENCE = 45e3;
  const HUMAN = ["fix", "not_assigned", "reused", "refused"];
  const DOORS = ["device_revoked", "another_account"], RENEW = ["device_expired", "forged_device"];
  let running = null;

  const nonce = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => n.toString(36)).join("");

  const patiently = async (path, options) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      return await fetch(path, Object.assign({ credentials: "same-origin", signal: stop.signal }, options));
    } finally {
      clearTimeout(timer);
    }
  };

  // navigator.onLine is true on a dead Wi-Fi and in front of a hotel's welcome page: only our own nonce proves a way.
  const reaches = async () => {
    const n = nonce();
    try {
      const answer = await patiently(`/field/ping?n=${n}`, { cache: "no-store" });
      return answer.ok && (await answer.json()).n === n;
    } catch (lost) {
      return false;
    }
  };

  const call = async (path, method, body, type, deviceId) => {
    const tokens = (await store.noted("tokens")) || {};
    const headers = { "X-Throughcare-Field": "1", "Accept": "application/json", "Content-Type": type || "application/json" };
    if (tokens[deviceId]) headers["X-Field-Device"] = tokens[deviceId];
    const answer = await patiently(path, { method, headers, body, redirect: "manual", cache: "no-store" });
    let said = {};
    try { said = await answer.json(); } catch (empty) { said = {}; }
    if (said.server_time) {
      await store.note("clock", { offset: Date.parse(said.server_time) - Date.now(), at: Date.now() });
    }
    return { status: answer.type === "opaqueredirect" ? 401 : answer.status, said, after: answer.headers.get("Retry-After") };
  };

  // Makes this phone known to the server, or renews its token.
  const register = async (deviceId, label) => {
    const answer = await call("/field/devices", "POST", JSON.stringify({ device_id: deviceId, label }));
    if (answer.status === 200 || answer.status === 201) {
      await store.note("tokens", Object.assign({}, await store.noted("tokens"), { [deviceId]: answer.said.token }));
    }
    return answer;
  };

  // A token that only grew old is renewed and the same is sent once more.
  const callAs = async (deviceId, path, method, body, type) => {
    const answer = await call(path, method, body, type, deviceId);
    if (!deviceId || (answer.status !== 401 && !RENEW.includes(answer.said.status))) return answer;
    const renewed = await register(deviceId, "");
    if (renewed.status === 200 || renewed.status === 201) return call(path, method, body, type, deviceId);
    return renewed.status === 401 ? renewed : answer;
  };

  const later = (row, answer) => {
    const tries = (row.tries || 0) + 1;
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * Math.pow(2, tries - 1)) * (0.75 + Math.random() / 2);
    const told = Number(answer.after) * 1000;
    return Object.assign({}, row, { tries, next_at: Date.now() + (told > 0 ? Math.max(told, 1000) : wait), last: answer.status });
  };

  // What an answer means: "kept" the server has it; "human" somebody must look; "later" try again; "signin" the
  // door is shut for all of them and nothing is lost by waiting.
  const meaning = ({ status, said }) => {
    if (status === 401 || (status === 403 && DOORS.includes(said.status))) return "signin";
    if (status === 200 || status === 201 || status === 202 || (status === 409 && said.status !== "reused")) return "kept";
    if (status === 429 || status === 408 || status >= 500) return "later";
    return "human";
  };

  const shut = (answer) => (DOORS.includes(answer.said.status) ? answer.said.status : "sign_in");

  const settle = (row, said, status) => store.change(["outbox", "sent", "drafts"], ({ outbox, sent, drafts }) => {
    outbox.delete(row.op_id);
    drafts.delete(`copy:${row.op_id}`);
    sent.put({
      op_id: row.op_id, kind: row.kind, lane: row.lane, written_at: row.written_at, at: Date.now(), status: said.status || String(status),
      href: typeof said.href === "string" && said.href.startsWith("/") ? said.href : "", photos: (row.photos || []).length,
    });
  });

  // The refused one steps out of the line: whatever was to follow it follows its predecessor.
  const stepOut = (row, state, said) => store.change(["outbox", "meta"], ({ outbox, meta }) => {
    meta.get(`lane:${row.lane}`).onsuccess = (event) => {
      const last = event.target.result;
      if (last && last.value === row.op_id) meta.put({ name: last.name, value: row.after });
    };
    outbox.getAll().onsuccess = (event) => {
      for (const other of event.target.result) {
        if (other.op_id === row.op_id) outbox.put(Object.assign(other, { state, fields: said.fields || {}, error: said.error || "" }));
        else if (other.after === row.op_id && !other.tries) outbox.put(Object.assign(other, { after: row.after }));
      }
    };
  });

  // The clock of this moment, moved as the times inside were: what the server measures is what is still wrong with them.
  const envelope = (row) => {
    const sent = { op_id: row.op_id, device_id: row.device_id, seq: row.seq, schema: 1, pack_id: row.pack_id, lane: row.lane,
      after: row.after, device_clock: new Date(Date.now() + row.clock_offset).toISOString(), sealed: row.sealed };
    if (row.to_supervisor) sent.to_supervisor = true;
    return JSON.stringify(sent);
  };

  const sendOne = async (row) => {
    const answer = await callAs(row.device_id, "/field/ops", "POST", envelope(row));
    const means = meaning(answer);
    if (means === "kept") await settle(row, answer.said, answer.status);
    if (means === "later") await store.put("outbox", later(row, answer));
    if (await asksToWait(answer)) return "busy";
    if (means === "human") {
      const state = HUMAN.includes(answer.said.status) ? answer.said.status : "refused";
      await stepOut(row, state, answer.said);
    }
    return means === "signin" ? shut(answer) : means;
  };

  // 429, or 503 with a time: the whole phone waits that long, nobody's turn comes sooner.
  const asksToWait = async ({ status, after }) => {
    const seconds = Number(after);
    if ((status !== 429 && status !== 503) || !(seconds > 0)) return false;
    await store.note("pause", Date.now() + Math.min(seconds * 1000, LONGEST_WAIT));
    return true;
  };

  const sendPhoto = async (photo) => {
    const answer = await callAs(photo.device_id, `/field/blobs/${photo.id}`, "PUT", photo.body, "application/octet-stream");
    const means = meaning(answer);
    if (means === "kept") await store.remove("blobs", photo.id);
    else if (means === "later") await store.put("blobs", later(photo, answer));
    if (await asksToWait(answer)) return "busy";
    if (means === "human") await store.put("blobs", Object.assign({}, photo, { refused: true, error: answer.said.error || "" }));
    return means === "signin" ? shut(answer) : means;
  };

  const lineUp = async () => (await store.all("outbox")).sort((one, other) => one.seq - other.seq);
  const photosWaiting = async () => (await store.all("blobs")).filter((one) => one.state === "sealed" && !one.refused);

  const sendAll = async () => {
    const stopped = new Set(), doors = new Map();  // people whose turn is over; phones of other officers, withdrawn phones
    for (const queued of await lineUp()) {
      if (queued.state || stopped.has(queued.lane) || doors.has(queued.device_id)) continue;
      if (queued.next_at > Date.now()) { stopped.add(queued.lane); continue; }
      const row = await store.get("outbox", queued.op_id);  // the one before may have moved its place in the line
      if (!row || row.state) continue;
      const means = await sendOne(row);
      if (means === "sign_in" || means === "busy") return means;
      if (DOORS.includes(means)) doors.set(row.device_id, means);
      if (means === "later") stopped.add(row.lane);
    }
    for (const photo of await photosWaiting()) {
      if (photo.next_at > Date.now() || doors.has(photo.device_id)) continue;
      const means = await sendPhoto(photo);
      if (means === "sign_in" || means === "busy") return means;
      if (DOORS.includes(means)) doors.set(photo.device_id, means);
    }
    await store.note("withdrawn", doors.get(await store.noted("device")) === "device_revoked");
    return doors.get(await store.noted("device")) || Array.from(doors.values())[0] || "done";
  };

  const returnPacks = async () => {
    const waiting = (await store.noted("returns")) || [];
    for (const id of waiting) {
      const answer = await callAs(await store.noted("device"), `/field/packs/${id}/return`, "POST", "{}");
      if (meaning(answer) === "later" || meaning(answer) === "signin") continue;
      await store.note("returns", ((await store.noted("returns")) || []).filter((one) => one !== id));
    }
  };

  const attempt = async () => {
    const left = (await lineUp()).filter((row) => !row.state).length + (await photosWaiting()).length;
    const returns = ((await store.noted("returns")) || []).length;
    if (!left && !returns) return "nothing";
    if (await store.noted("pause") > Date.now()) return "busy";
    if (!await reaches()) return "offline";
    try {
      const end = left ? await sendAll() : "done";
      if (left) await store.note("door", end === "done" ? "" : end);
      if (end === "done") await returnPacks();
      return end;
    } catch (lost) {
      if (lost && lost.name === "QuotaExceededError") return "full";
      return "offline";
    }
  };

  // One at a time on the whole phone: pages and worker share a lock where the browser knows one. The server knows twins anyway.
  const alone = (work) => (navigator.locks
    ? navigator.locks.request("field-sender", work)
    : work());

  const run = () => {
    if (!running) {
      running = Promise.resolve(alone(attempt));
      const over = () => { running = null; };
      running.then(over, over);
    }
    return running;
  };

  // The person asked for it: nobody waits for the next try any longer.
  const runNow = async () => {
    await store.change(["outbox", "blobs"], ({ outbox, blobs }) => {
      for (const place of [outbox, blobs]) {
        place.openCursor().onsuccess = (event) => {
          const at = event.target.result;
          if (!at) return;
          if (at.value.next_at) at.update(Object.assign(at.value, { next_at: 0 }));
          at.continue();
        };
      }
    });
    return run();
  };

  const unsent = async () => {
    const rows = await lineUp(), photos = await photosWaiting();
    const oldest = rows.reduce((first, row) => Math.min(first, row.written_at), Infinity);
    const stuck = rows.filter((row) => row.state).length;
    return { count: rows.length, photos: photos.length, oldest: rows.length ? oldest : null, stuck };
  };

  self.Field.sender = { run, runNow, unsent, reaches, call, callAs, register, lineUp };
})();
