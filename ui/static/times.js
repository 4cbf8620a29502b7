// When the machine stopped and ran again: asked for by the tablet's own clock, sent as moments.
import { asLocal } from "./report-proposed.js";
import { put } from "./say.js";

const fields = (form) => [...form.querySelectorAll(".times input")];

// "2026-03-01T07:30" of this tablet as the service takes it.
export const asMoment = (local) => new Date(local).toISOString().replace(/\.\d+Z$/, "Z");

export function showTimes(form) {
  for (const one of fields(form)) {
    one.defaultValue = one.dataset.at ? asLocal(one.dataset.at) : "";
    one.value = one.defaultValue;
  }
  const note = form.querySelector(".times [data-zone]");
  if (!note) return;
  const { zone: site } = note.dataset, zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  put(note, zone === site ? ["times_by_site", { site }] : ["times_by_tablet", { zone, site }]);
}

// Those that were changed, null for one that was taken out. What nobody touched keeps its seconds.
export const changedTimes = (form) => Object.fromEntries(
  fields(form).filter((one) => one.value !== one.defaultValue)
    .map((one) => [one.name, one.value ? asMoment(one.value) : null]),
);

// They are the service's now.
export function settleTimes(form) {
  for (const one of fields(form)) one.defaultValue = one.value;
}
