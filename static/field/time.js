// Times in the office's zone, whatever zone or hour the phone believes in.
const store = self.Field.store;
let offset = 0;

// The difference between the server's clock and this phone's, measured at each answer.
export const readClock = async () => {
  const noted = await store.noted("clock");
  offset = noted ? noted.offset : 0;
  return offset;
};

export const clockOffset = () => offset;
export const now = () => Date.now() + offset;
export const phoneIsWrong = () => Math.abs(offset) > 5 * 60e3;

const formats = new Map();
const format = (zone) => {
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, hour12: false, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
    }));
  }
  return formats.get(zone);
};

// "2026-10-25T02:30:00" as a clock on the wall there shows it.
const wall = (instant, zone) => {
  const part = {};
  for (const { type, value } of format(zone).formatToParts(new Date(instant))) part[type] = value;
  const hour = part.hour === "24" ? "00" : part.hour;
  return `${part.year}-${part.month}-${part.day}T${hour}:${part.minute}:${part.second}`;
};

const ahead = (instant, zone) => {
  const whole = Math.floor(instant / 1000) * 1000;
  return Math.round((Date.parse(`${wall(whole, zone)}Z`) - whole) / 60e3);
};

export const localMinute = (instant, zone) => wall(instant, zone).slice(0, 16);

// An instant with the offset that holds there then.
export const withOffset = (instant, zone) => {
  const minutes = ahead(instant, zone), size = Math.abs(minutes);
  const two = (n) => String(n).padStart(2, "0");
  return `${wall(instant, zone)}${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};

// The instants that a clock there shows as this minute: one; none in the hour that summer time skips; two in the one it repeats.
export const instantsOf = (minute, zone) => {
  const guess = Date.parse(`${minute}:00Z`);
  const found = [];
  for (const around of [-14 * 60, 14 * 60]) {
    const instant = guess - ahead(guess + around * 60e3, zone) * 60e3;
    if (localMinute(instant, zone) === minute && !found.includes(instant)) found.push(instant);
  }
  return found.sort((one, other) => one - other);
};

export const offsetWords = (instant, zone) => `UTC${withOffset(instant, zone).slice(19)}`;

// Days and hours are said like on the office's pages: "Tue 24 Nov, 14:05".
const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;

// Making a format costs an old phone some milliseconds each, and a list of forty asks forty times.
const shown = (options) => {
  const made = new Map();
  return (instant, zone) => {
    if (!made.has(zone)) made.set(zone, new Intl.DateTimeFormat(language, Object.assign({ timeZone: zone, hourCycle: "h23" }, options)));
    return made.get(zone).format(new Date(instant));
  };
};
export const clockTime = shown({ hour: "2-digit", minute: "2-digit" });
export const dayAndTime = shown({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
export const day = shown({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
