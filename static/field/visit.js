// The visit: everything has its usual answer, the outcome is chosen, save. Kept as typed.
import { newId, timedId } from "./crypto.js";
import { chips, choose, every, one, piece, show, tell } from "./dom.js";
import { begunFor, keepDraft, keeper } from "./drafts.js";
import { laneOf, write, writtenAt } from "./outbox.js";
import { addPhoto, dropPhoto, preview, sealAll } from "./photos.js";
import { touched, thePack } from "./session.js";
import { clockTime, instantsOf, localMinute, now, offsetWords } from "./time.js";
import { check, deedsOf, usual } from "./visit_rules.js";
import { say } from "./words.js";
import { drawWrongs, flat, named } from "./wrongs.js";

const MOST_PHOTOS = 4;
const DAYS = [7, 14, 28];
const FIELDS = ["kind", "minute", "place", "agreed_action", "note", "person_words", "who", "strengths", "minutes", "next_at", "next_kind", "next_place",
  "safety_note", "address", "phone"];
const ELSEWHERE = ["field", "collateral", "court"];  // kinds that do not say where it was
// A note begun by an older version of the app lacks what that did not ask.
const blank = () => FIELDS.reduce((made, name) => Object.assign(made, { [name]: "" }), { outcome: "", next: "", needs: [], sensitive: false });

const usualKind = (person) => (person.appointment && person.appointment.kind) || person.next_kind || "home";

// A new note on this person, with the usual answers in it.
const begin = async (person, pack) => {
  const at = now(), kind = usualKind(person), lane = await laneOf(pack.pack_id, person.order_id);
  const answered = (await writtenAt()).has(lane) ? null : person.appointment;  // a second visit is one of its own
  return {
    id: `visit:${lane}:${newId()}`, form: "visit", contact_id: newId(), lane, order_id: person.order_id, pack_id: pack.pack_id, name: person.name,
    zone: pack.zone, kinds: pack.kinds, outcomes: pack.outcomes, needs: pack.needs || [], templates: pack.actions || [], answers_id: answered ? answered.id : null,
    home: person.address || "", instant: at, photos: [], sealed: [],
    values: Object.assign(blank(), {
      kind, minute: localMinute(at, pack.zone), next_kind: kind, place: answered && answered.place !== person.address ? answered.place : "",
    }),
  };
};

const drawChoices = (screen, draft) => {
  const { values } = draft, form = one(screen, "form");
  const big = usual(draft), others = draft.outcomes.filter(([value]) => !big.some(([one]) => one === value));
  chips(one(screen, "[data-outcomes]"), "outcome", big, values.outcome);
  choose(form.other, others, values.outcome);
  one(screen, "[data-if=others]").hidden = !others.length;
  choose(form.kind, draft.kinds, values.kind);
  choose(form.next_kind, draft.kinds, values.next_kind);
  const times = DAYS.map((days) => [String(days), say(`next_${days}`)]);
  chips(one(screen, "[data-next]"), "next", [["", say("next_none")]].concat(times, [["other", say("next_other")]]), values.next);
  chips(one(screen, "[data-needs]"), "needs", draft.needs || [], values.needs);
  one(screen, "#f-needs").hidden = !(draft.needs || []).length;
  form.sensitive.checked = values.sensitive;
  for (const name of FIELDS) form[name].value = values[name];
  for (const words of draft.templates) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.className = "chip";
    button.addEventListener("click", () => {
      const place = form.agreed_action;
      place.value = place.value ? `${place.value}\n${words}` : words;
      place.dispatchEvent(new Event("input", { bubbles: true }));
    });
    one(screen, "[data-templates]").appendChild(button);
  }
};

const drawPlaces = (screen, { values }) => {
  one(screen, "[data-place]").hidden = !values.place && !ELSEWHERE.includes(values.kind);
  one(screen, "[data-nextplace]").hidden = !values.next_place && !ELSEWHERE.includes(values.next_kind);
};

