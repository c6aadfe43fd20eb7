// What is being written is kept as it is typed, encrypted, and belongs to one person and one form.
import { lockText, openText } from "./crypto.js";
import { theKey } from "./session.js";

const store = self.Field.store;
const PAUSE = 300;

export const keepDraft = async (draft) => {
  const locked = await lockText(theKey(), draft);
  await store.put("drafts", { id: draft.id, form: draft.form, lane: draft.lane, at: Date.now(), iv: locked.iv, data: locked.data });
};

const ofForm = async (form) => (await store.all("drafts")).filter((row) => row.form === form).sort((one, other) => other.at - one.at);

// All begun visits, the latest first.
export const begun = async () => {
  const found = [];
  for (const row of await ofForm("visit")) found.push(await openText(theKey(), row));
  return found;
};

// The begun visit to this person, so that coming back goes on where it was left.
export const begunFor = async (lane) => {
  const row = (await ofForm("visit")).find((one) => one.lane === lane);
  return row ? openText(theKey(), row) : null;
};

export const countBegun = async () => (await ofForm("visit")).length;

export const dropDraft = (draft) => store.change(["drafts", "blobs"], ({ drafts, blobs }) => {
  drafts.delete(draft.id);
  for (const photo of draft.photos) blobs.delete(photo);
});

// Calls ``save`` a moment after the last change, one at a time, and says how it went. ``flush`` saves now.
export const keeper = (save, said) => {
  let timer = 0, running = Promise.resolve(), stopped = false;
  const now = () => {
    clearTimeout(timer);
    timer = 0;
    running = running.then(() => (stopped ? null : save())).then(() => said(true), (error) => said(false, error));
    return running;
  };
  return {
    touch: () => { clearTimeout(timer); timer = setTimeout(now, PAUSE); },
    flush: () => (timer ? now() : running),
    stop: () => { stopped = true; clearTimeout(timer); timer = 0; return running; },
  };
};
