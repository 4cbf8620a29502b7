// One report on the approvals page: fills in what it lacks, sends the decision, shows its photos.
import { Problem, ask, send } from "./api.js";
import { keepDraft } from "./keep.js";
import { button, make, plain, put } from "./say.js";
import { asMoment, changedTimes, settleTimes, showTimes } from "./times.js";
import { uuid } from "./uuid.js";

const form = document.querySelector("form.decide");
if (form) showTimes(form); // before what was typed over them
const draft = form && keepDraft(form, `decision-${form.dataset.id}`);

// ---- Deciding ----------------------------------------------------------------------------------------
// What was filled in beside the form's own fields, as PATCH /v1/reports takes it.
function filled() {
  const told = {};
  for (const name of ["asset_id", "failure_mode_code", "operating_state"]) {
    const value = form.elements[name]?.value.trim();
    if (value) told[name] = value;
  }
  const end = form.querySelector(".lacking [name=malfunction_end]")?.value;
  if (end) told.malfunction_end = asMoment(end);
  const [text, code] = ["action_text", "action_code"].map((name) => form.elements[name]?.value.trim());
  if (text && code) told.actions = [{ text, activity_code: code }];
  return { ...told, ...changedTimes(form) };
}

function say(...parts) {
  const node = form.querySelector(".trouble");
  node.hidden = false;
  put(node, ...parts);
  node.scrollIntoView({ block: "center" });
}

function tell(problem) {
  if (!(problem instanceof Problem)) throw problem;
  if (problem.status !== 412) { say(...problem.words); return; }
  say(["changed_meanwhile"]);
  form.querySelector(".deeds").replaceChildren(
    button("primary", "look_again", () => location.reload()),
  );
}

const lacks = (deed) => "filled" in deed.dataset
  && [...form.querySelectorAll(".lacking :is(input, select, textarea)")].find((one) => !one.value.trim());

const address = () => `/v1/reports/${form.dataset.id}`;
const actor = () => JSON.parse(form.dataset.actor);

// Under the version that was read; what was filled in is the service's then.
async function change(changes) {
  const reply = await send(address(), {
    method: "PATCH", version: form.dataset.version, body: { ...changes, actor: actor() },
  });
  form.dataset.version = reply.headers.get("ETag");
  for (const one of form.querySelectorAll(".lacking :is(input, select, textarea)")) one.disabled = true;
  settleTimes(form);
  draft.save();
}

// The times of the stop alone; nothing is decided.
async function correct() {
  const changes = changedTimes(form);
  if (!Object.keys(changes).length) {
    say(["times_same"]);
    return;
  }
  await change(changes);
  location.assign(`${location.pathname}?done=times`);
}

async function decide(deed) {
  const reason = form.elements.reason.value.trim();
  const other = "duplicate" in deed.dataset ? form.elements.duplicate_of : null;
  if (other && !other.value) {
    say(["duplicate_missing"]);
    other.focus();
    return;
  }
  if ("reasoned" in deed.dataset && !reason) {
    say(["reason_missing"]);
    form.elements.reason.focus();
    return;
  }
  if (!("filled" in deed.dataset) && Object.keys(changedTimes(form)).length) {
    say(["times_first"]);
    form.querySelector("[data-times]").focus();
    return;
  }
  const empty = lacks(deed);
  if (empty) {
    say(["fill_first"]);
    empty.focus();
    return;
  }
  const changes = filled();
  if ("filled" in deed.dataset && Object.keys(changes).length) await change(changes);
  await ask(`${address()}/transitions`, {
    method: "POST", version: form.dataset.version, key: uuid(),
    body: {
      to: deed.dataset.to, reason: reason || null, actor: actor(),
      ...(other && { duplicate_of: other.value }),
    },
  });
  draft.clear();
  location.assign(`${location.pathname}?done=${deed.dataset.to}`);
}

// What was typed under a fold, and is there again, goes with the decision: nobody is to overlook it.
function unfold() {
  for (const fold of form.querySelectorAll("details")) {
    const every = [...fold.querySelectorAll("input, select")];
    fold.open = every.some((one) => one.value !== (one.defaultValue ?? ""));
  }
}

if (form) {
  unfold();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const deed = event.submitter ?? form.querySelector("[data-to]");
    const deeds = [...form.querySelectorAll("[data-to], [data-times]")];
    for (const one of deeds) one.disabled = true;
    try {
      await ("times" in deed.dataset ? correct() : decide(deed));
    } catch (problem) {
      tell(problem);
    } finally {
      for (const one of deeds) one.disabled = false;
    }
  });
}

// ---- Photos, where the service keeps any -------------------------------------------------------------
async function photos() {
  const place = document.querySelector("#photos");
  if (!place) return;
  const address = `/v1/reports/${place.dataset.report}/photos`;
  const told = await ask(address).catch(() => ({ photos: [] }));
  const pictures = (told.photos ?? []).map((one, index) => {
    const number = one.number ?? index + 1;
    const link = make("a", "photo"), picture = make("img", "");
    link.href = `${address}/${number}.jpg`;
    [link.target, link.rel] = ["_blank", "noopener"];
    [picture.src, picture.alt, picture.loading] = [link.href, plain("photo_of", { number }), "lazy"];
    link.append(picture);
    return link;
  });
  if (!pictures.length) return;
  place.querySelector(".pages").replaceChildren(...pictures);
  place.hidden = false;
}
await photos();
