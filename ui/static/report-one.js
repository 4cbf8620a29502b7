// /reports/NUMBER: one report with its log, its photos and the words that it was made from.
import { ask } from "./api.js";
import { shownPhotos } from "./report-photos.js";
import { clock, deeds, sign } from "./report-status.js";
import { both, make, put, say } from "./say.js";

const FIELDS = { // of the API, and the phrase of each
  asset_id: "rep_machine", asset_text: "rep_machine", failure_impact: "rep_impact", detected_at: "rep_detected",
  malfunction_start: "field_malfunction_start", malfunction_end: "field_malfunction_end",
  fault_codes: "rep_codes", hazards: "rep_hazards", downtime_minutes: "rep_minutes", priority: "rep_priority",
  work_category: "rep_category", actions: "rep_done", parts_needed: "rep_needed", description: "rep_description",
};
const BEHIND = { equipment: "rep_machine", equipment_id: "rep_machine", symptom: "rep_title", fault_codes: "rep_codes",
  actions_taken: "rep_done", downtime_minutes: "rep_minutes", failure_impact: "rep_impact", reported_at: "rep_detected",
  parts_used: "rep_used", parts_needed: "rep_needed", pages: "rep_pages" };

const root = document.querySelector("#one-report");
const part = ({ part_no: number, part_id: id, name, qty }) => [qty && `${qty} ×`, number ?? id, name].filter(Boolean).join(" ");

function value(name, one) {
  if (name === "failure_impact" || name === "priority" || name === "work_category") return say(`rep_${one}`);
  if (name === "hazards") return one.flatMap((hazard, place) => [place ? ", " : "", ...say(`hazard_${hazard}`)]);
  if (["detected_at", "malfunction_start", "malfunction_end"].includes(name)) return both(clock(one));
  if (name === "parts_needed") return [one.map(part).join(", ")];
  if (name === "actions") {
    return [one.map((done) => [done.text, (done.parts ?? []).map(part).join(", ")].filter(Boolean).join(": ")).join("\n")];
  }
  return [Array.isArray(one) ? one.join(", ") : String(one)];
}

const isEmpty = (one) => one === null || one === undefined || (Array.isArray(one) && !one.length);

function facts(report) {
  const list = make("dl", "facts card");
  for (const [name, key] of Object.entries(FIELDS)) {
    if (isEmpty(report[name]) || (name === "asset_text" && report.asset_id)) continue;
    list.append(make("dt", "", ...say(key)), make("dd", "", ...value(name, report[name])));
  }
  return list;
}

function words(report) {
  const told = make("section", "", make("h2", "", ...say("rep_words")), make("blockquote", "card", report.reported_text ?? "…"));
  const rows = Object.entries(report.ai?.fields ?? {}).filter(([name, one]) => BEHIND[name] && one.evidence?.length);
  if (rows.length) {
    const list = make("dl", "facts card");
    for (const [name, one] of rows) {
      list.append(make("dt", "", ...say(BEHIND[name])), make("dd", "", ...one.evidence.flatMap(quoted)));
    }
    told.append(list);
  }
  return told;
}

function quoted({ quote, page }, place) {
  const words_ = page ? say("rep_in_manual", { name: quote, page }) : [`“${quote}”`];
  return place ? [" · ", ...words_] : words_;
}

async function log(report) {
  const { events } = await ask(`/v1/reports/${report.id}/events`);
  return make("section", "", make("h2", "", ...say("rep_log")), make("ol", "log card", ...events.map((one) => {
    const row = make("li"), time = make("p", "small"), what = make("p");
    put(time, ["rep_version", { version: one.version }], " · ", clock(one.at));
    put(what, [`rep_did_${one.action}`, { who: one.actor.name }]);
    row.append(what, time);
    if (one.reason) row.append(make("p", "why", one.reason));
    return row;
  })));
}

async function load() {
  const { number } = root.dataset;
  try {
    const { reports } = await ask(`/v1/reports?number=${encodeURIComponent(number)}`);
    const [report] = reports;
    if (!report) return root.replaceChildren(make("p", "trouble", ...say("rep_gone")));
    const photos = make("section", "", make("h2", "", ...say("rep_photos")));
    const heading = make("h2", "heading", `${report.number} · ${report.title ?? "…"}`);
    const reason = report.decision_reason ? [make("p", "warning", ...say("rep_reason", { reason: report.decision_reason }))] : [];
    const did = await log(report);
    root.replaceChildren(heading, sign(report), ...reason, deeds(report, load),
      make("section", "", make("h2", "", ...say("rep_facts")), facts(report)), photos, words(report), did);
    await shownPhotos(photos, report.id);
  } catch (problem) {
    const told = make("p", "trouble");
    put(told, ...(problem.words ?? [["problem_broken"]]));
    root.replaceChildren(told);
  }
  root.dataset.ready = "true";
}

await load();
