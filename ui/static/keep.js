// What is being typed, kept letter by letter, per person: a reload, a dead battery or somebody else
// in between loses nothing. In localStorage, which is written before the next letter comes.
//
//   const draft = keepDraft(form, "report-PX-01");   // restores what was there; a textarea will do
//   draft.clear();                                   // once it has been sent or put in the outbox
import { whose } from "./whose.js";

const named = (name) => `shiftmate.draft.${whose()?.id ?? ""}.${name}`;

function fields(place) {
  if (!(place instanceof HTMLFormElement)) return [place];
  return [...place.elements].filter((one) => one.name && !["file", "password", "hidden"].includes(one.type));
}

const isTicked = (one) => ["checkbox", "radio"].includes(one.type);
const stands = (one) => isTicked(one) ? one.checked : one.value;

// What a field held before anybody touched it.
function asItCame(one) {
  if (isTicked(one)) return one.defaultChecked;
  if (!(one instanceof HTMLSelectElement)) return one.defaultValue;
  const options = [...one.options];
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? "";
}

// Those that hold something else, each beside what it held.
function changed(place) {
  return fields(place).filter((one) => stands(one) !== asItCame(one)).map((one) => {
    return [one.name ?? "", isTicked(one) ? [one.value, one.checked] : one.value, asItCame(one)];
  });
}

// A field that came with something else this time stays: what it held was changed elsewhere.
function write(place, told) {
  const every = fields(place);
  for (const [name, value, came] of told) {
    const one = every.find((field) => (field.name ?? "") === name
      && (!Array.isArray(value) || field.value === value[0]));
    if (!one || stands(one) !== asItCame(one) || (came ?? asItCame(one)) !== asItCame(one)) continue;
    if (Array.isArray(value)) one.checked = value[1];
    else one.value = value;
    one.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function keepDraft(place, name) {
  const key = named(name);
  const clear = () => localStorage.removeItem(key);
  const save = () => {
    const told = changed(place);
    if (told.length) localStorage.setItem(key, JSON.stringify(told));
    else clear();
  };
  const before = localStorage.getItem(key);
  if (before) write(place, JSON.parse(before));
  place.addEventListener("input", save);
  place.addEventListener("change", save);
  return { clear, save };
}
