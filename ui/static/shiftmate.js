// The chat: following the answer, examples, what is asked of, the conversation's name.
// Listens on the document, so that later messages need no wiring.
import { write } from "./box.js";
import { button, whenThere } from "./say.js";
import { keepScope, scopeBefore } from "./scope.js";
import { renewed, talk } from "./talk.js";

const root = document.documentElement;

// ---- Language ---------------------------------------------------------------------------------
const GRADIO_LOCALE = { zh: "zh-CN", en: "en" };

// Gradio has no switch of its own; its core module exports the function that makes one.
async function tellGradio() {
  const core = performance.getEntriesByType("resource")
    .map((entry) => entry.name)
    .find((name) => /\/assets\/core-[^/]*\.js/.test(name));
  if (core) (await import(core)).changeLocale(GRADIO_LOCALE[root.dataset.language]);
}

// An option can hold no spans for the style sheet to hide.
function labelOptions() {
  for (const option of document.querySelectorAll("#scope [data-en]")) {
    option.label = option.dataset[root.dataset.language];
  }
}

document.addEventListener("shiftmate:preference", ({ detail }) => {
  if (detail.kind !== "language") return;
  labelOptions();
  tellGradio();
});

// ---- What stays in sight while an answer grows -----------------------------------------------------
// The beginning of the newest turn: question, warnings, evidence. Who goes to the end follows the words;
// who goes anywhere else is left there.
const NEAR = 60; // pixels from the end that still count as "at the end"
const FAR = 2; // screens; of a finished answer nearer ones are a flick away
let kept = "turn", placed = 0, at = 0, sized = "";

const pane = () => document.querySelector("#chat [role='log']");
const below = (log) => log.scrollHeight - log.scrollTop - log.clientHeight;
const size = (log) => `${log.scrollHeight} ${log.clientHeight}`;
const anew = () => { kept = "turn"; };

const toEnd = button("", "to_end", () => {
  kept = "end";
  place(pane());
});
Object.assign(toEnd, { id: "to-end", hidden: true });

function offerEnd(log) {
  const far = log.querySelector(".running") ? NEAR : FAR * log.clientHeight;
  toEnd.hidden = below(log) < far;
}

document.addEventListener("scroll", ({ target }) => {
  if (target !== pane()) return;
  const isUp = target.scrollTop < at, isOurs = Math.abs(target.scrollTop - placed) < 2;
  const isLayout = size(target) !== sized;
  offerEnd(target); // takes room itself
  [at, sized] = [target.scrollTop, size(target)];
  if (!isOurs && !isLayout) kept = !isUp && below(target) < NEAR ? "end" : null;
}, true); // scrolling does not bubble

function place(log) {
  if (kept) log.scrollTop = kept === "end" ? log.scrollHeight : beginning(log);
  offerEnd(log);
  [placed, at, sized] = [log.scrollTop, log.scrollTop, size(log)];
}

// Of what follows the newest question, which sticks to the top.
function beginning(log) {
  const question = [...log.querySelectorAll(".user-row")].at(-1), reply = question?.nextElementSibling;
  if (!reply) return log.scrollHeight;
  const top = log.scrollTop + reply.getBoundingClientRect().top - log.getBoundingClientRect().top;
  return top - question.offsetHeight - 12;
}

function followChat(chat) {
  chat.after(toEnd);
  const settle = () => {
    const log = pane();
    if (!log) return;
    showRated(log);
    place(log);
    // Gradio repeats the source of each message as its label: screen readers would read markup.
    for (const said of log.querySelectorAll("[data-testid][aria-label]")) {
      said.removeAttribute("aria-label");
    }
    log.setAttribute("aria-labelledby", "talk-name");
  };
  new MutationObserver(settle).observe(chat, {
    childList: true, subtree: true, characterData: true,
  });
}

