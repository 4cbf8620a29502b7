// /report: what happened becomes a report. From a conversation (?conversation=NAME), of a machine
// (?machine=TAG), again from the outbox (?entry=ID) or what was sent back (?report=ID), or from nothing.
//
// It goes to the outbox whole, photos and all, and from there as one request, once; without network
// later. Whatever is typed survives a reload.
import { ask, Problem } from "./api.js";
import { keepDraft } from "./keep.js";
import { keepPhoto, photosOf } from "./kept-photos.js";
import { add, discard, entry, flush } from "./outbox.js";
import {
  asLocal, asReport, drawn, fill, fillWhole, madeOf, mark, missing, partsIn, partsOf, set, setMade,
  setParts, shown,
} from "./report-form.js";
import { partsOfForm } from "./report-parts.js";
import { photosOfForm } from "./report-photos.js";
import { speaking } from "./report-speech.js";
import { button, make, put, say } from "./say.js";
import { handed } from "./talk.js";
import { settle, whose } from "./whose.js";

const form = document.querySelector("#report"), after = document.querySelector("#report-after");
const asked = new URLSearchParams(location.search);
const name = asked.get("report") ?? asked.get("entry") ?? asked.get("conversation") ?? "";
const places = drawn(form);
const tags = new Map(); // how a machine is called, in lower case → its tag

// ---- Where it begins -----------------------------------------------------------------------------
async function machines() {
  const { assets } = await ask("/v1/assets").catch(() => ({ assets: [] }));
  for (const one of assets) {
    for (const called of [one.tag, ...one.aliases]) tags.set(called.toLowerCase(), one.tag);
    const option = make("option");
    option.value = one.tag;
    option.label = [one.name_en, one.name_zh].filter(Boolean).join(" · ");
    form.querySelector("#rep-machines").append(option);
  }
}

const tagOf = () => tags.get(form.elements.machine.value.trim().toLowerCase());

async function fromTalk() {
  const talk = await handed(asked.get("conversation"));
  const said = (talk?.messages ?? []).filter(({ role }) => role === "user").slice(-40);
  if (!said.length) return put(places.status, ["rep_talk_gone"]);
  if (talk.machine) fill(form, { machine: talk.machine });
  if (madeOf(form)) return; // after a reload
  const pages = talk.messages.flatMap((one) => one.pages ?? []);
  set(form, "note", said.map(({ content }) => content).join("\n").slice(0, 10_000));
  await make_it({ messages: said, pages, id: talk.id });
}

async function fromKept() {
  if (asked.has("report")) {
    const report = await ask(`/v1/reports/${encodeURIComponent(asked.get("report"))}`);
    if (!before_typed) fillWhole(form, report);
    form.elements.note.readOnly = report.reported_text !== null;
    put(places.status, ...(report.decision_reason ? [["rep_reason", { reason: report.decision_reason }], " "] : []),
      ["rep_note_kept"]);
    return report;
  }
  const one = await entry(asked.get("entry"));
  if (!one || one.owner.id !== whose()?.id || !one.form) return null;
  if (!before_typed) fillWhole(form, JSON.parse(one.form[0][1]));
  if (!(await photosOf(name)).length) {
    for (const [kind, blob] of one.form) if (kind === "photos") await keepPhoto(blob, name);
  }
  if (one.reason) put(places.trouble, ...one.reason);
  return null;
}

// ---- The note becomes fields ------------------------------------------------------------------------
async function make_it(talk = null) {
  const note = form.elements.note.value.trim();
  if (!note) return form.elements.note.focus();
  put(places.status, ["rep_filling"]);
  const maker = places.make.querySelector("button");
  maker.disabled = true;
  const body = talk
    ? { messages: talk.messages.map(({ role, content }) => ({ role, content })), conversation_id: talk.id }
    : { note };
  try {
    take(await drafted(body), talk);
    put(places.status, ["rep_filled"]);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    take({ report: {}, evidence: {}, questions: [] }, talk);
    put(places.status, ...(problem.status ? problem.words : [["rep_filled_offline"]]));
  }
  maker.disabled = false;
  put(maker, ["rep_fill_again"]);
}

// "7:40" is by this device's clock. A zone that the service has not heard of is left out.
async function drafted(body) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const sent = (body) => ask("/v1/reports/draft", { method: "POST", body, patience: 60_000 });
  try {
    return await sent(zone ? { ...body, zone } : body);
  } catch (problem) {
    if (!problem.errors?.some(({ pointer }) => pointer.endsWith("/zone"))) throw problem;
    return sent(body);
  }
}

