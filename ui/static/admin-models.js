// Which models are at work and whole, and what the gate's threshold costs.
import { ask } from "./api.js";
import { megabytes, sign } from "./admin-parts.js";
import { make, say } from "./say.js";

const SVG = new DOMParser().parseFromString("<svg></svg>", "text/html").querySelector("svg").namespaceURI;
const BOX = { width: 640, height: 300, left: 62, right: 20, top: 20, bottom: 56 };
const NUMBERS = ["weights_size", "gate_rightly", "gate_wrongly", "audit_seq"];
const LINES = ["rightly", "wrongly"];

export async function draw(part) {
  const [models, gate] = await Promise.all([ask("/v1/models"), ask("/v1/gate")]);
  part.append(make("h3", "", ...say("models_here")), work(models),
    make("h3", "", ...say("models_weights")), weights(models.weights),
    make("p", "small", ...say("weights_how")),
    make("h3", "", ...say("gate_title")), make("p", "", ...say("gate_how")),
    make("p", "now", make("strong", "", ...say("gate_now", { gate: gate.gate }))),
    ...gate.measured.map((one) => costs(one, gate.gate)));
}

function work(models) {
  const row = (key, name, state, ...more) => make("li", "card",
    make("div", "head", make("strong", "name", ...say(key)),
      make("span", "signs", sign(state === "ready" ? "" : "off", ...say(`model_state_${state}`)))),
    make("p", "", name || "–", ...more));
  const host = models.generation_server;
  return make("ul", "rows",
    row("model_writes", models.generation_model, models.generation, ...(host ? [" ", ...say("model_server", { host })] : [])),
    row("model_searches", models.embedding_model, "ready"),
    row("model_listens", models.speech_model, models.speech));
}

function weights(them) {
  const head = ["weights_model", "weights_role", "weights_state", "weights_size", "weights_licence"];
  const body = them.map((one) => make("tr", "",
    make("th", "", one.id, ...(one.is_used ? [" ", sign("", ...say("weights_used"))] : [])),
    make("td", "", ...say(`role_${one.role}`)),
    make("td", "", sign(one.status === "ready" ? "" : one.status === "missing" && !one.is_used ? "off" : "bad",
      ...say(`weights_${one.status}`)), ...(one.problems.length ? [make("p", "small", one.problems.join("; "))] : [])),
    make("td", "number", one.bytes ? `${megabytes(one.bytes)} MB` : "–"), make("td", "", one.licence)));
  for (const row of body) row.firstElementChild.scope = "row";
  return table(head, body);
}

export function table(head, body) {
  const cells = head.map((key) => make("th", "", ...say(key)));
  head.forEach((key, at) => {
    cells[at].scope = "col";
    if (NUMBERS.includes(key)) cells[at].className = "number";
  });
  const box = make("div", "table", make("table", "",
    make("thead", "", make("tr", "", ...cells)), make("tbody", "", ...body)));
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  return box;
}

function costs(one, gate) {
  const values = { answerable: one.answerable, unanswerable: one.unanswerable };
  const caption = make("figcaption", "", make("p", "title", ...say(`gate_${one.name}`, values)),
    make("p", "keys", ...LINES.map((line) => make("span", `key ${line}`, ...say(`gate_${line}`)))));
  const figure = make("figure", "costs card", caption, chart(one.costs, gate));
  const percent = (share) => `${Math.round(share * 100)} %`;
  const rows = one.costs.map((cost) => {
    const row = make("tr", Math.abs(cost.gate - gate) < 1e-9 ? "here" : "", make("th", "", cost.gate.toFixed(2)),
      make("td", "number", percent(cost.refused_rightly)), make("td", "number", percent(cost.refused_wrongly)));
    row.firstElementChild.scope = "row";
    return row;
  });
  figure.append(table(["gate_axis", "gate_rightly", "gate_wrongly"], rows));
  return figure;
}

function node(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// The setting stands as an upright line; beyond what was measured it stands at the edge.
function chart(them, gate) {
  const { width, height, left, right, top, bottom } = BOX;
  const most = Math.max(...them.map((cost) => cost.gate));
  const x = (value) => left + (width - left - right) * Math.min(value / most, 1);
  const y = (share) => height - bottom - (height - top - bottom) * share;
  const words = (at, text, more = {}) => node("text", { x: at[0], y: at[1], ...more }, text);
  const both = (key, place, values) => say(key, values).map((span) =>
    words(place, span.textContent, { class: span.className, lang: span.lang, "text-anchor": "middle" }));
  const grid = [0, .25, .5, .75, 1].flatMap((share) => [
    node("line", { class: "grid", x1: left, x2: width - right, y1: y(share), y2: y(share) }),
    words([left - 10, y(share) + 6], `${share * 100} %`, { "text-anchor": "end" }),
  ]);
  const ticks = them.map(({ gate: at }) => at).filter((at) => at !== .35)
    .map((at) => words([x(at), height - bottom + 24], at.toFixed(1), { "text-anchor": "middle" }));
  const lines = LINES.flatMap((line) => [
    node("polyline", { class: line, points: them.map((cost) => `${x(cost.gate)},${y(cost[`refused_${line}`])}`).join(" ") }),
    ...them.map((cost) => dot(line, x(cost.gate), y(cost[`refused_${line}`]))),
  ]);
  const drawn = node("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${gate}` },
    ...grid, ...ticks, node("line", { class: "setting", x1: x(gate), x2: x(gate), y1: top, y2: height - bottom }),
    ...lines, ...both("gate_now", [Math.min(Math.max(x(gate), 110), width - 110), top - 6], { gate }),
    ...both("gate_axis", [(left + width - right) / 2, height - 8]));
  return drawn;
}

// Told apart by shape too: a disc, a square.
const dot = (line, x, y) => line === "rightly" ? node("circle", { class: line, cx: x, cy: y, r: 6 })
  : node("rect", { class: line, x: x - 5, y: y - 5, width: 10, height: 10 });
