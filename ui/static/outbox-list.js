// The outbox as people see it: a badge in the bar on top, and its rows wherever there is a place.
import { isThere } from "./api.js";
import { discard, entries, flush, reword, seen } from "./outbox.js";
import { button, keep, make, put, say, whenThere } from "./say.js";
import { warning } from "./signal.js";

const SIGNS = { waiting: "…", sending: "↑", sent: "✓", refused: "!" };

// An answer that nobody has looked at.
const isNews = ({ state, kind, seen }) => state === "sent" && kind === "question" && !seen;

// ---- The badge --------------------------------------------------------------------------------------
// The one thing that matters most: a refusal, then no network, then what waits, then what came back.
function badge(mine) {
  const count = (state) => mine.filter((entry) => entry.state === state).length;
  const waiting = count("waiting") + count("sending");
  const answers = mine.filter(isNews).length;
  const told = [
    ["refused", count("refused") > 0, ["badge_refused", { count: count("refused") }]],
    ["waiting", waiting > 0, ["badge_waiting", { count: waiting }]],
    ["offline", !isThere(), ["badge_offline"]],
    ["sent", answers > 0, ["badge_sent", { count: answers }]],
  ].find(([, applies]) => applies);
  const node = document.querySelector("#outbox-open");
  node.hidden = !told;
  if (!told) return;
  node.dataset.state = told[0];
  put(node, told[2]);
}

// ---- The rows ---------------------------------------------------------------------------------------
function create(entry) {
  const node = make("li", "card entry");
  const again = button("again", "send_now", () => flush({ again: true }));
  const edit = entry.page ? make("a", "button edit", ...say("edit"))
    : button("edit", "edit", () => open(node, true));
  if (entry.page) edit.href = `${entry.page}?entry=${encodeURIComponent(entry.id)}`;
  const drop = button("drop", "discard", () => node.classList.add("asking"));
  const clear = button("clear", "dismiss", () => discard(entry.id));
  const sure = make("div", "sure", make("p", "", ...say("discard_sure")), make("div", "deeds",
    button("no", "remove_no", () => node.classList.remove("asking")),
    button("yes", "discard", () => discard(entry.id))));
  const box = make("textarea"), form = make("div", "edit-form", box, make("div", "deeds",
    button("primary", "save", () => save(node, box.value)),
    button("", "cancel", () => open(node, false))));
  form.hidden = true;
  box.rows = 3;
  node.slots = {
    head: make("p", "head"), title: make("p", "title"), reason: make("p", "reason"),
    answer: make("div", "answer"), deeds: make("div", "deeds", again, edit, drop, clear), form, box,
    again, edit, drop, clear,
  };
  const { head, title, reason, answer, deeds } = node.slots;
  node.append(head, title, reason, answer, form, deeds, sure);
  return node;
}

function update(node, entry) {
  const { head, title, reason, answer, again, edit, drop, clear } = node.slots;
  const state = entry.state === "waiting" ? waitingFor(entry) : `state_${entry.state}`;
  const time = { en: clock(entry.made_at, "en-GB"), zh: clock(entry.made_at, "zh-CN") };
  node.dataset.state = entry.state;
  node.entry = entry;
  put(head, `${SIGNS[entry.state]} `, [`kind_${entry.kind}`], " · ", [state], " · ", time);
  put(title, entry.title);
  reason.hidden = !entry.reason;
  if (entry.reason) put(reason, ...entry.reason);
  showAnswer(answer, entry);
  const open = entry.state === "waiting" || entry.state === "refused";
  again.hidden = entry.state !== "waiting";
  drop.hidden = !open;
  clear.hidden = entry.state !== "sent";
  edit.hidden = !open || !(entry.page || entry.kind === "question");
}

function waitingFor(entry) {
  if (entry.needs === "sign-in") return "state_sign_in";
  return isThere() ? "state_queued" : "state_waiting";
}

const clock = (moment, locale) => new Date(moment).toLocaleString(locale, {
  month: "short", day: "numeric", hour: "2-digit", minute: "2-digit",
});

function open(node, shown) {
  node.slots.form.hidden = !shown;
  if (!shown) return;
  node.slots.box.value = node.entry.title;
  node.slots.box.setAttribute("aria-label", node.entry.title);
  node.slots.box.focus();
}

async function save(node, words) {
  const { body, id } = node.entry;
  if (!words.trim()) return;
  const messages = [{ role: "user", content: words.trim() }];
  await reword(id, { title: words.trim(), body: { ...body, messages } });
}

// ---- Answers ----------------------------------------------------------------------------------------
// A question's: warnings first, then the words, then the pages they stand on.
function showAnswer(place, { kind, state, answer }) {
  place.hidden = kind !== "question" || state !== "sent" || !answer;
  if (place.hidden || place.firstChild) return;
  const message = answer.choices?.[0]?.message ?? {};
  for (const block of answer.safety ?? []) {
    place.append(warning(block));
  }
  if (answer.refused) place.append(make("p", "heading", ...say("refused")));
  for (const line of (message.content ?? "").split("\n")) {
    if (line.trim()) place.append(sentence(line, answer.citations ?? []));
  }
  const list = make("ul", "sources", ...(answer.citations ?? []).map(source));
  if (list.firstChild) place.append(list);
}

// The manuals' own words stand as a quotation; a mark leads to its page.
function sentence(line, citations) {
  const [, sign, words] = /^\s*(>?)\s?(.*)$/s.exec(line);
  const parts = words.replaceAll("**", "").split(/(\[\d+\])/).map((part) => {
    const one = citations.find(({ marker, image_url: picture }) => picture && part === `[${marker}]`);
    return one ? Object.assign(make("a", "", part), { href: one.image_url, target: "_blank" }) : part;
  });
  return make("p", sign && "quote", ...parts);
}

function source({ marker, title, file_name: file, page, image_url: picture }) {
  const words = [`[${marker}] ${title || file}`];
  const link = make(picture ? "a" : "span", "", ...words, ...(page ? [" · ", ...say("page", { page })] : []));
  if (picture) Object.assign(link, { href: picture, target: "_blank" });
  return make("li", "", link);
}

// ---- Drawing ------------------------------------------------------------------------------------------
function show(place, { mine, others }) {
  const list = place.querySelector("ul.rows") ?? place.appendChild(make("ul", "rows"));
  const none = place.querySelector(".none") ?? place.appendChild(make("p", "none"));
  const theirs = place.querySelector(".others") ?? place.appendChild(make("p", "others"));
  keep(list, [...mine].reverse(), (entry) => entry.id, create, update);
  put(none, ["outbox_empty"]);
  none.hidden = mine.length > 0;
  theirs.hidden = !others;
  put(theirs, ["outbox_others", { count: others }]);
}

// What is in sight is no news any more.
async function look(mine) {
  const inSight = document.querySelector("#outbox:popover-open, main [data-outbox]");
  if (!inSight || document.hidden) return;
  for (const entry of mine.filter(isNews)) await seen(entry.id);
}

async function draw() {
  const every = await entries();
  look(every.mine);
  if (document.querySelector("#outbox-open")) badge(every.mine);
  for (const place of document.querySelectorAll("[data-outbox]")) show(place, every);
}

document.addEventListener("shiftmate:outbox", draw);
document.addEventListener("shiftmate:network", draw);
document.addEventListener("toggle", ({ target }) => { if (target.id === "outbox") draw(); }, true);
whenThere("#outbox-open", draw);
draw();
