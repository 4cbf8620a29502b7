// Parts of the supervisor's pages: options and hints in the reader's language, and Plotly's charts.
import { plain } from "./say.js";

const language = () => document.documentElement.dataset.language;

// Options and placeholders can hold no spans.
export function name(within = document) {
  for (const option of within.querySelectorAll("option[data-en]")) {
    option.textContent = option.dataset[language()];
  }
  for (const box of within.querySelectorAll("[data-hint]")) box.placeholder = plain(box.dataset.hint);
  for (const part of within.querySelectorAll("[data-label]")) part.ariaLabel = plain(part.dataset.label);
}

// ---- Charts: {en, zh} of Plotly's JSON, drawn in the reader's language, again when it changes --------
const drawn = new Map();
let coming = null;

function plotly() {
  const address = document.querySelector("[data-plotly]").dataset.plotly;
  coming ??= import(address).then(() => window.Plotly);
  return coming;
}

export async function draw(node, charts) {
  drawn.set(node, charts);
  const told = charts[language()] ?? charts.en;
  node.hidden = !told;
  if (!told) return;
  const figure = JSON.parse(told), library = await plotly();
  node.style.minHeight = `${figure.layout.height ?? 300}px`;
  await library.react(node, figure.data, { ...figure.layout, autosize: true },
    { ...figure.config, responsive: true });
  node.dataset.drawn = language();
}

document.addEventListener("shiftmate:preference", ({ detail }) => {
  if (detail.kind === "language") {
    name();
    for (const [node, charts] of drawn) draw(node, charts);
  }
  if (detail.kind === "text" || detail.kind === "gloves") resize();
});

export function resize() {
  for (const node of drawn.keys()) if (window.Plotly && !node.hidden) window.Plotly.Plots.resize(node);
}

// Paper is narrower than most screens: charts are drawn anew for it, and back again.
const PAPER = [630, 270]; // px within a card of an A4 page, three below each other, 96 an inch
function fit(node, width, height) {
  if (!window.Plotly || node.hidden) return;
  node.style.minHeight = `${height}px`;
  window.Plotly.relayout(node, { width, height, autosize: width === null });
}
const tall = (charts) => JSON.parse(charts[language()] ?? charts.en).layout.height;
window.addEventListener("beforeprint", () => {
  for (const [node, charts] of drawn) fit(node, PAPER[0], Math.min(PAPER[1], tall(charts)));
});
window.addEventListener("afterprint", () => {
  for (const [node, charts] of drawn) fit(node, null, tall(charts));
});