// ---- Taps -----------------------------------------------------------------------------------------
const actions = [
  ["a[href^='#rate-']", (link, tap) => {
    tap.preventDefault();
    link.closest(".rating").classList.add("rated");
    keepRated(turnOf(link));
    document.dispatchEvent(new CustomEvent("shiftmate:rate", { detail: link.getAttribute("href") }));
  }],
  ["#welcome .example", (button) => ask(button, "#question", "#ask")],
  ["#history .example", (button) => ask(button, "#history-question", "#history-ask")],
  ["#ask, #again", anew],
  ["#fresh", () => { anew(); begunAnew(); }],
];

document.addEventListener("click", (tap) => {
  for (const [where, act] of actions) {
    const target = tap.target.closest(where);
    if (target) return act(target, tap);
  }
});

document.addEventListener("keydown", (key) => {
  if (key.key === "Enter" && key.target.closest("#question")) anew();
});

// Asks what stands on the button, in the words that are shown.
function ask(button, box, send) {
  write(box, button.innerText.trim());
  requestAnimationFrame(() => document.querySelector(send).click());
}

// ---- What has been rated, which a reload does not take back ------------------------------------------
const RATED = "shiftmate.rated";
const turnOf = (link) => Number(/^#rate-(\d+)-/.exec(link.getAttribute("href"))[1]);

function ratedTurns() {
  const before = JSON.parse(sessionStorage.getItem(RATED) ?? "null");
  return before?.talk === talk() ? before.turns : [];
}

function keepRated(turn) {
  sessionStorage.setItem(RATED, JSON.stringify({ talk: talk(), turns: [...ratedTurns(), turn] }));
}

function showRated(log) {
  const turns = ratedTurns();
  if (!turns.length) return;
  for (const link of log.querySelectorAll(".rating:not(.rated) > a[href^='#rate-']")) {
    if (turns.includes(turnOf(link))) link.parentElement.classList.add("rated");
  }
}

// ---- The conversation's name ------------------------------------------------------------------------
const tellName = () => write("#talk-id", talk());

// Another conversation has another name; the service is told to forget this one by it first.
function begunAnew() {
  if (!document.querySelector("#chat .asked")) return;
  const emptied = new MutationObserver(() => {
    if (document.querySelector("#chat .asked")) return;
    emptied.disconnect();
    document.dispatchEvent(new CustomEvent("shiftmate:forgotten", { detail: talk() }));
    renewed();
    tellName();
  });
  emptied.observe(document.querySelector("#talk"), { childList: true, subtree: true });
}

// ---- What the question is asked of --------------------------------------------------------------------
let chosen = scopeBefore();

function choose(select) {
  chosen = select.value;
  keepScope(chosen);
  tellChosen();
}

function tellChosen() {
  const told = document.querySelector("#chosen :is(textarea, input)");
  if (told && told.value !== chosen) write("#chosen", chosen);
}

// The list is drawn anew when the library changes; what was chosen stays, if it is still there.
function keepChoice(scope) {
  const select = scope.querySelector("select");
  if (!select) return;
  labelOptions();
  select.value = [...select.options].some((option) => option.value === chosen) ? chosen : "";
  if (select.value !== chosen) choose(select);
  tellChosen();
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("#scope select")) choose(target);
});

// What is opened is seen, were it behind the question box.
document.addEventListener("toggle", ({ target }) => { // does not bubble
  if (target.open && target.closest("#chat")) target.scrollIntoView({ block: "nearest" });
}, true);

document.addEventListener("error", ({ target }) => { // does not bubble
  target.closest?.(".strip")?.classList.add("missing");
}, true);

// ---- Once Gradio has drawn the page -------------------------------------------------------------------
whenThere("#chat", followChat);
whenThere("#talk-id :is(textarea, input)", tellName);
whenThere("#scope", (scope) => {
  new MutationObserver(() => keepChoice(scope)).observe(scope, { childList: true, subtree: true });
  keepChoice(scope);
});
whenThere("#top .languages", tellGradio);
whenThere("body", (body) => {
  // The palettes are tokens.css's, checked for contrast: Gradio's dark one would change half.
  const light = () => body.classList.remove("dark");
  new MutationObserver(light).observe(body, { attributeFilter: ["class"] });
  light();
});
