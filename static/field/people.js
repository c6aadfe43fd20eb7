// The list of the day and the page of one person: danger before address, what was agreed, one big button.
import { empty, every, list, one, piece, fill, show, ask } from "./dom.js";
import { begun, dropDraft } from "./drafts.js";
import { peopleByLane, writtenAt } from "./outbox.js";
import { isOpen, thePack } from "./session.js";
import { clockOffset, clockTime, dayAndTime, now, phoneIsWrong, readClock } from "./time.js";
import { age, say, size } from "./words.js";

const store = self.Field.store;

// Parts of one line, each in its own direction.
const line = (parts) => parts.filter(Boolean).map((words) => `\u2068${words}\u2069`).join(" · ");

const whenOf = (person, pack) => {
  const planned = person.appointment;
  if (!planned) return say("no_appointment");
  const kind = pack.kinds.find(([value]) => value === planned.kind);
  return line([clockTime(Date.parse(planned.at), pack.zone), kind ? kind[1] : "", planned.place]);
};

const photoOf = (place, person) => {
  if (!person.photo) return;
  place.src = person.photo;
  place.hidden = false;
};

// ``at``: when a visit to them was written on this phone, if one was.
const card = (person, pack, go, at) => {
  const last = (person.contacts || [])[0];
  const made = piece("c-card", {
    name: person.name, number: person.number, when: whenOf(person, pack), address: person.address || "", for: ` ${person.name}`,
    safety: (person.safety || []).join(" · "), agreed: last ? last.agreed_action : "",
    written: at ? say("written", { time: clockTime(at + clockOffset(), pack.zone) }) : "",
  });
  if (at) one(made, "[data-visit]").classList.add("second");
  photoOf(one(made, "[data-photo]"), person);
  one(made, "[data-visit]").addEventListener("click", () => go.visit(person));
  one(made, "[data-open]").addEventListener("click", () => go.person(person));
  return made;
};

const drawBegun = async (screen, go) => {
  const place = one(screen, "[data-drafts]"), found = await begun();
  empty(place);
  fill(screen, { drafts: found.length });
  for (const draft of found) {
    const made = piece("c-draft", { name: draft.name, when: dayAndTime(draft.instant || now(), draft.zone), for: ` ${draft.name}` });
    one(made, "[data-open]").addEventListener("click", () => go.draft(draft));
    one(made, "[data-drop]").addEventListener("click", async () => {
      if (!await ask(say("draft_q"), say("drop_more"), say("drop_yes"))) return;
      await dropDraft(draft);
      await drawBegun(screen, go);
    });
    place.appendChild(made);
  }
};

const sentWords = async (zone) => {
  const rows = (await store.all("sent")).filter((row) => row.kind === "contact.create" && Date.now() - row.at < 864e5);
  if (!rows.length) return "";
  const last = Math.max.apply(null, rows.map((row) => row.at));
  return say("sent_today", { n: rows.length, time: clockTime(last + clockOffset(), zone) });
};

// The people of the pack in the order of their appointments, each with when a visit to them was written.
const listed = async (pack) => {
  const found = new Map(), at = await writtenAt();
  for (const [lane, who] of at.size ? await peopleByLane(pack) : []) found.set(who, at.get(lane));
  return pack.people.slice().sort(byTime).map((who) => [who, found.get(who)]);
};

const byTime = (one, other) => {
  const at = (person) => (person.appointment ? Date.parse(person.appointment.at) : Infinity);
  return at(one) === at(other) ? 0 : at(one) - at(other);
};

export const home = async (go) => {
  const pack = thePack(), offset = await readClock();
  const zone = pack ? pack.zone : Intl.DateTimeFormat().resolvedOptions().timeZone;
  const facts = pack ? say("facts", { n: pack.people.length, size: size(pack.bytes), time: clockTime(pack.expires + offset, zone) }) : say("expired");
  const clock = phoneIsWrong() ? say("clock", { n: age(Math.abs(offset)) }) : "";
  const people = pack ? await listed(pack) : [], sent = await sentWords(zone);
  if (!isOpen() || thePack() !== pack) return null;  // locked while it was being read
  const screen = show("home", { facts, clock, sent, expired: !pack, drafts: 0 });
  for (const [who, at] of people) one(screen, "[data-people]").appendChild(card(who, pack, go, at));
  await drawBegun(screen, go);
  return screen;
};

const link = (place, href, words) => {
  const made = document.createElement("a");
  made.className = "button second";
  made.href = href;
  made.textContent = words;
  place.appendChild(made);
};

export const person = (who, go) => {
  const pack = thePack(), safety = who.safety || [], contacts = who.contacts || [];
  const screen = show("person", {
    name: who.name, number: who.number, when: whenOf(who, pack), address: who.address || "", safety: safety.length, actions: (who.actions || []).length, find: who.how_to_find,
    contacts: contacts.length, conditions: (who.conditions || []).length, goals: (who.goals || []).length,
  });
  for (const name of ["safety", "actions", "conditions", "goals"]) list(one(screen, `[data-${name}]`), who[name] || []);
  const told = (entry) => line([dayAndTime(Date.parse(entry.at), pack.zone), entry.kind, entry.outcome, entry.agreed_action]);
  list(one(screen, "[data-contacts]"), contacts.map(told));
  const reach = one(screen, "[data-reach]");
  for (const phone of who.phones || []) link(reach, `tel:${phone.replace(/[^+\d]/g, "")}`, say("call", { phone }));
  if (who.map) link(reach, who.map, say("map"));
  one(screen, "[data-visit]").addEventListener("click", () => go.visit(who));
  one(screen, "[data-checkin]").addEventListener("click", () => go.timer(who));
};
