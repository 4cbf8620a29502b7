// What the form of a report proposes: since when it stands, how urgent it is and what kind of work.
// A proposal follows what it rests on until somebody chooses otherwise.
const BY_IMPACT = { // urgency, and kind of work (EN 13306: immediate or deferred)
  critical: ["urgent", "corrective_immediate"],
  degraded: ["medium", "corrective_deferred"],
  incipient: ["low", "corrective_deferred"],
};
const two = (number) => String(number).padStart(2, "0");

export function asLocal(moment) {
  const at = new Date(moment);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
    + `T${two(at.getHours())}:${two(at.getMinutes())}`;
}

// The moment that a note tells, if it does.
const begun = (made) => made?.report?.malfunction_start ?? made?.report?.occurred_at;

export function proposed(form, made) {
  const [priority, category] = BY_IMPACT[form.elements.impact.value] ?? ["medium", "corrective_immediate"];
  return { since: begun(made) ? asLocal(begun(made)) : form.elements.detected.value, priority, category };
}

const followed = new WeakMap(); // form → what was proposed last
export function follow(form, made) {
  const now = proposed(form, made), last = followed.get(form) ?? now;
  followed.set(form, now);
  for (const [name, value] of Object.entries(now)) {
    const field = form.elements[name];
    if (!field.value || field.value === last[name]) field.value = value;
  }
}

// Where the value of a field comes from that may be proposed; null where it may not, or says itself.
export function proposal(form, name, made) {
  const said = proposed(form, made);
  if (!(name in said) || !form.elements.impact.value) return null;
  if (form.elements[name].value !== said[name]) return ["rep_from_you"];
  if (name !== "since") return ["rep_from_impact"];
  return begun(made) ? null : ["rep_from_seen"];
}

// The first moment at which it stood still, to the second where the note has it.
export function stoodSince(form, made) {
  const since = form.elements.since.value || form.elements.detected.value, told = begun(made);
  return told && asLocal(told) === since ? told : new Date(since).toISOString();
}