// What is folded and says something stands open.
const unfold = (screen) => {
  for (const fold of every(screen, "details")) fold.open = every(fold, "input, textarea").some((box) => (box.type === "checkbox" ? box.checked : box.value));
};

// As the office proposes: the quarter hour before, and by day.
const byDay = (time) => (time < "08:00" || time > "20:00" ? "08:00" : time.slice(0, 3) + String(time.slice(3) - time.slice(3) % 15).padStart(2, "0"));

// The day that is so many days after this visit, at about the same time of the clock.
const daysLater = (draft, days) => {
  const [date, time] = draft.values.minute.split("T");
  return `${new Date(Date.parse(`${date}T12:00:00Z`) + days * 864e5).toISOString().slice(0, 10)}T${byDay(time)}`;
};

const readForm = (screen, draft) => {
  const form = one(screen, "form"), { values } = draft, before = values.minute;
  for (const name of FIELDS) values[name] = form[name].value;
  const outcome = every(form, "[name=outcome]:checked")[0], next = every(form, "[name=next]:checked")[0];
  values.outcome = form.other.value || (outcome ? outcome.value : "");
  values.next = next ? next.value : "";
  values.needs = every(form, "[name=needs]:checked").map((box) => box.value);
  values.sensitive = form.sensitive.checked;
  const twice = every(form, "[name=which]:checked")[0];
  if (values.minute !== before) draft.instant = null;
  const found = values.minute ? instantsOf(values.minute, draft.zone) : [];
  if (found.length === 1 && draft.instant === null) draft.instant = found[0];
  if (twice && found.includes(Number(twice.value))) draft.instant = Number(twice.value);
  return found;
};

const drawTime = (screen, draft, found) => {
  const box = one(screen, "[data-twice]"), place = one(screen, "[data-which]");
  if (box.dataset.minute === draft.values.minute) return;
  box.dataset.minute = draft.values.minute;
  box.hidden = found.length < 2;
  while (place.firstChild) place.removeChild(place.firstChild);
  if (found.length < 2) return;
  const names = ["first", "second"].map((key, at) => [String(found[at]), say(key, { offset: offsetWords(found[at], draft.zone) })]);
  chips(place, "which", names, String(draft.instant));
};

const drawNext = (screen, draft, changed) => {
  const { values } = draft, form = one(screen, "form");
  if (changed && values.minute && values.next && values.next !== "other") {
    values.next_at = daysLater(draft, Number(values.next));
    form.next_at.value = values.next_at;
  }
  one(screen, "[data-nextat]").hidden = !values.next;
};

const drawPhotos = async (screen, draft, keep) => {
  const place = one(screen, "[data-photos]"), made = [];
  for (const id of draft.photos) {
    const item = piece("c-photo", {});
    one(item, "img").src = await preview(id);
    one(item, "button").addEventListener("click", async () => {
      draft.photos = draft.photos.filter((other) => other !== id);
      await dropPhoto(id);
      keep.touch();
      await drawPhotos(screen, draft, keep);
    });
    made.push(item);
  }
  while (place.firstChild) place.removeChild(place.firstChild);
  for (const item of made) place.appendChild(item);
};

const takePhoto = async (screen, draft, keep, file) => {
  if (draft.photos.length + draft.sealed.length >= MOST_PHOTOS) { tell("photo_many", {}, "bad"); return; }
  try {
    draft.photos.push(await addPhoto(file));
    tell("");
    keep.touch();
    await drawPhotos(screen, draft, keep);
  } catch (error) {
    if (error instanceof RangeError) tell(error.message, {}, "bad");
    else if (error instanceof DOMException) one(screen, "[data-full]").hidden = false;
    else throw error;
  }
};

