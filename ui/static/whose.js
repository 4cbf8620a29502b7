// Who is here. The page says whose it is; one that is nobody's (the offline page) takes whoever used
// this browser last and has not signed out.
import { Problem, ask } from "./api.js";

const KEY = "shiftmate.here";

const told = JSON.parse(document.querySelector("meta[name=shiftmate]")?.content ?? "{}");

export const release = told.release;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

// { id, name, rights } or null.
export const whose = () => told.id ? told : kept();

export const may = (right) => Boolean(whose()?.rights.includes(right));

// Who the service knows at this moment: an id, "" for nobody, null where it cannot be reached.
export async function known() {
  try {
    return (await ask("/here.json", { patience: 5000 })).id;
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 401) return "";
    return null;
  }
}

// Whatever was cached for somebody: pages and machine packs. Outbox and drafts stay, each its owner's.
export async function forget() {
  localStorage.removeItem(KEY);
  if (!("caches" in window)) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("person-")).map((name) => caches.delete(name)));
}

// At the start of every page: another one than before has signed in, or the same.
export async function settle() {
  if (!told.id) return;
  const before = kept();
  if (before && before.id !== told.id) await forget();
  const { id, name, rights } = told;
  localStorage.setItem(KEY, JSON.stringify({ id, name, rights }));
}
