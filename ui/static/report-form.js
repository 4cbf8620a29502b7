// The form of a report: its fields, what is missing, and the report that they make.
import { asLocal, follow, proposal, stoodSince } from "./report-proposed.js";
import { asked, isOpen, offer } from "./report-when.js";
import { make, plain, put, say } from "./say.js";

export { asLocal } from "./report-proposed.js";

const HAZARDS = ["electrical", "moving_parts", "pressure", "hydraulic", "pneumatic", "gravity_stored",
  "thermal", "chemical", "fire_explosion", "radiation", "height", "other"];
const PRIORITIES = ["urgent", "high", "medium", "low"];
const CATEGORIES = ["corrective_immediate", "corrective_deferred", "preventive_predetermined",
  "preventive_condition_based", "improvement"];
const LONGEST = { title: 120, machine: 200, note: 10_000, description: 10_000, done: 9_000, codes: 400 };
// Which of a draft's fields stand behind a field of the form, the first that has words.
const BEHIND = {
  machine: ["equipment_id", "equipment"], title: ["symptom"], impact: ["failure_impact"],
  codes: ["fault_codes"], done: ["actions_taken"], minutes: ["downtime_minutes"],
  detected: ["reported_at"], since: ["reported_at"], parts: ["parts_used", "parts_needed"],
};

// ---- Parts of it -----------------------------------------------------------------------------------
function field(name, key, input) {
  const label = make("label", "", ...say(key));
  label.htmlFor = input.id = `rep-${name}`;
  input.name = name;
  if (LONGEST[name]) input.maxLength = LONGEST[name];
  return described(make("div", "field", label, input), name, input);
}

// Where the value comes from, and that it is missing; read out with the field.
function described(node, name, input) {
  const missing = make("p", "missing", ...say("rep_missing")), from = make("p", "from small");
  missing.id = `missing-${name}`;
  from.id = `from-${name}`;
  missing.hidden = from.hidden = true;
  input.setAttribute("aria-describedby", `${missing.id} ${from.id}`);
  node.dataset.field = name;
  node.firstChild.after(missing); // seen before the field itself
  node.append(from);
  return node;
}

function choices(name, key, options, type = "radio") {
  const legend = make("legend", "", ...say(key));
  const big = options.map(([value, words]) => {
    const input = Object.assign(make("input"), { type, name, value });
    return make("label", "big", input, make("span", "", ...say(words)));
  });
  const set = make("fieldset", "field choices", legend, make("div", "bigs", ...big));
  return described(set, name, set);
}

// What can hold no spans is written anew when the language changes.
function speakHints(form) {
  for (const box of form.querySelectorAll("[data-hint]")) box.placeholder = plain(box.dataset.hint);
}

const area = (rows, hint) => {
  const node = Object.assign(make("textarea"), { rows });
  if (hint) node.dataset.hint = hint;
  return node;
};
const line = (type, more = {}) => Object.assign(make("input"), { type, ...more });

function hidden(name) { // kept over a reload like whatever is typed
  return Object.assign(make("input"), { type: "text", name, hidden: true, tabIndex: -1, ariaHidden: "true" });
}

// Returns the places where other modules put their parts.
export function drawn(form) {
  const place = (name) => Object.assign(make("div"), { id: `rep-${name}` });
  const machine = field("machine", "rep_machine", line("text"));
  const list = Object.assign(make("datalist"), { id: "rep-machines" });
  machine.querySelector("input").setAttribute("list", list.id);
  machine.querySelector("input").dataset.hint = "rep_machine_hint";
  const parts = described(make("section", "field", make("h2", "", ...say("rep_parts")), place("parts")),
    "parts", make("p"));
  const status = Object.assign(make("p", "status"), { id: "rep-status" });
  status.setAttribute("role", "status");
  const more = make("details", "card", make("summary", "", ...say("rep_more")),
    field("minutes", "rep_minutes", line("number", { min: 0, max: 10_000_000, step: 1, inputMode: "numeric" })),
    choices("priority", "rep_priority", PRIORITIES.map((one) => [one, `rep_${one}`])),
    choices("category", "rep_category", CATEGORIES.map((one) => [one, `rep_${one}`])));
  more.id = "rep-more";
  const fields = make("div", "fields",
    choices("impact", "rep_impact", ["critical", "degraded", "incipient"].map((one) => [one, `rep_${one}`])),
    choices("safety", "rep_safety", [["no", "rep_safe"], ["yes", "rep_unsafe"]]),
    choices("hazards", "rep_hazards", HAZARDS.map((one) => [one, `hazard_${one}`]), "checkbox"),
    make("section", "field", make("h2", "", ...say("rep_photos")), place("photos")),
    machine, list,
    field("title", "rep_title", line("text")),
    field("detected", "rep_detected", line("datetime-local")),
    field("since", "rep_since", line("datetime-local")),
    field("codes", "rep_codes", line("text")),
    field("done", "rep_done", area(3, "rep_done_hint")),
    field("description", "rep_description", area(3)),
    parts, place("behind"), more);
  const send = make("button", "primary send", ...say("rep_send"));
  send.type = "submit";
  form.append(
    field("note", "rep_note", area(3, "rep_note_hint")),
    make("div", "deeds", place("make"), place("speech"), status), place("asked"),
    fields, hidden("parts"), hidden("made"), place("trouble"), make("div", "sending", send));
  form.elements.priority.value = "medium";
  form.elements.category.value = CATEGORIES[0];
  speakHints(form);
  document.addEventListener("shiftmate:preference", () => speakHints(form));
  return Object.fromEntries(
    ["make", "speech", "asked", "photos", "parts", "behind", "trouble", "status"].map(
      (name) => [name, form.querySelector(`#rep-${name}`)]),
  );
}

