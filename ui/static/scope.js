// What questions are asked of, kept over a reload for who chose it: the list comes from the service, and
// without network there is none. "machine-TAG" and "manual-ID", as ui/scope.py writes them; "" is all.
import { whose } from "./whose.js";

const SCOPE = "shiftmate.scope";

export function scopeBefore() {
  const before = JSON.parse(sessionStorage.getItem(SCOPE) ?? "null");
  return before?.owner === whose()?.id ? before?.value ?? "" : "";
}

export const keepScope = (value) =>
  sessionStorage.setItem(SCOPE, JSON.stringify({ owner: whose()?.id, value }));
