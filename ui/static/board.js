// The board: asks for each figure by itself, a few at a time, and shows it where its place is.
import { ask } from "./api.js";
import { draw, name } from "./desk.js";
import { make, put, say } from "./say.js";

const AT_ONCE = 4;
const PATIENCE = 60_000; // ms: a million orders take seconds
const board = document.querySelector("#board");

// HTML of the service's own making, every word of it escaped there (ui/safe.py).
function fill(node, html) {
  const fragment = document.createRange().createContextualFragment(html);
  node.replaceChildren(fragment);
  name(node);
}

async function load(tile) {
  const body = tile.querySelector(".body");
  const asked = board.dataset.asked ? `?${board.dataset.asked}` : "";
  try {
    const part = await ask(`/board/parts/${tile.dataset.part}${asked}`, { patience: PATIENCE });
    fill(body, part.html);
    const place = body.querySelector(".chart");
    if (place) await draw(place, part.charts);
  } catch (problem) {
    const told = make("p", "trouble");
    put(told, ["not_loaded"], ...(problem.words ? [" ", ...problem.words] : []));
    body.replaceChildren(told);
    if (!problem.words) throw problem;
  } finally {
    tile.removeAttribute("aria-busy");
  }
}

async function loadAll(tiles) {
  const next = async () => {
    for (let tile = tiles.shift(); tile; tile = tiles.shift()) await load(tile);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  board.dataset.loaded = "true";
}

// ---- What is behind a figure comes when it is opened -------------------------------------------------
document.addEventListener("toggle", async ({ target }) => {
  if (!target.matches?.("details[data-load]") || !target.open || target.dataset.asked) return;
  target.dataset.asked = "true";
  const place = target.querySelector(".loaded");
  try {
    fill(place, (await ask(target.dataset.load, { patience: PATIENCE })).html);
  } catch {
    delete target.dataset.asked;
    place.replaceChildren(make("p", "trouble", ...say("not_loaded")));
  }
}, true);

// ---- Filters -----------------------------------------------------------------------------------------
document.addEventListener("change", ({ target }) => {
  if (target.id === "period") document.querySelector(".own").hidden = target.value !== "own";
  if (target.closest(".pareto-by")) target.form.requestSubmit();
  if (target.id === "asked") target.form.requestSubmit(target.form.querySelector("[name=edited]"));
});

// An address without what was left empty.
document.addEventListener("submit", ({ target }) => {
  if (!target.matches(".filters, .pareto-by")) return;
  for (const field of target.elements) if (field.name && !field.value) field.disabled = true;
});
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll(".filters :disabled, .pareto-by :disabled")) {
    field.disabled = false;
  }
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) window.print();
});

// ---- Start -------------------------------------------------------------------------------------------
name();
for (const node of document.querySelectorAll("#answered .chart")) draw(node, { ...node.dataset });
if (board) await loadAll([...board.querySelectorAll("[data-part]")]);
