// Spare parts of a report: those of like repairs, whatever is known of the machine, and typed ones.
import { called, fits, ofLast, ofManuals, ofRepairs, tight } from "./parts-known.js";
import { partsOf, setParts } from "./report-form.js";
import { button, keep, make, plain, put, say } from "./say.js";

const MOST = 12; // rows offered
const PAUSE = 300; // ms after the last letter

export function partsOfForm(form, place, tagOf) {
  const chips = make("ul", "chips"), told = make("p", "small"), rows = make("ul", "rows");
  let looking = 0, latest = null; // the search whose finds are wanted
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

  // Of like repairs, and what the machine's manuals list.
  function offer() {
    const symptom = [form.elements.codes.value, form.elements.title.value, form.elements.note.value]
      .filter(Boolean).join(" ").slice(0, 1000);
    if (!symptom) return form.elements.note.focus();
    const asset = tagOf();
    find([ofRepairs(symptom, asset), ...(asset ? [ofManuals("spare part number 备件号", asset)] : [])]);
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
    keep(rows, every, (one) => one.id, () => make("li", "card part"), (node, one) => {
      node.replaceChildren(make("p", "title", called(one.part)), make("p", "small", ...say(...one.why)),
        make("div", "deeds", button("", "rep_used", () => add(one.part, false)),
          button("", "rep_needed", () => add(one.part, true))));
    });
  }

  name.addEventListener("input", look);
  form.elements.parts.addEventListener("input", show);
  show();
}
