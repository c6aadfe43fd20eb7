// What must be mended in a visit: a list of links above, and each sentence beside its field.
import { empty, every, one } from "./dom.js";

export const flat = (said) => (said && typeof said === "object" ? Object.values(said).map(flat).join(" ") : String(said));

// What the server said of a field, after the name that stands over it in the form.
export const named = (field, said) => {
  const label = document.getElementById("s-visit").content.querySelector(`label[for="f-${field}"], #f-${field} > legend`);
  return label ? `${label.textContent}: ${flat(said)}` : flat(said);
};

const describe = (target, ids) => {
  if (ids) target.setAttribute("aria-describedby", ids); else target.removeAttribute("aria-describedby");
};

const clear = (screen) => {
  for (const old of every(screen, ".beside")) old.remove();
  for (const old of every(screen, "[aria-invalid]")) {
    old.removeAttribute("aria-invalid");
    describe(old, one(screen, `#${old.id}-hint`) ? `${old.id}-hint` : "");
  }
};

const mark = (screen, target, words) => {
  const line = document.createElement("p"), hint = `${target.id}-hint`, box = target.closest("details");
  line.className = "wrong beside";
  line.id = `${target.id}-wrong`;
  line.textContent = words;
  if (target.matches("fieldset")) target.insertBefore(line, target.children[1]); else target.parentNode.insertBefore(line, target);
  target.setAttribute("aria-invalid", "true");
  describe(target, one(screen, `#${hint}`) ? `${line.id} ${hint}` : line.id);
  if (box) box.open = true;
};

const linked = (field, words, target) => {
  const item = document.createElement("li"), link = document.createElement("a");
  link.textContent = words;
  link.href = `#f-${field}`;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const box = target && (target.matches("fieldset, div") ? one(target, "input, select, textarea") : target);
    if (box) box.focus();
  });
  item.appendChild(link);
  return item;
};

// ``wrongs``: [field, words for the list, words beside the field where they differ].
export const drawWrongs = (screen, wrongs) => {
  const place = one(screen, "[data-wrongs]"), names = document.createElement("ul");
  empty(place);
  clear(screen);
  place.hidden = !wrongs.length;
  for (const [field, words, beside] of wrongs) {
    const target = one(screen, `#f-${field}`);
    if (target) mark(screen, target, beside || words);
    names.appendChild(linked(field, words, target));
  }
  if (wrongs.length) { place.appendChild(names); place.focus(); }
};
