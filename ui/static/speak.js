// Asking by voice: hold the microphone while speaking, or tap it before and after. What was heard is
// put into the box to be looked at; nothing is sent by itself, and no recording is kept.
import { isThere } from "./api.js";
import { beside, propose, tray, typed } from "./box.js";
import { LONGEST, isHeard, isLent, recording, written } from "./recording.js";
import { button, make, put, say, whenThere } from "./say.js";
import { may } from "./whose.js";

const HELD = 500; // ms; who presses longer holds it while speaking

let state = "idle"; // → starting → listening → writing → idle
let recorded = null, pressed = 0, ticking = 0;
let microphone = null, place = null, told = null, offers = null;

function draw() {
  microphone = button("beside speak", "speak", () => {});
  microphone.id = "speak";
  place = tray("heard");
  told = make("p", "told");
  offers = make("div", "deeds");
  place.append(told, offers);
  beside(microphone);
  microphone.addEventListener("pointerdown", press);
  document.addEventListener("pointerup", release); // wherever the finger has gone meanwhile
  microphone.addEventListener("pointercancel", () => { if (state === "listening") cancel(); });
  microphone.addEventListener("contextmenu", (menu) => menu.preventDefault()); // a long press
  microphone.addEventListener("click", ({ detail }) => { if (detail === 0) toggle(); }); // by keys
}

// ---- The button --------------------------------------------------------------------------------------
function press(event) {
  if (event.button) return;
  pressed = 0;
  if (state === "listening") return finish();
  if (state !== "idle") return;
  pressed = performance.now();
  begin();
}

function release() {
  const isHeld = pressed && performance.now() - pressed > HELD;
  pressed = 0;
  if (isHeld && state === "listening") finish(); // else it goes on until the next tap
}

const toggle = () => state === "listening" ? finish() : state === "idle" && begin();

function become(next) {
  state = next;
  microphone.classList.toggle("on", next === "listening");
  microphone.setAttribute("aria-pressed", String(next === "listening"));
  put(microphone, [next === "listening" ? "speak_stop" : "speak"]);
  document.documentElement.classList.toggle("listening", next === "listening");
}

function tell(...parts) {
  place.hidden = parts.length === 0;
  put(told, ...parts);
  offers.replaceChildren();
}

// ---- Recording -----------------------------------------------------------------------------------------
async function begin() {
  if (!isLent()) return tell(["speech_https"]);
  if (!isThere()) return tell(["speech_network"]);
  become("starting");
  try {
    recorded = await recording();
  } catch {
    become("idle");
    return tell(["speech_denied"]);
  }
  become("listening");
  const begun = performance.now();
  const count = () => {
    const seconds = Math.floor((performance.now() - begun) / 1000);
    put(told, ["listening", { seconds }]);
    if (seconds >= LONGEST) finish();
  };
  tell(["listening", { seconds: 0 }]);
  offers.append(button("", "speak_cancel", cancel));
  ticking = setInterval(count, 1000);
}

function finish() {
  end("writing", ["writing_down"]);
  write(recorded.whole);
}

function cancel() {
  end("idle");
}

function end(next, ...parts) {
  clearInterval(ticking);
  become(next);
  tell(...parts);
  recorded.stop();
}

// ---- What was heard ------------------------------------------------------------------------------------
async function write(whole) {
  try {
    heard(await written(await whole));
  } catch (problem) {
    if (!problem.words) throw problem;
    tell(...problem.status === 0 ? [["speech_network"]] : [["speech_failed"], ...problem.words]);
  } finally {
    become("idle");
  }
}

function heard({ text, nothing_heard: isNothing, offers: codes }) {
  if (isNothing) return tell(["nothing_heard"]);
  const before = typed(), whole = (words) => before ? `${before} ${words}` : words;
  propose(whole(text));
  tell(["speech_heard"]);
  offers.append(...codes.map((one) => offer(one.code, whole(one.text))));
}

function offer(code, words) {
  const node = make("button", "offer", ...say("speech_offer", { code }));
  node.type = "button";
  node.addEventListener("click", () => { // its code is taken by this tap alone
    propose(words);
    node.remove();
  });
  return node;
}

// ---- Where somebody listens ------------------------------------------------------------------------------
document.addEventListener("click", ({ target }) => {
  if (place && state === "idle" && target.closest("#ask, #again, #fresh")) tell();
});
document.addEventListener("keydown", ({ key }) => { if (key === "Escape" && state === "listening") cancel(); });
document.addEventListener("visibilitychange", () => {
  if (document.hidden && state === "listening") cancel();
});

whenThere("#composer #ask", async () => {
  if (!may("docs:read")) return;
  if (await isHeard()) draw();
});
