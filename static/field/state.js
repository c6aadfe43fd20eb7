// The line under the head: how much is not sent, how old it is, and why. On every screen.
import { age, say } from "./words.js";

const store = self.Field.store, sender = self.Field.sender;
const DAY = 864e5;
const place = document.getElementById("state");

// What waits, in figures; and why, in sentences that are only shown where nothing is being written or read.
const figures = (left) => {
  const said = [];
  if (left.count) said.push(say("unsent", { n: left.count, age: age(Date.now() - left.oldest) }));
  if (left.photos) said.push(say("unsent_photos", { n: left.photos }));
  if (left.stuck) said.push(say("stuck", { n: left.stuck }));
  return said.join(" ");
};

const reasons = (left, door) => {
  const said = door ? [say(`door_${door}`)] : [];
  if (left.count && Date.now() - left.oldest > DAY) said.push(say(Date.now() - left.oldest > 2 * DAY ? "late_two_days" : "late_day"));
  return said.join(" ");
};

export const drawState = async () => {
  const left = await sender.unsent(), door = await store.noted("door"), said = figures(left);
  const late = left.oldest && Date.now() - left.oldest > DAY;
  place.className = late || left.stuck ? "bad" : left.count + left.photos ? "warn" : "";
  while (place.firstChild) place.removeChild(place.firstChild);
  if (!said) return;
  const button = document.createElement("button"), why = document.createElement("span");
  button.className = "line";
  button.dataset.do = "waiting";
  button.textContent = `${said} `;
  why.className = "why";
  why.textContent = reasons(left, door);
  button.appendChild(why);
  place.appendChild(button);
};
