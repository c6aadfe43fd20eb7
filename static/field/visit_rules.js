// Decides, without page or memory, what is missing in a visit and which operations it becomes.
import { newId } from "./crypto.js";
import { instantsOf, withOffset } from "./time.js";
import { say } from "./words.js";

const AHEAD = 2 * 60e3;
const AT_HOME = ["home", "doorstep"];

const checkTime = (draft, found, now) => {
  if (!draft.values.minute) return "when_missing";
  if (!found.length) return "when_skipped";
  if (draft.instant === null) return "when_twice";
  return draft.instant > now + AHEAD ? "when_future" : "";
};

const checkNext = ({ values, zone }, now) => {
  if (!values.next) return "";
  if (!values.next_at) return "next_missing";
  const found = instantsOf(values.next_at, zone);
  if (!found.length) return "when_skipped";
  return found[0] <= now ? "next_past" : "";
};

const LONGEST = 720;  // minutes, as the server takes them
const western = (figures) => figures.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (figure) => String(figure.charCodeAt(0) & 15));
const minutesOf = ({ minutes }) => (minutes.trim() ? Number(western(minutes.trim())) : null);

const checkMinutes = ({ values }) => {
  const minutes = minutesOf(values);
  return minutes === null || (minutes >= 0 && minutes <= LONGEST && minutes % 1 === 0) ? "" : "minutes_wrong";
};

// [field, words] of everything that must be mended before it can be sent. ``found``: the instants of the time that was typed.
export const check = (draft, found, now) => {
  const wrongs = [["outcome", draft.values.outcome ? "" : "outcome_missing"], ["occurred_at", checkTime(draft, found, now)], ["minutes", checkMinutes(draft)],
    ["next_at", checkNext(draft, now)]];
  return wrongs.filter(([, key]) => key).map(([field, key]) => [field, say(key)]);
};

// Nobody at an unannounced visit means nothing; at an appointment the reason is not known yet.
const notHome = (draft) => (draft.answers_id ? "not_there" : "nobody_home");

// The five that nearly every visit is, in the order of the thumb: [value, words].
export const usual = (draft) => [
  ["complied", say("seen")], [notHome(draft), say("not_home")], ["sent_home_service", say("sent_away")],
  ["failed_to_comply", say("refused")], ["moved", say("moved")],
];

const nextOf = (draft) => {
  const { values, zone } = draft;
  if (!values.next) return null;
  draft.next_id = draft.next_id || newId();
  return { id: draft.next_id, kind: values.next_kind, at: withOffset(instantsOf(values.next_at, zone)[0], zone), place: values.next_place.trim() };
};

const noteOf = ({ outcome, note }) => (outcome === "moved" ? `${say("moved_note")} ${note}` : note).trim();

const visitOf = (draft, photos) => {
  const { values } = draft;
  return {
    id: draft.contact_id, order_id: draft.order_id, answers_id: draft.answers_id, kind: values.kind, outcome: values.outcome === "moved" ? notHome(draft) : values.outcome,
    occurred_at: withOffset(draft.instant, draft.zone), place: values.place.trim() || (AT_HOME.includes(values.kind) ? draft.home.slice(0, 300) : ""),
    minutes: minutesOf(values), strengths: values.strengths.trim(), needs: values.needs, person_words: values.person_words.trim(), who: values.who.trim(),
    sensitive: values.sensitive, agreed_action: values.agreed_action.trim(), note: noteOf(values), next: nextOf(draft), safety_note: values.safety_note.trim(), photos,
  };
};

// The visit, then what it proposes for the file. A minute that was not touched keeps the very instant the note was begun.
export const deedsOf = (draft, opId, photos) => {
  const common = { order_id: draft.order_id, pack_id: draft.pack_id, zone: draft.zone, at: draft.instant };
  const deeds = [Object.assign({ kind: "contact.create", op_id: opId, payload: visitOf(draft, photos), copy: draft }, common)];
  const address = draft.values.address.trim(), phone = draft.values.phone.trim();
  if (address || phone) {
    const payload = { id: newId(), address, phone, note: "" };
    deeds.push(Object.assign({ kind: "proposal", payload, copy: { name: draft.name } }, common));
  }
  return deeds;
};
