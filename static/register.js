// The register: each row is saved the moment it is marked, and a keyboard alone takes it. The page works without this file.
(() => {
  "use strict";
  const form = document.querySelector("form[data-register]");
  if (!form) return;
  const rows = [...form.querySelectorAll("[data-row]")];
  const done = form.querySelector("[data-done]");
  const turns = new Map();  // row → the saving that runs for it, so that the last mark is the one that stays
  const waiting = new Set();  // rows whose last mark the server has not answered yet
  const again = 3000;

  const say = (row, words, kept) => {
    const place = row.querySelector("[data-said]");
    place.textContent = words;
    place.classList.toggle("reg-bad", !kept);
    row.classList.toggle("reg-kept", kept);
    done.textContent = rows.filter((one) => one.classList.contains("reg-kept")).length;
  };

  const typed = (row) => {
    const body = new FormData();
    const shared = form.querySelectorAll("[data-with] input, [data-with] select, input[type=hidden]");
    for (const box of [...shared, ...row.querySelectorAll("input, select")]) {
      if (!/radio|checkbox/.test(box.type) || box.checked) body.set(box.name, box.value);
    }
    return body;
  };

  const send = async (row) => {
    const answer = await fetch(form.dataset.register, { method: "POST", body: typed(row), keepalive: true }).catch(() => null);
    if (!answer || answer.status >= 500) {
      say(row, form.dataset.lost, false);
      setTimeout(() => save(row), again);
    } else if (!(answer.headers.get("Content-Type") || "").includes("json")) {
      say(row, form.dataset.out, false);
    } else {
      waiting.delete(row);
      const said = await answer.json();
      say(row, said.words, answer.ok && said.kept !== false);
    }
  };

  const save = (row) => {
    waiting.add(row);
    const turn = (turns.get(row) || Promise.resolve()).then(() => send(row));
    turns.set(row, turn);
  };

  const chosen = (row) => row.querySelector("input[type=radio]:checked");
  const enter = (row) => {
    if (row) (chosen(row) || row.querySelector("input[type=radio]")).focus();
    else form.querySelector(".reg-done button").focus();
  };
  const next = (row) => enter(rows[rows.indexOf(row) + 1]);
  const lacking = (row) => {
    const pay = row.querySelector(".reg-pay select"), note = row.querySelector(".reg-note input");
    if (pay && pay.offsetParent && !pay.value) return pay;
    return chosen(row).matches(".seg-words") && !note.value ? note : null;
  };

  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && chosen(row)) save(row);
  });

  // Who leaves the page in a hurry takes along what is still on its way.
  addEventListener("pagehide", () => {
    if (!waiting.size) return;
    const all = new FormData();
    for (const row of waiting) for (const [name, value] of typed(row)) all.set(name, value);
    navigator.sendBeacon(form.dataset.register, all);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inside = event.target.closest("[data-row]");
    const radio = event.target.type === "radio" || event.target === document.body;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (digit && radio) {
      const row = inside || rows.find((one) => !one.classList.contains("reg-kept")) || rows[0];
      const wanted = row.querySelectorAll("input[type=radio]")[digit[1] - 1];
      if (!wanted) return;
      event.preventDefault();
      wanted.checked = true;
      save(row);
      const open = lacking(row);
      if (open) open.focus(); else next(row);
    } else if (event.key === "Enter" && inside) {
      event.preventDefault();
      if (chosen(inside)) save(inside);
      next(inside);
    }
  });
})();