// Seals and puts in line; only when that is on the disk the begun note goes.
const save = async (screen, draft, keep, withPhotos) => {
  const found = readForm(screen, draft);
  const wrongs = check(draft, found, now());
  drawWrongs(screen, wrongs);
  if (wrongs.length) return false;
  await keep.flush();
  one(screen, "[data-full]").hidden = true;
  try {
    const server = await self.Field.store.noted("seal");
    const opId = draft.op_id || timedId(now()), sealed = withPhotos ? await sealAll(server, opId, draft.photos) : [];
    const names = draft.sealed.concat(sealed.map((photo) => photo.id));
    await write(deedsOf(draft, opId, names), sealed, { draft: draft.id, op_id: draft.op_id, photos: draft.photos });
  } catch (error) {
    // a quota says QuotaExceededError; a disk that is truly full closes the database: UnknownError, InvalidStateError …
    if (!(error instanceof DOMException)) throw error;
    one(screen, "[data-full]").hidden = false;
    one(screen, "[data-without]").hidden = !draft.photos.length;
    one(screen, "[data-full]").scrollIntoView({ block: "center" });
    return false;
  }
  await keep.stop();
  return true;
};

const wire = (screen, draft, keep, done) => {
  const form = one(screen, "form");
  const changed = (event) => {
    touched();
    if (event.target.name === "outcome") form.other.value = "";
    if (event.target.name === "other" && form.other.value) for (const box of every(form, "[name=outcome]")) box.checked = false;
    drawTime(screen, draft, readForm(screen, draft));
    drawNext(screen, draft, event.target.name === "next");
    if (event.type === "change") drawPlaces(screen, draft);
    if (event.target.name === "outcome" && draft.values.outcome === "moved") one(screen, "[data-moved]").open = true;
    keep.touch();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", (event) => {
    if (event.target.id !== "photo") { changed(event); return; }
    if (event.target.files.length) takePhoto(screen, draft, keep, event.target.files[0]);
    event.target.value = "";
  });
  let saving = false;
  const finish = async (withPhotos) => {
    if (saving) return;
    saving = true;
    try {
      if (await save(screen, draft, keep, withPhotos)) done();
    } finally {
      saving = false;
    }
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); finish(true); });
  one(screen, "[data-without]").addEventListener("click", () => finish(false));
};

const open = (draft, wrongs, done) => {
  let keep = null;
  draft.values = Object.assign(blank(), draft.values);
  const screen = show("visit", { name: draft.name }, () => { keep.flush(); });
  const said = (kept) => {
    one(screen, "[data-kept]").textContent = kept ? say("kept_at", { time: clockTime(now(), draft.zone) }) : say("not_kept");
  };
  keep = keeper(() => keepDraft(draft), said);
  drawChoices(screen, draft);
  drawTime(screen, draft, readForm(screen, draft));
  drawNext(screen, draft, false);
  drawPlaces(screen, draft);
  drawPhotos(screen, draft, keep);
  unfold(screen);
  drawWrongs(screen, wrongs || []);
  wire(screen, draft, keep, done);
  return keep;
};

let current = null;
export const isDirty = () => Boolean(current && document.querySelector(".screen.visit"));
export const flush = () => (isDirty() ? current.flush() : Promise.resolve());

export const openVisit = async (person, done) => {
  const pack = thePack();
  const draft = (await begunFor(await laneOf(pack.pack_id, person.order_id))) || await begin(person, pack);
  current = open(draft, [], done);
};

export const openDraft = (draft, done) => { current = open(draft, [], done); };

// A visit the server refused, with its words beside the fields; saving it sends it again under its own number.
export const openRefused = (draft, row, done) => {
  const mended = Object.assign({}, draft, { op_id: row.op_id, photos: [], sealed: row.photos || [] });
  mended.values = Object.assign({}, draft.values, { address: "", phone: "" });  // they went as proposals of their own
  current = open(mended, Object.keys(row.fields).map((field) => [field, named(field, row.fields[field]), flat(row.fields[field])]), done);
};