const beginning = (note) => note.trim().split(/[\n!?。！？]|\.(?=\s|$)/)[0].trim().slice(0, 120);

function take(draft, talk) {
  const before = madeOf(form), note = form.elements.note.value.trim();
  const said = draft.symptom ?? draft.fault_codes?.join(", ") ?? beginning(note);
  const told = { ...shown(draft.report), description: "", title: said.trim().slice(0, 120) };
  const now = form.dataset.now ?? asLocal(Date.now());
  fill(form, { ...told, detected: draft.occurred_at ? asLocal(draft.occurred_at) : now },
    { ...before?.shown, detected: before?.now ?? before?.shown.detected ?? form.dataset.now });
  if (!partsOf(form).length) setParts(form, partsIn(draft.report));
  setMade(form, {
    report: draft.report, evidence: draft.evidence, questions: askedBack(draft), talk: talk?.id ?? null,
    pages: talk?.pages ?? [], either: draft.occurred_either ?? [], now: draft.occurred_at ? null : now,
    shown: { ...told, ...(draft.occurred_at ? { detected: asLocal(draft.occurred_at) } : {}) },
  });
  form.classList.add("checked");
  show();
}

// The service asks in this order: about another fault, the machine, what was seen or how it stands, when.
function askedBack({ questions, report, ...draft }) {
  const isSeen = draft.symptom || draft.fault_codes?.length;
  const about = draft.nothing_reported ? [] : [
    draft.also_mentioned?.length && "another fault", !draft.equipment && "machine", !isSeen && "title",
    isSeen && !report.failure_impact && "impact", draft.reported_at && !draft.occurred_at && "moment",
  ].filter(Boolean).slice(0, questions.length);
  const isSure = about.length === questions.length; // else one is about something else
  return questions.slice(0, 2).map((words, place) => ({ words, field: isSure ? about[place] : "" }));
}

const isOpen = ({ field }) => field === "moment" ? form.elements.detected.value === madeOf(form).now
  : !["machine", "title", "impact"].includes(field) || !form.elements[field].value;

// What is asked back and not answered yet.
function showAsked() {
  const open = (madeOf(form)?.questions ?? []).filter(isOpen);
  const heading = open.length > 1 ? "rep_questions" : "rep_question";
  places.asked.replaceChildren(...(open.length ? [make("div", "card asked", make("h2", "", ...say(heading)),
    make("ul", "", ...open.map((one) => make("li", "", one.words ?? one))))] : []));
}

// And the pages of the conversation.
function show() {
  const made = madeOf(form), behind = places.behind;
  form.classList.toggle("checked", form.classList.contains("checked") || made !== null);
  mark(form);
  showAsked();
  behind.replaceChildren();
  if (!made) return;
  if (made.talk) {
    const back = make("a", "button", ...say("rep_back"));
    back.href = "/";
    behind.append(make("p", "", back));
  }
  const seen = new Map(made.pages.map((one) => [`${one.document_id} ${one.page}`, one]));
  if (seen.size) {
    behind.append(make("details", "card", make("summary", "", ...say("rep_pages")),
      make("ul", "", ...[...seen.values()].slice(0, 12).map(page))));
  }
}

function page({ title, file_name: file, page: number, picture }) {
  const words = [`${title || file} `, ...(number ? say("page", { page: number }) : [])];
  const link = make(picture ? "a" : "span", "", ...words);
  if (picture) Object.assign(link, { href: picture, target: "_blank" });
  return make("li", "", link);
}

// ---- Sending ------------------------------------------------------------------------------------------
async function send() {
  form.classList.add("checked");
  if (!form.elements.title.value.trim()) set(form, "title", beginning(form.elements.note.value));
  mark(form);
  const [first] = missing(form);
  if (first) {
    const node = form.querySelector(`[data-field=${first}]`);
    node.querySelector("input:not([hidden]), textarea, select").focus();
    return node.scrollIntoView({ block: "center" });
  }
  put(places.trouble);
  const button_ = form.querySelector(".send");
  button_.disabled = true;
  try {
    if (kept) await resend(asReport(form, tags));
    else await sendNew(asReport(form, tags));
  } catch (problem) {
    put(places.trouble, ...(problem.words ?? [["keep_failed"]]));
  }
  button_.disabled = false;
}

