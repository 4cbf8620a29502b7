// Spare parts of a report: those of like repairs, whatever is known of the machine, and typed ones.
import { isThere } from "./api.js";
import { called, fits, ofLast, ofManuals, ofRepairs, tight } from "./parts-known.js";
import { madeOf, partsOf, setParts } from "./report-form.js";
import { button, keep, make, plain, put, say } from "./say.js";

const MOST = 12; // rows offered
const UNASKED = 3; // of them, where nobody asked
const PAUSE = 300; // ms after the last letter

// The first of each name, but for what these parts are called.
function without(parts, known) {
  const names = parts.flatMap((one) => [one.part_no, one.name, called({ ...one, qty: null })]);
  const taken = new Set(names.filter(Boolean).map(tight));
  return known.filter(({ part }) => {
    const isNew = !taken.has(tight(called(part)));
    taken.add(tight(called(part)));
    return isNew;
  });
}

// Acts once the node is below the window's edge: what comes there moves nothing that is in sight.
function onceBelow(node, act) {
  const look = () => {
    if (node.getBoundingClientRect().top < innerHeight) return;
    removeEventListener("scroll", look);
    act();
  };
  addEventListener("scroll", look, { passive: true });
  look();
}

// Returns what offers parts unasked, for once the form has been filled.
export function partsOfForm(form, place, tagOf) {
  const chips = make("ul", "chips"), told = make("p", "small"), rows = make("ul", "rows");
  let looking = 0, latest = null; // the search whose finds are wanted; { isUnasked } where nobody asked
  let offered; // the machine whose parts were offered unasked
  told.setAttribute("role", "status");
  const name = Object.assign(make("input"), { type: "text", maxLength: 200, id: "rep-part" });
  const amount = Object.assign(make("input"), { type: "number", min: 0, step: "any", id: "rep-qty" });
  const typed = make("div", "typed", labelled(name, "rep_part"), labelled(amount, "rep_qty"),
    button("", "rep_used", () => typing(false)), button("", "rep_needed", () => typing(true)));
  place.append(chips, typed, button("pick", "rep_pick", offer), told, rows);

  function labelled(input, key) {
    const label = make("label", "", ...say(key));
    label.htmlFor = input.id;
    return make("div", "", label, input);
  }

  function typing(needed) {
    if (name.value.trim()) add({ name: name.value.trim() }, needed);
    else name.focus();
  }

  function add(part, needed) {
    const qty = Number(amount.value) > 0 ? { qty: amount.value } : {};
    setParts(form, [...partsOf(form), { ...part, ...qty, needed }]);
    if (name.value) rows.replaceChildren();
    name.value = amount.value = "";
  }

  function show() {
    const parts = partsOf(form).map((one, place_) => ({ ...one, id: `${place_} ${called(one)} ${one.needed}` }));
    keep(chips, parts, (one) => one.id, () => {
      const node = make("li", "", make("span"), make("button", "drop"));
      node.lastChild.type = "button";
      return node;
    }, (node, one) => {
      put(node.firstChild, [one.needed ? "rep_part_needed" : "rep_part_used", { part: called(one) }]);
      put(node.lastChild, ["remove"]);
      node.lastChild.setAttribute("aria-label", `${plain("remove")} ${called(one)}`);
      node.lastChild.onclick = () => setParts(form, parts.filter((other) => other !== one).map(({ id, ...rest }) => rest));
    });
    chips.hidden = !parts.length;
  }

  const symptom = () => [form.elements.codes.value, form.elements.title.value, form.elements.note.value]
    .filter(Boolean).join(" ").slice(0, 1000);

  // Of like repairs, and what the machine's manuals list.
  function offer() {
    if (!symptom()) return form.elements.note.focus();
    const asset = tagOf();
    find([ofRepairs(symptom(), asset), ...(asset ? [ofManuals("spare part number 备件号", asset)] : [])]);
  }

  // A few of like repairs and of the machine's last ones. Never over what somebody asked for or types,
  // not a word where there are none, and nothing of no machine: on another one a code is another fault.
  async function offerUnasked() {
    const isWanted = latest && !latest.isUnasked, isTyping = name.value || amount.value;
    if (isWanted || isTyping || !madeOf(form)) return;
    const mine = latest = { isUnasked: true }, asset = tagOf();
    rows.style.visibility = offered === asset ? "" : "hidden"; // another machine's parts; their room stays
    offered = asset;
    const every = asset ? await likely(asset).catch(() => []) : [];
    onceBelow(rows, () => {
      if (latest === mine) list(isThere() ? every : []);
    });
  }

  async function likely(asset) {
    const taken = partsOf(form), like = without(taken, await ofRepairs(symptom(), asset));
    const every = like.length < UNASKED ? without(taken, [...like, ...await ofLast(asset)]) : like;
    return every.slice(0, UNASKED);
  }

  // What is typed, among all parts that are known of the machine.
  function look() {
    const words = name.value.trim(), asset = tagOf();
    clearTimeout(looking);
    latest = null;
    if (words.length < 2) {
      put(told);
      return rows.replaceChildren();
    }
    const sources = () => [...(asset ? [ofLast(asset), ofRepairs(words, asset)] : []),
      ofManuals(`${words} spare part 备件`, asset)];
    looking = setTimeout(() => find(sources(), words), PAUSE);
  }

  async function find(sources, words = "") {
    put(told, ["searching"]);
    const mine = latest = {}, found = await Promise.allSettled(sources);
    if (latest !== mine) return; // something else is wanted meanwhile
    const every = [...new Map(found.flatMap(({ value }) => value ?? [])
      .filter(({ part }) => fits(words, part))
      .map((one) => [tight(called(one.part)), one])).values()].slice(0, MOST);
    const refused = found.find(({ reason }) => reason);
    if (!every.length && refused) put(told, ...(refused.reason.words ?? [["problem_network"]]));
    else put(told, ...(every.length ? [] : [[words ? "rep_no_such_part" : "rep_no_parts"]]));
    list(every);
  }

  function list(every) {
    rows.style.visibility = "";
    keep(rows, every, (one) => one.id, () => make("li", "card part"), (node, one) => {
      node.replaceChildren(make("p", "title", called(one.part)), make("p", "small", ...say(...one.why)),
        make("div", "deeds", button("", "rep_used", () => add(one.part, false)),
          button("", "rep_needed", () => add(one.part, true))));
    });
  }

  name.addEventListener("input", look);
  amount.addEventListener("input", () => {
    if (latest?.isUnasked) latest = null;
  });
  form.elements.parts.addEventListener("input", show);
  form.elements.machine.addEventListener("change", offerUnasked);
  show();
  return offerUnasked;
}
