// A press on the chat counts for what was pressed. While words come, a message has new nodes eight
// times a second: a browser then clicks nothing, for the pressed node is gone, or whatever has come to
// lie under the finger. So a press is remembered by its place in the conversation, which stays.
const STILL = 12; // pixels; a finger that goes farther scrolls or chooses words
const PATIENCE = 120; // ms until the browser's own click must have come
const LATE = 700; // ms in which it is not wanted any more

let pressed = null, due = null, late = 0;

function placeOf(node) {
  const target = node.closest?.("#chat :is(a[href], summary)") ?? node.closest?.("#chat .step")?.querySelector("a.tick");
  if (!target) return null;
  const like = target.matches("summary") ? "#chat summary"
    : `#chat a[href="${CSS.escape(target.getAttribute("href"))}"]`;
  return { like, number: [...document.querySelectorAll(like)].indexOf(target) };
}

const isSame = (one, two) => one?.like === two?.like && one?.number === two?.number;

function click({ like, number }) {
  due = null;
  late = performance.now() + LATE;
  document.querySelectorAll(like)[number]?.click();
}

document.addEventListener("pointerdown", ({ target, isPrimary, button, clientX: x, clientY: y }) => {
  const place = isPrimary && !button ? placeOf(target) : null;
  pressed = place && { ...place, x, y };
  due = null;
  late = 0;
}, true);

for (const other of ["pointercancel", "contextmenu"]) {
  document.addEventListener(other, () => { pressed = null; }, true);
}

document.addEventListener("pointerup", ({ clientX, clientY }) => {
  const press = pressed;
  pressed = null;
  if (!press || Math.hypot(clientX - press.x, clientY - press.y) > STILL) return;
  due = press;
  setTimeout(() => { if (due === press) click(press); }, PATIENCE);
}, true);

document.addEventListener("click", (tap) => {
  if (!tap.isTrusted || tap.detail === 0) return; // by a key or by a program
  const press = due;
  due = null;
  if (press ? isSame(press, placeOf(tap.target)) : performance.now() > late) return;
  tap.preventDefault();
  tap.stopImmediatePropagation();
  if (press) click(press);
}, true);
