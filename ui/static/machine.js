// One machine, of its pack: from the service, or as it was kept on this tablet. Its texts are kept
// whenever the page is opened; its pages, which are large, when somebody asks for them.
import { Problem, ask } from "./api.js";
import { block, card, fault, manual, question, report } from "./machine-parts.js";
import { CACHE, pack, packs, sized, unpack } from "./packs.js";
import { make, plain, put, say } from "./say.js";
import { rank } from "./signal.js";
import { known } from "./whose.js";

const HOUR = 3_600_000; // ms; what was kept is not fetched again sooner
const here = document.querySelector("#machine"), { tag } = here.dataset;
const address = `/v1/assets/${encodeURIComponent(tag)}/pack`;
const part = (selector) => here.querySelector(selector);
const isPicture = (one) => one.includes("/pages/");
const kept = async () => (await packs()).find((one) => one.name === tag);

function moment(when) {
  const shown = { dateStyle: "medium", timeStyle: "short" };
  return {
    en: new Date(when).toLocaleString("en-GB", shown),
    zh: new Date(when).toLocaleString("zh-CN", shown),
  };
}

function tell(selector, ...parts) {
  const node = part(selector);
  node.hidden = !parts.length;
  put(node, ...parts);
}

// ---- Drawing --------------------------------------------------------------------------------------------
const more = (count) => count > 0
  ? [make("p", "note", ...say("machine_more", { count }))] : [];

const rows = (nodes, none) => nodes.length
  ? [make("ul", "rows", ...nodes.map((node) => make("li", "", node)))]
  : [make("p", "card", ...say(none))];

function codes({ cards, left_out: left }) {
  const isAlone = new Set(cards.map((one) => one.document_id)).size < 2;
  const every = cards.map((one) => card(one, tag, isAlone));
  const list = rows(every, "machine_no_codes");
  if (every.length < 8) return [...list, ...more(left.cards)];
  const box = make("input"), none = make("p", "card", ...say("machine_no_code"));
  Object.assign(box, { type: "search", autocomplete: "off", spellcheck: false });
  const hint = () => {
    box.placeholder = plain("machine_filter");
    box.setAttribute("aria-label", box.placeholder);
  };
  hint();
  document.addEventListener("shiftmate:preference", hint);
  none.hidden = true;
  none.setAttribute("role", "status");
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    const tight = wanted.replace(/[^\p{L}\p{N}]/gu, "");
    const fits = every.filter((one) => !wanted || one.words.includes(wanted) || (tight && one.tight.includes(tight)));
    for (const one of every) one.parentElement.hidden = !fits.includes(one);
    list[0].append(...inOrder(every, tight).map((one) => one.parentElement));
    none.hidden = fits.length > 0;
  });
  return [make("div", "field", box), none, ...list, ...more(left.cards)];
}

// The code that is meant first: AL-31 before those that only speak of 31.
function inOrder(every, tight) {
  const number = (code) => code.replace(/\D/g, "");
  const rank = ({ codes: own }) => !tight || own.some((one) => one === tight || number(one) === tight) ? 0
    : own.some((one) => one.includes(tight)) ? 1 : 2;
  return [0, 1, 2].flatMap((wanted) => every.filter((one) => rank(one) === wanted));
}

function repairs({ repairs: told, left_out: left }) {
  if (!told) return [make("p", "card", ...say("machine_not_allowed"))];
  const withheld = left.withheld
    ? [make("p", "note", ...say("machine_withheld", { count: left.withheld }))] : [];
  return [...rows(told.map(fault), "machine_no_repairs"), ...withheld];
}

// Of equally grave ones those in the reader's language come first: a manual may tell each twice.
function blocks({ safety, left_out: left }) {
  const every = safety.map(block), list = rows(every, "machine_no_safety");
  const items = every.map((node, at) => [node.parentElement, safety[at]]);
  const sort = () => {
    const isOther = ({ language }) => Number(language !== document.documentElement.dataset.language);
    items.sort(([, one], [, two]) => rank(one) - rank(two) || isOther(one) - isOther(two));
    list[0].append(...items.map(([item]) => item));
  };
  if (items.length > 1) {
    sort();
    document.addEventListener("shiftmate:preference", sort);
  }
  return [...list, ...more(left.safety)];
}

const SECTIONS = {
  codes: { count: ({ cards, left_out: left }) => cards.length + left.cards, draw: codes },
  safety: {
    count: ({ safety, left_out: left }) => safety.length + left.safety,
    draw: blocks,
  },
  repairs: { count: ({ repairs: told }) => told?.length ?? 0, draw: repairs },
  documents: {
    count: ({ documents }) => documents.length,
    draw: ({ documents }) => rows(documents.map((one) => manual(one, documents)),
      "machine_no_documents"),
  },
};

