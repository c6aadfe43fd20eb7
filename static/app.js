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

  // Buttons that ask for the browser's print dialog are shown only where there is one.
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // A form that was sent is not sent twice by an impatient second click.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
    setTimeout(() => delete event.target.dataset.sent, 3000);
  });
})();
