// Asks the service. What it refuses (application/problem+json) becomes a Problem, with words for it.
import { inEnglish, told } from "./say.js";
import { WORDS } from "./words.js";

const PATIENCE = 30_000; // ms; a question to the model is given more by who asks it

const KNOWN = {
  0: "problem_network", 401: "problem_sign_in", 403: "problem_forbidden", 404: "problem_gone",
  409: "problem_conflict", 410: "problem_gone", 412: "problem_conflict",
  413: "problem_too_large", 422: "problem_unfit", 429: "problem_busy",
};

const SAID = { // what the service says of a field, and the phrase for it
  "null, but needed": "problem_needed",
  "malfunction_end is before malfunction_start": "problem_backwards",
  "in the future, though it is told as what was": "problem_ahead",
};

// "Machine: must be filled in", of { pointer: "/asset_id", detail: "null, but needed" }.
function reason({ pointer, detail }) {
  const name = pointer.split("/").filter((one) => one && !/^\d+$/.test(one)).at(-1) ?? "";
  const what = detail in SAID ? told(SAID[detail]) : inEnglish(detail);
  if (!name) return what;
  const plain = name.replaceAll("_", " "), key = `field_${name}`;
  const field = key in WORDS ? told(key) : { en: plain, zh: plain };
  return { en: `${field.en}: ${what.en}`, zh: `${field.zh}：${what.zh}` };
}

export class Problem extends Error {
  // status: HTTP's, 0 where no reply came; errors: [{ pointer, detail }] of a form's fields.
  constructor(status, body = {}, retryAfter = null) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.status = status;
    this.errors = body.errors ?? [];
    this.retryAfter = retryAfter;
    this.detail = body.detail ?? "";
  }

  // Whether the same request may do later.
  get passes() {
    return this.status === 0 || this.status >= 500 || this.retryAfter !== null
      || [408, 425, 429].includes(this.status);
  }

  // Parts for put() of say.js.
  get words() {
    // The same request is still under way: nobody has changed anything.
    if (this.status === 409 && this.retryAfter !== null) return [["problem_busy"]];
    const known = KNOWN[this.status] ?? (this.status >= 500 ? "problem_broken" : null);
    if (known && ![403, 409, 422].includes(this.status)) return [[known]];
    const reasons = this.errors.map(reason);
    const all = reasons.length
      ? { en: reasons.map(({ en }) => en).join("; "), zh: reasons.map(({ zh }) => zh).join("；") }
      : inEnglish(this.message);
    return [...(known ? [[known], " "] : []), all];
  }
}

// The reply's JSON, null where it has none. Raises Problem.
export async function ask(address, options = {}) {
  const reply = await send(address, options);
  return reply.status === 204 ? null : reply.json();
}

// The reply itself, for its headers or a file. Raises Problem.
//   body: an object becomes JSON; FormData and Blobs go as they are
//   key: Idempotency-Key; version: If-Match; headers: others
export async function send(address, { method = "GET", body, key, version, patience, headers: more } = {}) {
  const headers = { Accept: "application/json", ...more };
  if (key) headers["Idempotency-Key"] = key;
  if (version) headers["If-Match"] = version;
  const isPlain = body !== undefined && !(body instanceof FormData) && !(body instanceof Blob);
  if (isPlain) headers["Content-Type"] = "application/json";
  let reply;
  try {
    reply = await fetch(address, {
      method, headers, body: isPlain ? JSON.stringify(body) : body,
      signal: AbortSignal.timeout(patience ?? PATIENCE),
    });
  } catch (error) {
    heard(false);
    throw Object.assign(new Problem(0), { cause: error });
  }
  heard(true);
  if (reply.ok) return reply;
  const told = await reply.json().catch(() => ({}));
  throw new Problem(reply.status, told, reply.headers.get("Retry-After"));
}

// ---- Whether the service is there: browsers know of cables, not of services -----------------------
let there = navigator.onLine;

export const isThere = () => there;

// Any page's code may tell what it has noticed; everybody hears of a change.
export function heard(now) {
  if (there === now) return;
  there = now;
  document.dispatchEvent(new CustomEvent("shiftmate:network", { detail: now }));
}
