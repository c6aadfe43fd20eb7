// What is not sent yet, one by one: why, and what can be done about it.
import { ask, empty, every, list, one, piece, show } from "./dom.js";
import { again, copyOf, discard, peopleByLane } from "./outbox.js";
import { isOpen, thePack } from "./session.js";
import { named } from "./wrongs.js";
import { clockOffset, dayAndTime } from "./time.js";
import { knows, say } from "./words.js";

const store = self.Field.store, sender = self.Field.sender;
// The office's zone and the server's clock, as everywhere else; locked, all that is known is the phone's zone.
const moment = (at) => dayAndTime(at + clockOffset(), thePack() ? thePack().zone : Intl.DateTimeFormat().resolvedOptions().timeZone);

const stateWords = (row) => {
  if (!row.state && row.next_at > Date.now()) return say("state_later", { time: moment(row.next_at) });
  return say(`state_${row.state}`);
};

const buttons = (made, row, copy, go) => {
  one(made, "[data-fix]").addEventListener("click", () => go.refused(copy, row));
  one(made, "[data-supervisor]").addEventListener("click", async () => { await again(row.op_id, { to_supervisor: true }); go.send(); });
  one(made, "[data-retry]").addEventListener("click", async () => { await again(row.op_id, {}); go.send(); });
  one(made, "[data-drop]").addEventListener("click", async () => {
    if (!await ask(say("drop_q"), say("drop_more"), say("drop_yes"))) return;
    await discard(row.op_id);
    go.waiting();
  });
};

const card = async (row, go) => {
  const copy = isOpen() ? await copyOf(row.op_id) : null;
  const name = copy ? copy.name : say("locked_name"), visit = row.kind === "contact.create";
  const made = piece("c-waiting", {
    what: say(`kind_${row.kind}`), name, when: moment(row.written_at), state: stateWords(row), for: ` ${name}`,
    fields: Object.keys(row.fields || {}).length, canfix: row.state === "fix" && visit && Boolean(copy), cansend: row.state === "not_assigned",
    canretry: row.state === "refused" || row.state === "reused" || (row.state === "fix" && !visit), candrop: Boolean(row.state),
  });
  list(one(made, "[data-fields]"), Object.keys(row.fields || {}).map((field) => named(field, row.fields[field])).concat(row.error ? [row.error] : []));
  one(made, "[data-fields]").hidden = !one(made, "[data-fields]").childElementCount;
  buttons(made, row, copy, go);
  return made;
};

// Named while the pack is open: what was sent says only which line it was in.
const drawSent = async (place, rows) => {
  const names = isOpen() && thePack() ? await peopleByLane(thePack()) : new Map();
  empty(place);
  for (const row of rows) {
    const item = document.createElement("li"), known = `got_${row.status}`;
    const who = names.has(row.lane) ? ` \u2068${names.get(row.lane).name}\u2069` : "";
    const words = `${say(`kind_${row.kind}`)}${who}, ${moment(row.written_at)}: ${say(knows(known) ? known : "got_applied")}`;
    const inner = row.href ? document.createElement("a") : document.createElement("span");
    inner.textContent = words;
    if (row.href) inner.href = row.href;
    item.appendChild(inner);
    place.appendChild(item);
  }
};

export const waiting = async (go) => {
  const rows = await sender.lineUp(), left = await sender.unsent(), door = await store.noted("door");
  const sent = (await store.all("sent")).sort((one, other) => other.at - one.at).slice(0, 50);
  const some = rows.length + left.photos;
  const screen = show("waiting", { none: !some, some, door: door && some ? say(`door_${door}`) : "", sent: sent.length });
  for (const box of every(screen, "p[data-if=door]")) box.hidden = !(door && some);
  const cards = [];
  for (const row of rows) cards.push(await card(row, go));
  for (const made of cards) one(screen, "[data-waiting]").appendChild(made);
  await drawSent(one(screen, "[data-sent]"), sent);
};

