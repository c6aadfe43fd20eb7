// What is open now: the key and the pack, in memory only. Locking forgets both.
import { lockText, makeKey, openKey, openText } from "./crypto.js";

const store = self.Field.store;
const MOST_FAILS = 10, IDLE = 5 * 60e3;
let key = null, pack = null, last = Date.now();

export const isOpen = () => key !== null;
export const theKey = () => key;
export const thePack = () => pack;
export const touched = () => { last = Date.now(); };
export const idleTooLong = () => isOpen() && Date.now() - last > IDLE;

export const lock = () => { key = null; pack = null; };

export const hasKey = async () => Boolean(await store.noted("key"));

const packUnder = async (opened, asked) => {
  const kept = await asked;
  return kept ? Object.assign(await openText(opened, kept), { bytes: kept.bytes, expires: kept.expires }) : null;
};

export const setPin = async (pin) => {
  const made = await makeKey(pin);
  await store.note("key", made.kept);
  key = made.key;
  touched();
};

// "open", "wiped", or how many tries are left. The try is counted before it is made: killing the app does not undo it.
export const unlock = async (pin) => {
  const kept = await store.noted("key");
  if (!kept) return "wiped";
  kept.fails += 1;
  const asked = store.get("pack", "pack"), found = await openKey(kept, pin, store.note("key", kept));
  if (!found) {
    if (kept.fails < MOST_FAILS) return MOST_FAILS - kept.fails;
    await wipe();
    return "wiped";
  }
  kept.fails = 0;
  // Both at once: nobody sees the phone open and its pack not there yet.
  [pack] = await Promise.all([packUnder(found, asked), store.note("key", kept)]);
  key = found;
  touched();
  return "open";
};

export const keepPack = async (fetched, expires) => {
  const words = JSON.stringify(fetched);
  const locked = await lockText(key, fetched);
  await store.put("pack", { id: "pack", pack_id: fetched.pack_id, zone: fetched.zone, expires, bytes: words.length, iv: locked.iv, data: locked.data });
  await store.note("seal", fetched.seal);
  pack = await packUnder(key, store.get("pack", "pack"));
};

// The pack goes; begun notes stay until they are saved, thrown away or wiped.
export const dropPack = async () => {
  const kept = await store.get("pack", "pack");
  if (!kept) return;
  const returns = (await store.noted("returns")) || [];
  await store.note("returns", returns.concat(kept.pack_id));
  await store.remove("pack", "pack");
  pack = null;
};

export const wipe = async () => {
  await dropPack();
  lock();
  await store.wipe();
};
