// The app's spine: which screen, when to lock, when to send, when a new version may start.
import { longer, startTimer, tick, well } from "./checkin.js";
import { ask, every, fill, one, show, tell } from "./dom.js";
import { countBegun } from "./drafts.js";
import { exportFile } from "./outbox.js";
import { isOver, prepare } from "./pack.js";
import { home, person } from "./people.js";
import { dropPack, hasKey, idleTooLong, isOpen, lock, thePack, touched, unlock, wipe } from "./session.js";
import { drawState } from "./state.js";
import { clockOffset, clockTime, readClock } from "./time.js";
import { flush, isDirty, openDraft, openRefused, openVisit } from "./visit.js";
import { waiting } from "./waiting.js";
import { watchVersions } from "./version.js";
import { say } from "./words.js";

const store = self.Field.store, sender = self.Field.sender;
const EVERY_MINUTE = 60e3;

const go = {
  home: async () => {
    const [kept, known] = isOpen() ? [] : await Promise.all([store.get("pack", "pack"), hasKey()]);
    if (known && !isOpen()) { if (!document.querySelector(".screen.unlock")) unlocking(kept); }  // a PIN that is being typed stays
    else if (!isOpen() || (!thePack() && !await countBegun())) await start();
    else await home(go);
    one(document, "[data-do=lock]").hidden = !isOpen();
  },
  person: (who) => { tell(""); return person(who, go); },
  visit: (who) => { tell(""); return openVisit(who, saved); },
  draft: (draft) => openDraft(draft, saved),
  refused: (copy, row) => openRefused(copy, row, saved),
  timer: (who) => startTimer(who, go),
  waiting: () => waiting(go),
  send: async () => { tell("sending", {}, "info"); await send(true); await waiting(go); },
  wire: (root) => { for (const button of every(root, "[data-do]")) button.onclick = () => act(button.dataset.do); },
};

const start = async () => {
  const screen = show("start", { offline: false });
  fill(screen, { offline: !await sender.reaches() });
};

const unlocking = (kept) => {
  const screen = show("unlock", {});
  // The box is there first: on an old phone the first time of day that is put into words takes as long as the screen itself.
  setTimeout(() => fill(screen, { until: kept ? say("until", { time: clockTime(kept.expires + clockOffset(), kept.zone) }) : say("expired") }));
  one(screen, "form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const box = event.target.pin, place = one(screen, "[data-wrong]");
    place.textContent = say("opening");
    const end = await unlock(box.value);
    box.value = "";
    if (end === "open") { tell(""); await go.home(); send(false); return; }
    if (end === "wiped") { tell("pin_wiped", {}, "bad"); await go.home(); await drawState(); return; }
    place.textContent = say("pin_wrong", { n: end });
    box.focus();
  });
};

const saved = async () => {
  tell("saved");
  await go.home();
  await drawState();
  send(false);
};

// The server named a time: go on then, and not only with the next minute.
let going = 0;
const goOn = (at) => {
  clearTimeout(going);
  going = setTimeout(() => send(false), Math.min(Math.max(at - Date.now(), 0) + 100, EVERY_MINUTE));
};

// ``asked``: somebody pressed the button and wants to hear how it went.
const send = async (asked) => {
  const end = asked ? await sender.runNow() : await sender.run();
  const left = await sender.unsent();
  if (asked) {
    if (left.count + left.photos === 0) tell("all_sent");
    else if (end === "offline") tell("no_network", {}, "warn");
    else if (end === "busy") tell("door_busy", {}, "warn");
    else tell("");
  }
  if (end === "busy") goOn(await store.noted("pause"));
  if (await store.noted("withdrawn") && await hasKey()) await revoked();
  await readClock();
  await drawState();
  if (document.querySelector(".screen.home") && end === "done") await go.home();
};

const revoked = async () => {
  await wipe();
  tell("door_device_revoked", {}, "bad");
  await go.home();
};

const lockNow = async () => {
  await flush();
  lock();
  tell("");
  await tick(go);
  await go.home();
};

const giveBack = async () => {
  const left = await sender.unsent(), drafts = await countBegun();
  if (!await ask(say("giveback_q"), say("giveback_more", { drafts, n: left.count }), say("giveback_yes"))) return;
  await wipe();
  await go.home();
  send(false);
};

const deeds = {
  home: () => go.home(), waiting: () => go.waiting(), send: () => go.send(), lock: lockNow, giveback: giveBack, export: exportFile,
  choose: () => prepare(() => { go.home(); send(false); }), again: () => prepare(() => go.home()), well: async () => { await well(go); send(false); },
  longer: async () => { await longer(go); send(false); }, renew: () => version.renew(),
};
const act = (name) => deeds[name]();
const version = watchVersions(isDirty);

document.addEventListener("click", (event) => {
  touched();
  const button = event.target.closest("[data-do]");
  if (button && !button.onclick) act(button.dataset.do);
});
for (const kind of ["keydown", "pointerdown", "input", "scroll"]) document.addEventListener(kind, touched, { passive: true });
// The phone's memory failed under something that nobody waited for: said once, nothing else is lost by it.
self.addEventListener("unhandledrejection", (event) => {
  if (!(event.reason instanceof DOMException) || event.reason.name === "AbortError") return;
  event.preventDefault();
  tell("storage_failed", {}, "bad");
});
self.addEventListener("online", () => send(false));
self.addEventListener("offline", drawState);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") flush();
  else { look(); send(false); version.look(); }
});

// The pack's hour, the five idle minutes, the timer.
const look = async () => {
  const kept = await store.get("pack", "pack");
  if (isOver(kept)) {
    await dropPack();
    if (!isDirty()) await go.home();
  }
  if (!kept && await hasKey() && !await countBegun() && !isOpen() && !await sender.lineUp().then((rows) => rows.length)) await wipe();
  if (idleTooLong()) await lockNow();
};

const begin = async () => {
  try {
    await Promise.all([readClock(), look()]);
    await go.home();
  } catch (broken) {
    tell("storage_failed", {}, "bad");
    throw broken;
  }
  await drawState();
  setInterval(() => { if (document.visibilityState === "visible") send(false); look(); }, EVERY_MINUTE);
  setInterval(() => tick(go), 1000);
  await send(false);
};

begin();