async function sendNew(report) {
  const body = JSON.stringify(report);
  if (asked.has("entry")) await discard(name);
  const { id } = await add({
    kind: "report", title: report.title, path: "/v1/reports/submit", page: "/report",
    form: [["report", body], ...blobs().map((blob, place) => ["photos", blob, `${place + 1}.jpg`])],
  });
  await over();
  outcome(id);
}

const blobs = () => photos?.blobs() ?? [];

// What the form held is in the outbox, or with the service.
async function over() {
  draft.clear();
  await photos?.clear();
  form.hidden = true;
  after.hidden = false;
}

async function outcome(id) {
  const one = await entry(id);
  if (!one) return;
  if (one.state === "sent") {
    document.removeEventListener("shiftmate:outbox", again);
    return done(one.answer);
  }
  const key = { refused: "rep_refused", sending: "rep_sending" }[one.state]
    ?? (one.reason || one.needs || !navigator.onLine ? "rep_kept" : "rep_sending");
  const edit = make("a", "button", ...say("rep_edit"));
  edit.href = `/report?entry=${id}`;
  const told = make("p", one.state === "refused" ? "trouble" : "big-news", ...say(key));
  const reason = make("p");
  if (one.state === "refused") put(reason, ...one.reason);
  const links = one.state === "refused" ? [edit] : key === "rep_kept" ? [link("/reports", "rep_see"), another()] : [];
  after.dataset.state = one.state === "waiting" && key === "rep_kept" ? "kept" : one.state;
  after.replaceChildren(told, reason, make("div", "deeds", ...links));
  document.addEventListener("shiftmate:outbox", again);
  waiting = id;
}
let waiting = "";
const again = () => outcome(waiting);

function done({ number }) {
  after.dataset.state = "sent";
  after.replaceChildren(make("p", "big-news", ...say("rep_sent", { number })),
    make("div", "deeds", link(`/reports/${encodeURIComponent(number)}`, "rep_see"), another()));
  after.focus();
}

const another = () => link("/report", "rep_another");

function link(address, key) {
  return Object.assign(make("a", "button", ...say(key)), { href: address });
}

// What was sent back: taken up, changed, and sent again, each to the version that was read.
async function resend(report) {
  const at = `/v1/reports/${kept.id}`;
  const { source, reported_text: words, ai, language, ...changes } = report;
  const step = async (to) => {
    kept = await ask(`${at}/transitions`, { method: "POST", body: { to }, version: `"${kept.version}"` });
  };
  if (kept.status !== "draft") await step("draft");
  if (kept.reported_text === null) Object.assign(changes, { reported_text: words });
  if (kept.language === null) Object.assign(changes, { language });
  kept = await ask(at, { method: "PATCH", body: changes, version: `"${kept.version}"` });
  for (const blob of blobs()) {
    const body = new FormData();
    body.append("photo", blob, "photo.jpg");
    await ask(`${at}/photos`, { method: "POST", body });
  }
  await step("submitted");
  await over();
  done(kept);
}

// ---- Start -------------------------------------------------------------------------------------------
places.make.append(button("", "rep_fill", () => make_it().then(offerParts)));
await settle();
const draft = keepDraft(form, `report ${name}`);
const before_typed = Boolean(form.elements.note.value);
let kept = null;
form.addEventListener("input", () => mark(form));
form.addEventListener("change", () => {
  mark(form);
  showAsked();
});
form.addEventListener("keydown", (event) => { // Enter in a line sends nothing
  if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
const offerParts = partsOfForm(form, places.parts, tagOf);
if (!form.elements.detected.value && !asked.has("report") && !asked.has("entry")) {
  form.dataset.now = asLocal(Date.now());
  set(form, "detected", form.dataset.now);
}
show();
const listed = machines();
if (asked.has("machine")) fill(form, { machine: asked.get("machine") });
if (asked.has("report") || asked.has("entry")) {
  try {
    kept = await fromKept();
    form.classList.add("checked");
    mark(form);
  } catch (problem) {
    put(places.trouble, ...problem.words);
  }
}
const photos = await photosOfForm(places.photos, [name || "report"], kept?.id ?? null).catch(() => null);
if (asked.has("conversation")) await fromTalk();
speaking(places.speech, form.elements.note);
await listed;
offerParts();
form.dataset.ready = "true";
flush();
