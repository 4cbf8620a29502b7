// Steps of an answer that are ticked when they are done; for this conversation alone. An answer is
// drawn anew with every batch of words, so ticks are put on whatever is there.
import { whenThere } from "./say.js";
import { talk } from "./talk.js";

const KEY = "shiftmate.ticks";

function ticked() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  return new Set(kept?.talk === talk() ? kept.steps : []);
}

function toggle(tick) {
  const done = ticked(), name = tick.getAttribute("href");
  if (!done.delete(name)) done.add(name);
  sessionStorage.setItem(KEY, JSON.stringify({ talk: talk(), steps: [...done] }));
  mark();
}

function words(step) {
  const copy = step.cloneNode(true);
  for (const sign of copy.querySelectorAll(".tick, .cite")) sign.remove();
  return copy.textContent.trim();
}

function mark() {
  const done = ticked();
  for (const tick of document.querySelectorAll("#chat a.tick")) {
    const is = String(done.has(tick.getAttribute("href")));
    if (tick.getAttribute("aria-checked") === is) continue;
    tick.setAttribute("role", "checkbox");
    tick.setAttribute("aria-checked", is);
    tick.setAttribute("aria-label", words(tick.parentElement));
  }
}

// The whole row is the target, but for its marks; and words may be chosen to be copied.
document.addEventListener("click", (tap) => {
  const tick = tap.target.closest("#chat .step")?.querySelector("a.tick");
  if (!tick || tap.target.closest("a.cite")) return;
  tap.preventDefault();
  if (tap.target.closest("a.tick") || getSelection().isCollapsed) toggle(tick);
});
document.addEventListener("keydown", (key) => {
  if (key.key !== " " || !key.target.matches?.("a.tick")) return;
  key.preventDefault();
  toggle(key.target);
});
document.addEventListener("shiftmate:forgotten", () => sessionStorage.removeItem(KEY));

whenThere("#chat", (chat) => {
  new MutationObserver(mark).observe(chat, { childList: true, subtree: true });
  mark();
});
