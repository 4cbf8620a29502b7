// What is kept on purpose to be read without network: a machine's cards, safety blocks and cited
// pages. The service worker answers from here, and nothing else of /v1, while the service is away.
//
//   await pack({ id: "PX-01", title: { en, zh }, page: "/a/TOKEN", addresses: ["/v1/…", …] })
//   await packs()            // [{ name, title, page, addresses, kept_at, size, missing }]
//   await unpack("PX-01")    // but for what other packs hold too
import { isThere } from "./api.js";
import * as db from "./db.js";
import { keep, make, put, whenThere } from "./say.js";
import { whose } from "./whose.js";

export const CACHE = "person-packs"; // gone at sign-out, as sw.js has it

const tell = () => document.dispatchEvent(new CustomEvent("shiftmate:packs"));

// Returns the addresses that could not be had.
export async function pack({ id, title, page, addresses }) {
  const owner = whose()?.id;
  if (!owner || !("caches" in window)) return addresses;
  const cache = await caches.open(CACHE), missing = [];
  let size = 0; // bytes
  for (const address of [page, ...addresses]) {
    try {
      await cache.add(new Request(address, { credentials: "same-origin" }));
      size += (await (await cache.match(address)).blob()).size;
    } catch {
      missing.push(address);
    }
  }
  const kept_at = new Date().toISOString();
  await db.set("packs", { id: `${owner} ${id}`, owner, name: id, title, page, addresses, kept_at, size, missing });
  tell();
  return missing;
}

// Those of who is here, as they were asked for.
export async function packs() {
  const owner = whose()?.id;
  return (await db.all("packs")).filter((one) => one.owner === owner);
}

export async function unpack(name) {
  const one = (await packs()).find((row) => row.name === name);
  if (!one) return;
  await db.remove("packs", one.id);
  const rest = new Set((await packs()).flatMap((other) => [other.page, ...other.addresses]));
  const cache = await caches.open(CACHE);
  for (const address of [one.page, ...one.addresses]) {
    if (!rest.has(address)) await cache.delete(address);
  }
  tell();
}

// After somebody has signed in again their packs are there, but what was in them was dropped.
export async function refresh() {
  if (!isThere() || !("caches" in window)) return;
  const cache = await caches.open(CACHE);
  for (const one of await packs()) {
    if (!await cache.match(one.page)) await pack({ ...one, id: one.name });
  }
}

// "3.4 MB", the same in both languages.
export function sized(bytes) {
  const megabytes = bytes / 1_000_000;
  return megabytes < 0.1 ? "< 0.1 MB" : `${megabytes.toFixed(1)} MB`;
}

// ---- The list, wherever a page has a place for it ---------------------------------------------------------
async function show(place) {
  const mine = await packs();
  const list = place.querySelector("ul") ?? place.appendChild(make("ul", "rows"));
  const none = place.querySelector(".none") ?? place.appendChild(make("p", "none"));
  put(none, ["no_packs"]);
  none.hidden = mine.length > 0;
  keep(list, mine, (one) => one.id, () => make("li", "card", make("a", "title"), make("p", "small")),
    (node, one) => {
      const [link, when] = node.children;
      link.href = one.page;
      put(link, one.title ?? one.name);
      const told = { en: new Date(one.kept_at).toLocaleString("en-GB"),
        zh: new Date(one.kept_at).toLocaleString("zh-CN") };
      put(when, ["kept_on", { when: told }], ...(one.size ? [` · ${sized(one.size)}`] : []));
    });
}

const showAll = () => { for (const place of document.querySelectorAll("[data-packs]")) show(place); };
document.addEventListener("shiftmate:packs", showAll);
whenThere("[data-packs]", showAll);