// ---- Values ----------------------------------------------------------------------------------------
const text = (form, name) => form.elements[name].value.trim();

export const partsOf = (form) => JSON.parse(form.elements.parts.value || "[]");

export function setParts(form, parts) {
  form.elements.parts.value = parts.length ? JSON.stringify(parts) : "";
  form.elements.parts.dispatchEvent(new Event("input", { bubbles: true }));
}

export const madeOf = (form) => JSON.parse(form.elements.made.value || "null");

export const setMade = (form, made) => {
  form.elements.made.value = made ? JSON.stringify(made) : "";
  form.elements.made.dispatchEvent(new Event("input", { bubbles: true }));
};

export function set(form, name, value) {
  const places = form.querySelectorAll(`[name="${name}"]`);
  for (const one of places) {
    if (["radio", "checkbox"].includes(one.type)) one.checked = [value].flat().includes(one.value);
    else one.value = value ?? "";
  }
  places[0].dispatchEvent(new Event("input", { bubbles: true }));
}

// What a report, kept or drafted, says in the fields of the form.
export function shown(report) {
  const actions = report.actions ?? [];
  return {
    machine: report.asset_id ?? report.asset_text ?? "",
    title: report.title ?? "",
    description: report.description === report.reported_text ? "" : report.description ?? "",
    impact: report.failure_impact ?? "",
    codes: (report.fault_codes ?? []).join(", "),
    done: actions.map((one) => one.text).filter(Boolean).join("\n"),
    minutes: report.downtime_minutes == null ? "" : String(report.downtime_minutes),
  };
}

export function partsIn(report) {
  return [
    ...(report.actions ?? []).flatMap((one) => one.parts ?? []),
    ...(report.parts_needed ?? []).map((one) => ({ ...one, needed: true })),
  ];
}

// Fields that somebody has written into stay as they are.
export function fill(form, values, before = {}) {
  for (const [name, value] of Object.entries(values)) {
    const now = form.elements[name].value;
    if (value && (!now || now === (before[name] ?? ""))) set(form, name, value);
  }
}

// All of a report that is to be changed.
export function fillWhole(form, report) {
  for (const [name, value] of Object.entries(shown(report))) set(form, name, value);
  set(form, "note", report.reported_text);
  if (report.safety_relevant != null) set(form, "safety", report.safety_relevant ? "yes" : "no");
  set(form, "hazards", report.hazards ?? []);
  set(form, "detected", report.detected_at ? asLocal(report.detected_at) : "");
  set(form, "since", report.malfunction_start ? asLocal(report.malfunction_start) : "");
  set(form, "priority", report.priority ?? "medium");
  set(form, "category", report.work_category ?? CATEGORIES[0]);
  setParts(form, partsIn(report));
}

// ---- What is missing, and where the rest is from --------------------------------------------------------
export function missing(form) {
  const hazards = form.querySelectorAll("[name=hazards]:checked").length;
  return [
    ...["note", "impact", "safety"].filter((name) => !text(form, name)),
    ...(form.elements.safety.value === "yes" && !hazards ? ["hazards"] : []),
    ...["machine", "title", "detected"].filter((name) => !text(form, name)),
  ];
}

export function mark(form) {
  const isMarked = form.classList.contains("checked"), gone = isMarked ? missing(form) : [];
  const made = madeOf(form);
  follow(form, made);
  showMinutes(form);
  offer(form, made, (one) => chosen(form, one));
  for (const node of form.querySelectorAll("[data-field]")) {
    const { field: name } = node.dataset;
    node.querySelector(".missing").hidden = !gone.includes(name);
    for (const one of node.querySelectorAll("input, textarea")) {
      one.setAttribute("aria-invalid", String(gone.includes(name)));
    }
    const from = node.querySelector(".from"), where = source(form, name, made);
    from.hidden = !where;
    from.classList.toggle("open", Boolean(where?.[0].startsWith("rep_said")));
    if (where) put(from, where);
  }
  form.querySelector("[data-field=hazards]").hidden = form.elements.safety.value !== "yes";
  form.querySelector("[data-field=since]").hidden = form.elements.impact.value !== "critical";
}

