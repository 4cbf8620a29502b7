// A time that was told, but may be morning or evening, or any day: it is asked, never passed over.
import { asLocal } from "./report-proposed.js";
import { make, put } from "./say.js";

const LONGEST = 60; // characters of what was said

const told = (made) => made?.evidence?.reported_at?.map((one) => one.text).join(" … ").slice(0, LONGEST);

// Whether the form still has the time of its making, though the words tell another.
export function isOpen(form, made) {
  return Boolean(told(made) && made.now) && form.elements.detected.value === made.now;
}

// What stands below the field meanwhile.
export function asked(made) {
  return [made.either?.length ? "rep_said_either" : "rep_said_open", { words: told(made) }];
}

// The moments to choose among, as buttons; they stay, so that a wrong tap is mended by the other.
export function offer(form, made, choose) {
  const field = form.querySelector("[data-field=detected]"), either = made?.either ?? [];
  const box = field.querySelector(".either") ?? make("div", "deeds either");
  const mark = JSON.stringify(either);
  if (box.dataset.mark !== mark) {
    box.dataset.mark = mark;
    box.replaceChildren(...either.map((one) => drawn(one, choose)));
    field.append(box);
  }
  box.hidden = !either.length;
  either.forEach(({ at }, place) => {
    box.children[place].ariaPressed = String(form.elements.detected.value === asLocal(at));
  });
}

function drawn(one, choose) {
  const node = Object.assign(make("button"), { type: "button" });
  put(node, { en: clock(one.at, "en-GB"), zh: clock(one.at, "zh-CN") });
  node.addEventListener("click", () => choose(one));
  return node;
}

const clock = (moment, locale) => new Date(moment).toLocaleString(locale, {
  weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});
