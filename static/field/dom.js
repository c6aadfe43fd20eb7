// Pieces of the page: screens made from <template>, texts put in as text only.
import { say } from "./words.js";

const main = document.getElementById("main");
const saying = document.getElementById("said");

export const one = (root, selector) => root.querySelector(selector);
export const every = (root, selector) => Array.from(root.querySelectorAll(selector));

export const empty = (place) => { while (place.firstChild) place.removeChild(place.firstChild); };

// A copy of a <template>, its [data-t] filled from ``texts`` and its [data-if] shown where there is something to show.
export const piece = (name, texts) => {
  const copy = document.importNode(document.getElementById(name).content, true).firstElementChild;
  return fill(copy, texts);
};

export const fill = (root, texts) => {
  for (const place of every(root, "[data-t]")) if (place.dataset.t in texts) place.textContent = texts[place.dataset.t];
  for (const place of every(root, "[data-if]")) if (place.dataset.if in texts) place.hidden = !texts[place.dataset.if];
  return root;
};

let leaving = null, told = 0;
const READ = 1000;  // milliseconds after which a sentence belongs to the screen before

// Put a screen into the page. ``leave`` is called when the next one comes.
export const show = (name, texts, leave) => {
  if (leaving) leaving();
  leaving = leave || null;
  if (Date.now() - told > READ) empty(saying);
  const made = document.importNode(document.getElementById(`s-${name}`).content, true);
  const frame = document.createElement("div");
  frame.className = `screen ${name}`;
  document.body.dataset.screen = name;
  frame.appendChild(made);
  fill(frame, texts || {});
  empty(main);
  main.appendChild(frame);
  window.scrollTo(0, 0);
  const head = one(frame, "h1");
  head.tabIndex = -1;
  head.focus();
  return frame;
};

export const list = (place, texts) => {
  for (const text of texts) {
    const item = document.createElement("li"), words = document.createElement("bdi");  // the line begins where the page's lines do
    words.textContent = text;
    item.appendChild(words);
    place.appendChild(item);
  }
};

// One short sentence above the page; spoken by a screen reader.
export const tell = (key, values, tone) => {
  empty(saying);
  told = Date.now();
  if (!key) return;
  const line = document.createElement("p");
  line.className = `notice ${tone || "good"}`;
  line.textContent = say(key, values);
  saying.appendChild(line);
};

export const choose = (select, options, chosen) => {
  for (const [value, label] of options) {
    const made = document.createElement("option");
    made.value = value;
    made.textContent = label;
    made.selected = value === chosen;
    select.appendChild(made);
  }
};

// Choices a thumb can hit, in their order: radio buttons, or boxes to tick where ``chosen`` is a list.
export const chips = (place, name, options, chosen) => {
  for (const [value, label] of options) {
    const wrap = document.createElement("label"), input = document.createElement("input"), words = document.createElement("span");
    input.type = Array.isArray(chosen) ? "checkbox" : "radio";
    input.name = name;
    input.value = value;
    input.checked = Array.isArray(chosen) ? chosen.includes(value) : value === chosen;
    words.textContent = label;
    wrap.appendChild(input);
    wrap.appendChild(words);
    place.appendChild(wrap);
  }
};

// A question before something goes for good. Escape and "Go back" mean no.
export const ask = (question, more, yes) => new Promise((resolve) => {
  const before = document.activeElement;
  const box = piece("c-ask", { question, more, yes });
  const end = (answer) => { box.remove(); if (before) before.focus(); resolve(answer); };
  one(box, "[data-yes]").addEventListener("click", () => end(true));
  one(box, "[data-no]").addEventListener("click", () => end(false));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end(false);
    if (event.key === "Tab") {
      event.preventDefault();
      one(box, document.activeElement === one(box, "[data-no]") ? "[data-yes]" : "[data-no]").focus();
    }
  });
  document.body.appendChild(box);
  one(box, "[data-no]").focus();
});
