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

function read(place) {
  return fields(place).map((one) => {
    const on = ["checkbox", "radio"].includes(one.type);
    return [one.name ?? "", on ? [one.value, one.checked] : one.value];
  });
}

function write(place, told) {
  const every = fields(place);
  for (const [name, value] of told) {
    const one = every.find((field) => (field.name ?? "") === name
      && (!Array.isArray(value) || field.value === value[0]));
    if (!one) continue;
    if (Array.isArray(value)) one.checked = value[1];
    else one.value = value;
    one.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const isEmpty = (told) => told.every(([, value]) => Array.isArray(value) ? !value[1] : !value);

export function keepDraft(place, name) {
  const key = named(name);
  const clear = () => localStorage.removeItem(key);
  const save = () => {
    const told = read(place);
    if (isEmpty(told)) clear();
    else localStorage.setItem(key, JSON.stringify(told));
  };
  const before = localStorage.getItem(key);
  if (before && isEmpty(read(place).filter(([, value]) => !Array.isArray(value)))) {
    write(place, JSON.parse(before));
  }
  place.addEventListener("input", save);
  place.addEventListener("change", save);
  return { clear, save };
}
