// A photo is drawn anew, at most 1600 px long: smaller, and without the place and camera that its file carried.
import { lockBytes, newId, openBytes, sealPhoto, base64 } from "./crypto.js";
import { theKey } from "./session.js";

const store = self.Field.store;
const LONGEST = 1600, SMALL = 176, MOST_BYTES = 2.8e6, LARGEST_FILE = 20e6;

const drawn = (picture, longest) => {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
};

const jpeg = (canvas, quality) => new Promise((resolve) => canvas.toBlob((blob) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result);
  reader.readAsArrayBuffer(blob);
}, "image/jpeg", quality));

const smallEnough = async (canvas) => {
  for (const quality of [0.82, 0.65, 0.45]) {
    const bytes = await jpeg(canvas, quality);
    if (bytes.byteLength <= MOST_BYTES) return bytes;
  }
  throw new RangeError("photo_large");
};

// Keeps the photo encrypted and gives its key. RangeError: its message names the words that say why not.
export const addPhoto = async (file) => {
  if (file.size > LARGEST_FILE) throw new RangeError("photo_large");
  let picture = null;
  try {
    picture = await createImageBitmap(file);
  } catch (unreadable) {
    throw new RangeError("photo_bad");
  }
  const bytes = await smallEnough(drawn(picture, LONGEST));
  if (picture.close) picture.close();
  const locked = await lockBytes(theKey(), bytes);
  const id = newId();
  await store.put("blobs", { id, state: "draft", at: Date.now(), iv: locked.iv, data: locked.data });
  return id;
};

const bytesOf = async (id) => {
  const kept = await store.get("blobs", id);
  return kept && kept.state === "draft" ? openBytes(theKey(), kept) : null;
};

// A small picture as a data: address, the only kind the page may show.
export const preview = async (id) => {
  const bytes = await bytesOf(id);
  if (!bytes) return "";
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
  const small = await jpeg(drawn(picture, SMALL), 0.7);
  return `data:image/jpeg;base64,${base64(small)}`;
};

export const dropPhoto = (id) => store.remove("blobs", id);

export const sealAll = async (server, opId, ids) => {
  const sealed = [];
  for (const id of ids) {
    const bytes = await bytesOf(id);
    if (bytes) sealed.push(await sealPhoto(server, opId, bytes));
  }
  return sealed;
};