// What a note or a report says of the standstill is seen without opening "More".
function showMinutes(form) {
  const minutes = form.querySelector("#rep-more [data-field=minutes]");
  const isTyped = minutes?.contains(document.activeElement); // a field that moves loses its cursor
  if (minutes && form.elements.minutes.value && !isTyped) form.querySelector("[data-field=since]").after(minutes);
}

// Which of two moments the words meant.
function chosen(form, { at, precision }) {
  const made = madeOf(form), detected = asLocal(at);
  setMade(form, {
    ...made, now: null, shown: { ...made.shown, detected },
    report: { ...made.report, occurred_at: at, occurred_precision: precision },
  });
  set(form, "detected", detected);
  form.elements.detected.dispatchEvent(new Event("change", { bubbles: true }));
}

function source(form, name, made) {
  const now = form.elements[name]?.value;
  if (["detected", "since"].includes(name) && isOpen(form, made)) return asked(made);
  if (name === "detected" && now && now === (made?.now ?? form.dataset.now)) return ["rep_from_now"];
  const from = proposal(form, name, made);
  if (from) return from;
  if (!made || !form.elements[name]) return null;
  if (name === "since") return words(made, name);
  if (name === "parts") return words(made, name);
  if (!now || !(name in made.shown)) return null;
  return now === made.shown[name] ? words(made, name) : ["rep_from_you"];
}

function words(made, name) {
  const found = (BEHIND[name] ?? []).flatMap((one) => made.evidence[one] ?? []);
  if (!found.length) return null;
  const said = [...new Set(found.map((one) => one.text))].join(" … ").slice(0, 160);
  const number = found[0].message + 1;
  return made.talk ? ["rep_from_talk", { number, words: said }] : ["rep_from_note", { words: said }];
}

// ---- The report -------------------------------------------------------------------------------------
const isChinese = (words) => /[\u4e00-\u9fff]/.test(words);

export function asReport(form, tags) {
  const made = madeOf(form), before = made?.report ?? {}, note = form.elements.note.value;
  const machine = text(form, "machine"), impact = form.elements.impact.value;
  const detected = new Date(form.elements.detected.value).toISOString();
  const isBreakdown = impact === "critical";
  const report = {
    ...before,
    source: made ? (made.talk ? "chat" : "note") : "form",
    reported_text: note,
    language: before.language ?? (isChinese(note) ? "zh" : "en"),
    title: text(form, "title"),
    description: text(form, "description") || note,
    asset_id: tags.get(machine.toLowerCase()) ?? null,
    asset_text: machine,
    work_category: form.elements.category.value,
    priority: form.elements.priority.value,
    detected_at: detected,
    failure_impact: impact,
    is_breakdown: isBreakdown,
    malfunction_start: isBreakdown ? stoodSince(form, made) : null,
    safety_relevant: form.elements.safety.value === "yes",
    hazards: form.elements.safety.value === "yes"
      ? [...form.querySelectorAll("[name=hazards]:checked")].map((one) => one.value) : [],
    fault_codes: text(form, "codes").split(/[,，;；、\n]+/).map((one) => one.trim()).filter(Boolean).slice(0, 20),
    downtime_minutes: text(form, "minutes") ? Math.round(Number(text(form, "minutes"))) : null,
    actions: actionsOf(form, before, made),
    parts_needed: partsOf(form).filter((one) => one.needed).map(bare),
    ai: provenance(form, before, made, note),
  };
  if (!isBreakdown || report.malfunction_end < report.malfunction_start) delete report.malfunction_end;
  return report;
}

const bare = ({ needed, ...part }) => part;

function actionsOf(form, before, made) {
  const done = form.elements.done.value;
  const actions = made && done === made.shown.done
    ? (before.actions ?? []).map(({ parts, ...one }) => one)
    : done.split("\n").map((one) => one.trim()).filter(Boolean).map((one) => ({ text: one }));
  const used = partsOf(form).filter((one) => !one.needed).map(bare);
  if (!used.length) return actions;
  return [...actions.slice(0, -1), { ...actions.at(-1), parts: used }];
}

// What became of each suggestion; words that were changed since are quoted without their place.
function provenance(form, before, made, note) {
  if (!made) return null;
  const isSame = note === before.reported_text, fields = {};
  for (const [name, one] of Object.entries(before.ai?.fields ?? {})) {
    const [here] = Object.entries(BEHIND).find(([, behind]) => behind.includes(name)) ?? [];
    const evidence = (one.evidence ?? []).map(({ start, end, ...rest }) => isSame ? { start, end, ...rest } : rest);
    const state = !here || !(here in made.shown) ? "suggested"
      : form.elements[here].value === made.shown[here] ? "accepted" : "edited";
    fields[name] = { ...one, evidence, state };
  }
  if (made.pages?.length) fields.pages = { state: "accepted", evidence: made.pages.map(cited) };
  return { ...before.ai, fields };
}

const cited = ({ title, file_name: file, page, chunk_id: chunk }) => ({
  quote: title || file || "?", ...(chunk ? { chunk_id: chunk } : {}), ...(page >= 1 ? { page } : {}),
});
