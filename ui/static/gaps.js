// Verified answers: written, kept, withdrawn.
import { Problem, ask } from "./api.js";
import { keepDraft } from "./keep.js";
import { put } from "./say.js";
import { asMoment } from "./times.js";
import { uuid } from "./uuid.js";

const form = document.querySelector(".answer-form");
const draft = form && keepDraft(form, "verified-answer");
const actor = form && JSON.parse(form.dataset.actor);

function trouble(within, ...parts) {
  const node = within.querySelector(".trouble");
  node.hidden = false;
  put(node, ...parts);
  node.scrollIntoView({ block: "center" });
}

const lines = (written) => written.split("\n").map((one) => one.trim()).filter(Boolean);

// ---- Pages: the next row comes when it is asked for, or with what was typed before -------------------
const rows = [...(form?.querySelectorAll(".page-row") ?? [])];
const another = form?.querySelector("[data-another]");
function open(place) {
  rows[place].hidden = false;
  another.hidden = rows.every((one) => !one.hidden);
}
rows.forEach((row, place) => {
  if ([...row.querySelectorAll("input, select")].some((one) => one.value)) open(place);
});
another?.addEventListener("click", () => {
  const place = rows.findIndex((one) => one.hidden);
  open(place);
  rows[place].querySelector("select").focus();
});

// A row that names a manual of pages and none of them, or one that it does not have.
function unpaged() {
  const counts = JSON.parse(form.dataset.pages);
  for (const row of rows) {
    const manual = row.querySelector("select").value, page = row.querySelector("input");
    const count = counts[manual] ?? 0, number = Number.parseInt(page.value, 10) || 0;
    if (count && (number < 1 || number > count)) return { page, count };
  }
  return null;
}

function contents() {
  const value = (name) => form.elements[name].value.trim();
  const pages = rows.map((_, place) => [value(`answer_document_${place}`), value(`answer_page_${place}`)])
    .filter(([manual]) => manual)
    .map(([manual, page]) => ({ document_id: manual, page: Number.parseInt(page, 10) || null }));
  const end = value("answer_expires");
  return {
    questions: lines(value("answer_questions")),
    machine: value("answer_machine") || null,
    text_en: value("answer_en") || null,
    text_zh: value("answer_zh") || null,
    pages,
    expires_at: end ? asMoment(`${end}T23:59:59`) : null,
    actor,
  };
}

async function tried(within, deed) {
  try {
    await deed();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    trouble(within, ...(problem.status === 412 ? [["changed_meanwhile"]] : problem.words));
  }
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const told = contents();
  if (!(told.text_en || told.text_zh)) { trouble(form, ["answer_needs_text"]); return; }
  const lacking = unpaged();
  if (lacking) {
    trouble(form, ["page_needed", { count: lacking.count }]);
    lacking.page.focus({ preventScroll: true });
    return;
  }
  tried(form, async () => {
    await ask("/v1/verified-answers", { method: "POST", key: uuid(), body: told });
    draft.clear();
    location.reload();
  });
});

document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-write]");
  if (!opener) return;
  form.elements.answer_questions.value = JSON.parse(opener.dataset.write).join("\n");
  form.elements.answer_machine.value = opener.dataset.machine;
  draft.save();
  form.scrollIntoView({ block: "start" });
  form.elements.answer_zh.focus({ preventScroll: true });
});

document.addEventListener("submit", (event) => {
  const { target } = event;
  if (!target.matches(".withdraw")) return;
  event.preventDefault();
  const reason = target.elements.reason.value.trim();
  if (!reason) { trouble(target, ["reason_missing"]); return; }
  tried(target, async () => {
    await ask(`/v1/verified-answers/${target.dataset.id}/withdraw`, {
      method: "POST", version: target.dataset.version, key: uuid(), body: { reason, actor },
    });
    location.reload();
  });
});

document.addEventListener("submit", (event) => {
  const { target } = event;
  if (!target.matches(".wordings")) return;
  event.preventDefault();
  const questions = lines(target.elements.questions.value);
  if (!questions.length) { trouble(target, ["wordings_missing"]); return; }
  tried(target, async () => {
    await ask(`/v1/verified-answers/${target.dataset.id}`, {
      method: "PATCH", version: target.dataset.version,
      body: { questions, actor: JSON.parse(target.dataset.actor) },
    });
    location.reload();
  });
});
