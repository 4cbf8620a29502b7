// What is to be sent, sooner or later, once. An entry is on the disk before anything is sent; its id
// is the Idempotency-Key of every try, so that a reply which was lost makes nothing twice.
//
//   await add({ kind: "report", title: "Pump leaks", path: "/v1/reports", body: { … } })
//     kind    report | question | photo: which words its row has
//     body    JSON; or form: [[name, value or Blob, file name], …]
//     after   id of an entry to be sent before; {id} in path is that reply's id
//     page    where it is edited, given ?entry=ID; without, the list edits the text itself
//     id      a UUID, where it has to be known before
//
// States: waiting → sending → sent | refused. Only the owner's own session sends.
import { Problem, ask } from "./api.js";
import * as db from "./db.js";
import { uuid } from "./uuid.js";
import { known, whose } from "./whose.js";

const AGAIN = 30_000; // ms between two looks while something waits
const REST = 10_000; // ms after a try that failed, unless somebody or the network asks for another
const LONG = 15 * 60_000; // ms for an answer: the model may have a queue
const KEPT = 7 * 24 * 3_600_000; // ms that a sent entry is shown
const LOCK = "shiftmate-outbox";

const channel = new BroadcastChannel(LOCK); // the other windows of this browser
const changed = () => {
  document.dispatchEvent(new CustomEvent("shiftmate:outbox"));
};
channel.onmessage = changed;

function tell() {
  channel.postMessage("");
  changed();
}

async function store(entry) {
  await db.set("entries", entry);
  tell();
  return entry;
}

// ---- What other modules call ---------------------------------------------------------------------------
export async function add({ id, kind, title, method = "POST", path, body, form, after, page }) {
  const owner = whose();
  if (!owner) throw new Error("nobody is known here");
  const entry = await store({
    id: id ?? uuid(), kind, title, method, path, body, form, after, page,
    owner: { id: owner.id, name: owner.name },
    made_at: new Date().toISOString(), state: "waiting", reason: null, answer: null,
  });
  flush();
  return entry;
}

// { mine: [entry…], others: how many of colleagues wait }, the oldest first.
export async function entries() {
  const owner = whose()?.id, every = await db.all("entries");
  every.sort((one, two) => one.made_at < two.made_at ? -1 : 1);
  return {
    mine: every.filter((entry) => entry.owner.id === owner),
    others: every.filter((entry) => entry.owner.id !== owner && entry.state !== "sent").length,
  };
}

export const entry = (id) => db.get("entries", id);

// Another wording is another request, so it goes under another key.
export async function reword(id, change) {
  const before = await entry(id);
  if (!before || before.state === "sending" || before.state === "sent") return;
  await db.remove("entries", id);
  await add({ ...before, ...change, id: undefined });
}

export async function discard(id) {
  await db.remove("entries", id);
  tell();
}

// Its answer has been looked at.
export async function seen(id) {
  const one = await entry(id);
  if (one) await store({ ...one, seen: true });
}

// ---- Sending ------------------------------------------------------------------------------------------
const waits = ({ state }) => state === "waiting" || state === "sending";

const rests = ({ tried_at: at }) => at && Date.now() - Date.parse(at) < REST;

// Sends what waits, the oldest first; in one window of this browser at a time.
export async function flush({ again = false } = {}) {
  const due = (one) => waits(one) && (again || !rests(one));
  if (!(await entries()).mine.some(due)) return;
  const send = () => sendAll(due);
  if (navigator.locks) await navigator.locks.request(LOCK, { ifAvailable: true }, (held) => held && send());
  else await send();
}

async function sendAll(due) {
  // Whoever typed it must be who is signed in now, in whichever window that was.
  const now = await known(), sent = new Map();
  if (now === null) return;
  if (now !== whose()?.id) return needSignIn();
  for (const one of (await entries()).mine) {
    if (one.state === "sent") sent.set(one.id, one);
    if (!due(one) || (one.after && !sent.has(one.after))) continue;
    const after = await sendOne(one, sent.get(one.after));
    if (after.state === "sent") sent.set(one.id, after);
    if (after.stops) return;
  }
}

async function needSignIn() {
  for (const one of (await entries()).mine.filter(waits)) {
    if (one.needs !== "sign-in") await store({ ...one, state: "waiting", needs: "sign-in" });
  }
}

// A try that was cut off leaves "sending"; the next one finds it so and repeats it under its key.
async function sendOne(one, parent) {
  const { needs, ...rest } = one;
  const trying = await store({ ...rest, state: "sending", tried_at: new Date().toISOString() });
  try {
    const answer = await ask(one.path.replace("{id}", () => encodeURIComponent(parent?.answer.id)), {
      method: one.method, key: one.id, patience: LONG, body: one.form ? filled(one.form) : one.body,
    });
    const { form, ...light } = trying; // photos are the service's now
    return await store({ ...light, state: "sent", answer, reason: null, sent_at: new Date().toISOString() });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return { ...await store(failed(trying, problem)), stops: stops(problem) };
  }
}

function failed(one, problem) {
  const reason = problem.words;
  if (problem.status === 401) return { ...one, state: "waiting", needs: "sign-in", reason: null };
  return { ...one, state: problem.passes ? "waiting" : "refused", reason };
}

// Whether the others need not be tried now.
const stops = ({ status }) => [0, 401, 429].includes(status);

function filled(form) {
  const body = new FormData();
  for (const [name, value, file] of form) {
    if (value instanceof Blob) body.append(name, value, file ?? "");
    else body.append(name, value);
  }
  return body;
}

// ---- When -----------------------------------------------------------------------------------------------
async function tidy() {
  const old = new Date(Date.now() - KEPT).toISOString();
  for (const one of (await entries()).mine) {
    if (one.state === "sent" && one.sent_at < old) await discard(one.id);
  }
}

const now = () => flush({ again: true });
document.addEventListener("visibilitychange", () => { if (!document.hidden) now(); });
document.addEventListener("shiftmate:network", ({ detail: there }) => { if (there) flush(); });
window.addEventListener("online", now);
setInterval(flush, AGAIN);
tidy().then(now);
