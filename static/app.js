// Small comforts only: every page works without this file.
(() => {
  "use strict";
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  const typing = (el) => el.closest("input, textarea, select, [contenteditable]");
  const keys = document.getElementById("keys");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      const search = document.querySelector("input[type=search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "?" && keys) {
      event.preventDefault();
      if (keys.open) keys.close(); else keys.showModal();
    }
  });

  // On a page of one question the figures choose an answer.
  document.addEventListener("keydown", (event) => {
    const form = document.querySelector("form.by-number");
    if (!form || event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
    if (event.target.closest("input:not([type=radio]), textarea, select")) return;
    const answer = form.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
    if (answer) { answer.checked = true; answer.focus(); }
  });

  // A menu made of <details> closes with Escape and when the reader goes elsewhere.
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest("details.lang[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.lang[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  // Tabs that scroll sideways on a phone show where the reader is.
  for (const here of document.querySelectorAll(".tabs [aria-current], .places [aria-current]")) {
    here.scrollIntoView({ block: "nearest", inline: "center" });
  }

  // While somebody types a name, the first who answer stand beneath the box. Sent by POST: names do not belong in addresses.
  for (const form of document.querySelectorAll("form[data-suggest]")) {
    const box = form.querySelector("input[type=search]");
    const list = form.appendChild(document.createElement("ul"));
    list.className = "suggestions";
    list.hidden = true;
    let waiting = 0, asked = "";
    const hide = () => { list.hidden = true; };
    const ask = async () => {
      const words = box.value.trim();
      if (words === asked) { list.hidden = !list.childElementCount; return; }
      asked = words;
      if (words.length < 2) { list.replaceChildren(); hide(); return; }
      const answer = await fetch(form.dataset.suggest, { method: "POST", body: new FormData(form) }).catch(() => null);
      if (!answer || !answer.ok || words !== box.value.trim()) return;
      list.innerHTML = await answer.text();
      list.hidden = !list.childElementCount || document.activeElement !== box;
    };
    box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 180); });
    box.addEventListener("focus", () => { list.hidden = !list.childElementCount; });
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) hide(); });
    form.addEventListener("keydown", (event) => {
      const links = [...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
      if (event.key === "Escape") { hide(); box.focus(); }
      if (list.hidden || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
      event.preventDefault();
      (links[at + (event.key === "ArrowDown" ? 1 : -1)] || box).focus();
    });
  }

  // Buttons that ask for the browser's print dialog are shown only where there is one.
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // What is being typed into a form that keeps drafts is kept on the server after each pause, and when the page is left.
  for (const mark of document.querySelectorAll("input[data-keep]")) {
    const form = mark.form;
    let waiting = 0, typed = false;
    const keep = () => {
      clearTimeout(waiting);
      if (!typed) return;
      typed = false;
      mark.value = "yes";
      fetch(mark.dataset.keep, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => { typed = true; });
    };
    form.addEventListener("input", () => { typed = true; clearTimeout(waiting); waiting = setTimeout(keep, 1200); });
    form.addEventListener("submit", () => { clearTimeout(waiting); typed = false; });
    addEventListener("pagehide", keep);
  }

  // A form that was sent is not sent twice by an impatient second click.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
    setTimeout(() => delete event.target.dataset.sent, 3000);
  });
})();