function state({ open_reports: open }) {
  if (!open) return;
  if (!open.length) {
    part("#state").replaceChildren(make("p", "calm", ...say("machine_no_open")));
    return;
  }
  const list = make("ul", "rows", ...open.map((one) => make("li", "", report(one))));
  const name = make("h2", "", ...say("machine_open_reports", { count: open.length }));
  part("#state").replaceChildren(name, list);
}

// In the reader's language where there are any, else in the other one.
function asks({ suggestions }) {
  const languages = new Set(suggestions.map((one) => one.language));
  const links = suggestions.map((one) => {
    const link = make("a", `button ask ${languages.size > 1 ? one.language : ""}`, one.question);
    link.lang = one.language === "zh" ? "zh-CN" : "en";
    link.href = question(tag, one.question);
    return link;
  });
  part(".asks").replaceChildren(...links);
  part("[aria-labelledby=asking]").hidden = !links.length;
}

function draw(told) {
  state(told);
  asks(told);
  for (const [name, { count, draw: made }] of Object.entries(SECTIONS)) {
    part(`[data-tile="${name}"] .count`).textContent = count(told);
    part(`#${name} .body`).replaceChildren(...made(told));
  }
}

// ---- Tiles: one of them is open, and the address says which -------------------------------------------------
function show(name) {
  for (const tile of here.querySelectorAll("[data-tile]")) {
    const isOpen = tile.dataset.tile === name;
    tile.setAttribute("aria-expanded", String(isOpen));
    part(`#${tile.dataset.tile}`).hidden = !isOpen;
  }
}

const named = () => Object.keys(SECTIONS).find((name) => location.hash === `#${name}`);

for (const tile of here.querySelectorAll("[data-tile]")) {
  tile.addEventListener("click", () => {
    const { tile: name } = tile.dataset;
    const opens = tile.getAttribute("aria-expanded") !== "true";
    history.replaceState(null, "", opens ? `#${name}` : location.pathname);
    show(opens ? name : "");
    if (opens) part(`#${name}`).scrollIntoView({ block: "nearest" });
  });
}
window.addEventListener("hashchange", () => show(named()));
show(named());

// ---- Keeping ------------------------------------------------------------------------------------------------
const title = { en: "", zh: "" };
for (const language of ["en", "zh"]) {
  title[language] = [tag, here.dataset[language]].filter(Boolean).join(" · ");
}

// The way here and the form of a report too: it is written where the machine stands.
const pages = [...here.querySelectorAll(".first a.report")].map((one) => one.getAttribute("href"));

const keeping = (pictures) => pack({
  id: tag, title, page: location.pathname,
  addresses: [address, "/machines", ...pages, ...pictures],
});

async function tellKept() {
  const one = await kept();
  part("#unkeep").hidden = !one;
  if (!one) return;
  const whole = one.addresses.some(isPicture), missing = one.missing.length;
  const told = { when: moment(one.kept_at), size: sized(one.size ?? 0) };
  put(part("#kept"), [whole ? "machine_kept" : "machine_kept_words", told],
    ...(missing ? [" ", ["machine_kept_some", { count: missing }]] : []));
}

part("#unkeep").addEventListener("click", async () => {
  await unpack(tag);
  await tellKept();
  put(part("#kept"), ["machine_unkept"]);
  (part("#keep").hidden ? part("#kept") : part("#keep")).focus();
});

async function offerKeeping({ pictures }) {
  if (!("caches" in window)) {
    put(part("#kept"), ["machine_keep_impossible"]);
    return;
  }
  const before = await kept();
  const mine = before?.addresses.some(isPicture) ? pictures : [];
  if (!before || Date.now() - new Date(before.kept_at) > HOUR) await keeping(mine);
  const keeper = part("#keep");
  keeper.hidden = !pictures.length;
  keeper.addEventListener("click", async () => {
    keeper.disabled = true;
    put(part("#kept"), ["machine_keeping"]);
    await keeping(pictures);
    keeper.disabled = false;
    await tellKept();
  });
  await tellKept();
}

// ---- Start --------------------------------------------------------------------------------------------------
async function fromTablet() {
  if (!("caches" in window)) return null;
  const copy = await (await caches.open(CACHE)).match(address);
  return copy ? copy.json() : null;
}

async function fromService() {
  if (await known() === null) return null; // else the worker's copy would pass for news
  try {
    return await ask(address);
  } catch (error) {
    if (error instanceof Problem && error.passes) return null;
    throw error;
  }
}

async function start() {
  tell("#pack-age", ["machine_loading"]);
  try {
    const news = await fromService(), told = news ?? await fromTablet();
    if (!told) {
      tell("#pack-age");
      tell("#pack-trouble", ["machine_offline"]);
      return;
    }
    draw(told);
    const one = news ? null : await kept();
    tell("#pack-age", ...(one ? [["machine_as_of", { when: moment(one.kept_at) }]] : []));
    if (news) await offerKeeping(news);
    else await tellKept();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    tell("#pack-age");
    tell("#pack-trouble", ...error.words);
  }
}

start();
