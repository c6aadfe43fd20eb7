// The words of the chosen language, from the page, and how numbers and ages are said in them.
const kept = {};
for (const place of document.getElementById("words").content.querySelectorAll("[data-k]")) kept[place.dataset.k] = place.textContent;

export const knows = (key) => key in kept;

// {name} is filled in and kept to its own direction.
export const say = (key, values) => (kept[key] || key).replace(
  /\{(\w+)\}/g, (whole, name) => (values && name in values ? `\u2068${values[name]}\u2069` : whole));

export const age = (milliseconds) => {
  const minutes = Math.max(0, Math.floor(milliseconds / 60e3));
  if (minutes < 60) return say("minutes", { n: minutes });
  if (minutes < 48 * 60) return say("hours", { n: Math.floor(minutes / 60), m: minutes % 60 });
  return say("days", { n: Math.floor(minutes / 1440), m: Math.floor(minutes / 60) % 24 });
};

export const size = (bytes) => {
  const number = (n) => new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(n);
  return bytes < 1e6 ? `${number(Math.ceil(bytes / 1000))} kB` : `${number(bytes / 1e6)} MB`;
};
