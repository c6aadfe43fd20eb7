// Preparing the day: this phone is made known, the pack is fetched, a PIN is chosen, all is kept encrypted.
import { newId } from "./crypto.js";
import { every, one, show, tell } from "./dom.js";
import { hasKey, isOpen, keepPack, setPin, wipe } from "./session.js";
import { clockTime, readClock } from "./time.js";
import { say } from "./words.js";

const store = self.Field.store, sender = self.Field.sender;
const MOST = 40, LEAST_FIGURES = 6;

const labelOf = () => (/\(([^)]*)\)/.exec(navigator.userAgent) || ["", "Phone"])[1].slice(0, 80);

// The words of a refusal; nothing on the phone has changed by then.
const refuse = (answer) => {
  if (answer.status === 401) {
    tell("sign_in_first", {}, "bad");
    for (const way of every(document, "[data-signin]")) way.hidden = false;
    return;
  }
  const said = answer.said.error || Object.values(answer.said.fields || {}).join(" ");
  if (said) tell(said, {}, "bad"); else tell("fetch_failed", {}, "bad");
};

const makeKnown = async () => {
  let device = (await store.noted("device")) || newId();
  let answer = await sender.register(device, labelOf());
  if (answer.status === 403 || answer.status === 409) {  // withdrawn, or another officer's: this phone gets a number of its own anew
    device = newId();
    answer = await sender.register(device, labelOf());
  }
  if (answer.status !== 201 && answer.status !== 200) { refuse(answer); return null; }
  await store.note("device", device);
  await store.note("door", "");
  await store.note("withdrawn", false);
  return device;
};

const fetchPack = async (people) => {
  const device = await makeKnown();
  if (!device) return null;
  const asked = { pack_id: newId(), device_id: device, date: null, people };
  const answer = await sender.callAs(device, "/field/packs", "POST", JSON.stringify(asked));
  if (answer.status !== 201 && answer.status !== 200) { refuse(answer); return null; }
  return answer.said;
};

// The expiry by this phone's clock: how long the pack may live, counted from its arrival.
const endsAt = (pack) => Date.now() + (Date.parse(pack.expires_at) - Date.parse(pack.server_time || pack.issued_at));

const tooEasy = (pin) => /^(.)\1*$/.test(pin) || "01234567890".includes(pin) || "09876543210".includes(pin);

const wrongPin = (pin, again) => {
  if (pin.length < LEAST_FIGURES) return "pin_short";
  if (tooEasy(pin)) return "pin_easy";
  return pin === again ? "" : "pin_differs";
};

const choosePin = (pack, done) => {
  const screen = show("newpin");
  one(screen, "form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target, wrong = wrongPin(form.pin.value, form.again.value);
    one(screen, "[data-wrong]").textContent = wrong ? say(wrong) : say("opening");
    if (wrong) { form.pin.focus(); return; }
    await setPin(form.pin.value);
    await keep(pack, done);
  });
};

const keep = async (pack, done) => {
  await keepPack(pack, endsAt(pack));
  const safe = navigator.storage && navigator.storage.persist ? await navigator.storage.persist() : false;
  tell(safe ? "quit_wait" : "quit_wait_unsafe");
  done();
};

// A pack is fetched before anything on the phone is replaced. With begun notes the open key stays; else a PIN is chosen anew.
const take = async (people, done) => {
  tell("fetching", {}, "info");
  let pack = null;
  try {
    pack = await fetchPack(people);
  } catch (lost) {
    tell("fetch_failed", {}, "bad");
    return;
  }
  if (!pack) return;
  await readClock();
  tell("");
  if (isOpen()) { await keep(pack, done); return; }
  if (await hasKey()) await wipe();
  choosePin(pack, done);
};

const row = (place, person, chosen) => {
  const item = document.createElement("li"), label = document.createElement("label"), box = document.createElement("input");
  const words = document.createElement("span"), small = document.createElement("span"), name = document.createElement("bdi");
  box.type = "checkbox";
  box.value = person.order_id;
  box.checked = chosen;
  name.textContent = person.name;
  small.className = "hint";
  small.textContent = [person.number, person.when, person.due].filter(Boolean).map((words) => `\u2068${words}\u2069`).join(" · ");
  words.appendChild(name);
  words.appendChild(small);
  label.appendChild(box);
  label.appendChild(words);
  item.appendChild(label);
  item.dataset.find = `${person.name} ${person.number}`.toLocaleLowerCase();
  place.appendChild(item);
};

const pick = (people, done) => {
  const screen = show("choose", { empty: !people.length }), place = one(screen, "[data-list]");
  for (const person of people) row(place, person, Boolean(person.at) && every(place, ":checked").length < MOST);
  const chosen = () => every(place, ":checked").map((box) => box.value);
  const count = () => { one(screen, "[data-t=chosen]").textContent = chosen().length; };
  one(screen, "#find").addEventListener("input", (event) => {
    const words = event.target.value.trim().toLocaleLowerCase();
    for (const item of every(place, "li")) item.hidden = !item.dataset.find.includes(words);
  });
  place.addEventListener("change", count);
  one(screen, "form").addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = chosen();
    if (!wanted.length) tell("none_chosen", {}, "bad");
    else if (wanted.length > MOST) tell("too_many", {}, "bad");
    else take(wanted, done);
  });
  count();
};

// The officer's own people, today's route first and chosen.
export const prepare = async (done) => {
  tell("fetching", {}, "info");
  let answer = null;
  try {
    answer = await sender.callAs(await store.noted("device"), "/field/people", "GET");
  } catch (lost) {
    tell("no_network", {}, "warn");
    return;
  }
  if (answer.status === 401) { refuse(answer); return; }
  if (answer.status !== 200) { await take(null, done); return; }  // no list: today's route
  tell("");
  const zone = answer.said.zone || "UTC";
  const when = (person) => (person.at ? clockTime(Date.parse(person.at), zone) : "");
  pick(answer.said.people.map((person) => Object.assign({ when: when(person) }, person)), done);
};

export const isOver = (kept) => Boolean(kept) && Date.now() >= kept.expires;
