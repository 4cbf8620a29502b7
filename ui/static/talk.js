// The conversation of this window: its name, and how it is handed to a report. The service keeps what
// was said for a few hours under that name, for a reload; on the tablet only the name is kept.
//
// The page of reports, opened as /report?conversation=NAME, asks for it:
//
//   const talk = await handed("NAME");
//   // { id, machine: tag or null, messages: [{ role, content, pages: [{ title, file_name, page,
//   //   document_id, chunk_id, picture }] }] }, or null where it is forgotten; messages as
//   //   POST /v1/reports/draft takes them, but for their pages
//   await photosOf("NAME");   // kept-photos.js
import { ask } from "./api.js";
import { uuid } from "./uuid.js";
import { whose } from "./whose.js";

const KEY = "shiftmate.talk", HANDED = "shiftmate.handed";

const isName = (name) => /^[0-9a-f]{32}$/.test(name ?? "");

export function talk() {
  const kept = sessionStorage.getItem(KEY);
  return isName(kept) ? kept : renewed();
}

export function renewed() {
  const name = uuid().replaceAll("-", "");
  sessionStorage.setItem(KEY, name);
  return name;
}

export const addressOf = (name) => `/conversation/${name}.json`;

// Before the chat is left: what the service knows of it, or what was asked, where it cannot be reached.
export async function hand(name, { machine, questions }) {
  let told = null;
  try {
    told = await ask(addressOf(name), { patience: 4000 });
  } catch {
    told = { id: name, messages: questions.map((content) => ({ role: "user", content, pages: [] })) };
  }
  told = { ...told, machine: machine ?? told.machine ?? null, owner: whose()?.id };
  sessionStorage.setItem(HANDED, JSON.stringify(told));
}

export async function handed(name) {
  const kept = JSON.parse(sessionStorage.getItem(HANDED) ?? "null");
  if (kept?.id === name && kept.owner === whose()?.id) return kept;
  try {
    return await ask(addressOf(name));
  } catch {
    return null;
  }
}

// Nothing of a conversation stays on the tablet of who signs out.
document.addEventListener("submit", ({ target }) => {
  if (target.getAttribute("action") === "/sign-out") forget();
}, true);

export function forget() {
  for (const key of [KEY, HANDED]) sessionStorage.removeItem(key);
}
