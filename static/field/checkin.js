// The timer of somebody who goes in alone. It rings by itself without network; the server is told when there is one.
import { lockText, newId, openText } from "./crypto.js";
import { chips, empty, every, one, piece, show, tell } from "./dom.js";
import { write } from "./outbox.js";
import { isOpen, theKey, thePack } from "./session.js";
import { now, withOffset } from "./time.js";
import { say } from "./words.js";

const store = self.Field.store;
const CHOICES = [15, 30, 45, 60], LONGER = 15, RING_EVERY = 2000;
const bar = document.getElementById("timer");
let sound = null, rung = 0, awake = null;

const running = async () => {
  const kept = await store.noted("checkin");  // {until, help}: no person in it
  if (!kept) return null;
  const locked = await store.get("drafts", "checkin");
  const who = locked && isOpen() ? await openText(theKey(), locked) : null;
  return Object.assign({ who }, kept);
};

const keep = async (who, until) => {
  const locked = await lockText(theKey(), who);
  await store.put("drafts", { id: "checkin", form: "checkin", lane: "", at: Date.now(), iv: locked.iv, data: locked.data });
  await store.note("checkin", { until, help: who.help });
};

const deed = (who, kind, payload) => ({ kind, order_id: who.order_id, pack_id: who.pack_id, zone: who.zone, at: now(), payload, copy: { name: who.name } });
const begins = (who, until) => deed(who, "checkin.start", { id: who.id, back_by: withOffset(until, who.zone), place: who.place });
const ends = (who) => deed(who, "checkin.end", { id: who.id, words: "" });

const stayAwake = async () => {
  try {
    if (navigator.wakeLock) awake = await navigator.wakeLock.request("screen");
  } catch (refused) {
    awake = null;
  }
};

// Sound may only start from a touch, so the touch that starts the timer opens it.
const openSound = () => {
  const Maker = self.AudioContext || self.webkitAudioContext;
  if (!sound && Maker) sound = new Maker();
  if (sound && sound.resume) sound.resume();
};

const beep = () => {
  if (!sound) return;
  const tone = sound.createOscillator(), volume = sound.createGain(), start = sound.currentTime;
  tone.frequency.value = 880;
  volume.gain.setValueAtTime(0.6, start);
  tone.connect(volume);
  volume.connect(sound.destination);
  for (const at of [0, 0.4, 0.8]) { volume.gain.setValueAtTime(0.6, start + at); volume.gain.setValueAtTime(0, start + at + 0.25); }
  tone.start(start);
  tone.stop(start + 1.2);
};

export const startTimer = async (person, go) => {
  if (await store.noted("checkin")) { tell("checkin_running", {}, "warn"); return; }
  const pack = thePack(), screen = show("timer", { name: person.name });
  chips(one(screen, "[data-minutes]"), "minutes", CHOICES.map((n) => [String(n), say("minutes", { n })]), "30");
  one(screen, "form").addEventListener("submit", async (event) => {
    event.preventDefault();
    openSound();
    const minutes = Number(one(screen, ":checked").value), until = Date.now() + minutes * 60e3;
    const who = { id: newId(), order_id: person.order_id, pack_id: pack.pack_id, zone: pack.zone, name: person.name, place: (person.address || "").slice(0, 300), help: pack.help_phone || "" };
    await keep(who, until);
    await write([begins(who, now() + minutes * 60e3)]);
    await stayAwake();
    await go.person(person);
    tell("checkin_saved");
    await tick(go);
  });
};

const quiet = () => { for (const box of every(document, ".alarm")) box.remove(); };

export const well = async (go) => {
  const kept = await running();
  if (!kept || !kept.who) return;
  await write([ends(kept.who)]);
  await store.change(["meta", "drafts"], ({ meta, drafts }) => { meta.delete("checkin"); drafts.delete("checkin"); });
  quiet();
  if (awake) awake.release();
  awake = null;
  tell("checkin_done");
  await tick(go);
};

export const longer = async (go) => {
  const kept = await running();
  if (!kept || !kept.who) return;
  const until = Math.max(kept.until, Date.now()) + LONGER * 60e3;
  const further = Object.assign({}, kept.who, { id: newId() });  // the server knows it as one that ended and one that began
  await keep(further, until);
  await write([ends(kept.who), begins(further, until - Date.now() + now())]);
  quiet();
  await tick(go);
};

const ring = (kept, go) => {
  if (!document.querySelector(".alarm")) {
    const box = piece("c-alarm", { locked: !kept.who, open: kept.who, help: kept.help });
    if (kept.help) one(box, "[data-help]").href = `tel:${kept.help.replace(/[^+\d]/g, "")}`;
    go.wire(box);
    document.body.appendChild(box);
    one(box, "h1").focus();
  }
  if (Date.now() - rung < RING_EVERY) return;
  rung = Date.now();
  beep();
  if (navigator.vibrate) navigator.vibrate([400, 200, 400]);
};

// Once a second: the time that is left, or the alarm.
export const tick = async (go) => {
  const kept = await running();
  bar.hidden = !kept || !isOpen();
  if (!kept || !isOpen()) empty(bar);
  if (!kept) { quiet(); return; }
  const left = Math.ceil((kept.until - Date.now()) / 1000);
  if (left <= 0) ring(kept, go);
  if (!kept.who) return;
  if (!bar.childElementCount) {
    for (const part of Array.from(document.importNode(document.getElementById("c-timer").content, true).children)) bar.appendChild(part);
    go.wire(bar);
  }
  const size = Math.max(0, left), words = `${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
  one(bar, "[data-t=left]").textContent = say("left", { time: words });
  one(bar, "[data-t=name]").textContent = kept.who.name;
};
