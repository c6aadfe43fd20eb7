// Keys. A field PIN wraps the key of this phone's pack and drafts; a server's public key seals what waits to be sent.
const LEAST_ROUNDS = 600000, SLOW_PHONE_ROUNDS = 310000, MOST_ROUNDS = 3000000;
const TRIAL = 60000, WANTED = 400, BEARABLE = 4000;  // rounds; milliseconds for one unlocking
const INFO = "throughcare field 1";
const text = new TextEncoder();

export const random = (count) => crypto.getRandomValues(new Uint8Array(count));

export const base64 = (buffer) => {
  const bytes = new Uint8Array(buffer);
  let raw = "";
  for (let at = 0; at < bytes.length; at += 8192) raw += String.fromCharCode.apply(null, bytes.subarray(at, at + 8192));
  return btoa(raw);
};

const bare = (buffer) => base64(buffer).replace(/=+$/, "");

const hex = (buffer) => Array.from(new Uint8Array(buffer), (n) => n.toString(16).padStart(2, "0")).join("");

export const sha256 = async (data) => hex(await crypto.subtle.digest("SHA-256", typeof data === "string" ? text.encode(data) : data));

const asId = (bytes, version) => {
  bytes[6] = (bytes[6] & 0x0f) | (version << 4);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const all = hex(bytes);
  return [all.slice(0, 8), all.slice(8, 12), all.slice(12, 16), all.slice(16, 20), all.slice(20)].join("-");
};

export const newId = () => asId(random(16), 4);

// UUIDv7: its head is the time, so that the server's index grows at one end.
export const timedId = (now) => {
  const bytes = random(16);
  for (let at = 5, left = now; at >= 0; at -= 1, left = Math.floor(left / 256)) bytes[at] = left % 256;
  return asId(bytes, 7);
};

const idBytes = (id) => Uint8Array.from(id.replace(/-/g, "").match(/../g), (pair) => parseInt(pair, 16));

// ---- the PIN ----

const fromPin = async (pin, salt, rounds) => {
  const base = await crypto.subtle.importKey("raw", text.encode(pin.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
};

// How many rounds this phone bears: at least 600,000; on one that would need more than four seconds, 310,000.
export const calibrate = async () => {
  const start = performance.now();
  await fromPin("measure", random(16), TRIAL);
  const each = Math.max(performance.now() - start, 0.5) / TRIAL;
  if (each * LEAST_ROUNDS > BEARABLE) return SLOW_PHONE_ROUNDS;
  return Math.round(Math.min(MOST_ROUNDS, Math.max(LEAST_ROUNDS, WANTED / each)));
};

const open = (kept, pinKey) => crypto.subtle.unwrapKey(
  "raw", kept.wrapped, pinKey, { name: "AES-GCM", iv: kept.iv }, { name: "AES-GCM" }, false, ["encrypt", "decrypt"]);

// A new key under a new PIN: what to keep on disk, and the key itself, which no script can read out.
export const makeKey = async (pin) => {
  const rounds = await calibrate();
  const salt = random(16), iv = random(12);
  const pinKey = await fromPin(pin, salt, rounds);
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", fresh, pinKey, { name: "AES-GCM", iv });
  const kept = { salt, iv, rounds, wrapped, fails: 0 };
  return { kept, key: await open(kept, pinKey) };
};

// The key, or null when the PIN is wrong. ``counted``: the note of this try, on the disk before the PIN is tried; the
// rounds are computed meanwhile.
export const openKey = async (kept, pin, counted) => {
  const [pinKey] = await Promise.all([fromPin(pin, kept.salt, kept.rounds), counted]);
  try {
    return await open(kept, pinKey);
  } catch (wrong) {
    return null;
  }
};

export const lockBytes = async (key, bytes) => {
  const iv = random(12);
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
};

export const openBytes = (key, locked) => crypto.subtle.decrypt({ name: "AES-GCM", iv: locked.iv }, key, locked.data);

export const lockText = (key, value) => lockBytes(key, text.encode(JSON.stringify(value)));
export const openText = async (key, locked) => JSON.parse(new TextDecoder().decode(await openBytes(key, locked)));

// ---- the seal ----

const sealTo = async (server, id, bytes) => {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const theirs = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x: server.jwk.x, y: server.jwk.y }, curve, false, []);
  const mine = await crypto.subtle.generateKey(curve, true, ["deriveBits"]);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine.privateKey, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: idBytes(id), info: text.encode(INFO) };
  const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = random(12);
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(id) }, key, bytes);
  const open = await crypto.subtle.exportKey("jwk", mine.publicKey);
  return { epk: { kty: "EC", crv: "P-256", x: open.x, y: open.y }, iv, data };
};

// What only the server can read again; ``id`` is bound into it.
export const seal = async (server, id, value) => {
  const made = await sealTo(server, id, text.encode(JSON.stringify(value)));
  return { kid: server.kid, epk: made.epk, iv: bare(made.iv), data: bare(made.data) };
};

// A photo of one operation: one line that says how it is sealed, then the bytes. Its name is the SHA-256 of the whole.
export const sealPhoto = async (server, opId, bytes) => {
  const made = await sealTo(server, opId, bytes);
  const head = text.encode(`${JSON.stringify({ op_id: opId, kid: server.kid, epk: made.epk, iv: bare(made.iv) })}\n`);
  const body = new Uint8Array(head.length + made.data.byteLength);
  body.set(head);
  body.set(new Uint8Array(made.data), head.length);
  return { id: await sha256(body.buffer), body: body.buffer };
};
