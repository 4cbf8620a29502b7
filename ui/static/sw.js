// The service worker. RELEASE and SHELL stand in the line before, which the service writes.
//
// shell-*          files of this release, cached when it is installed
// gradio-*         Gradio's own files, as they are asked for; their names change with their content
// person-pages-*   pages as somebody saw them, for when the network is gone
// person-packs     what was kept on purpose (packs.js); all that is ever answered of /v1 from here
//
// leaving          somebody has signed out without network; shell.js does it once there is one
//
// Whatever is a person's goes when anybody signs in or out: tablets are shared.
"use strict";
const WHATEVER_ASKED = ["/", "/report"]; // pages that read their query themselves: one copy does for all
const SHELL_CACHE = `shell-${RELEASE}`, GRADIO = `gradio-${RELEASE}`;
const PAGES = `person-pages-${RELEASE}`, PACKS = "person-packs";
const LEAVING = "leaving";
const MOST_PAGES = 60;
const PATIENCE = 5000; // ms for a page before its copy is shown: Wi-Fi dies slowly
const NO_COPY = /^\/(sign-|password|docs|v1|mcp|openapi|metrics|handover|healthz|gradio_api|config|static-offline)/;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(SHELL_CACHE);
    await cache.addAll(SHELL);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const ours = [SHELL_CACHE, GRADIO, PAGES, PACKS, LEAVING];
    const names = await caches.keys();
    await Promise.all(names.filter((name) => !ours.includes(name)).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (changesHands(request, url)) event.waitUntil(forget());
  if (url.pathname === "/sign-out" && request.mode === "navigate") event.respondWith(leave(request));
  if (request.method !== "GET") return;
  const answer = answerer(request, url);
  if (answer) event.respondWith(answer(event, url));
});

// Signing in or out; or coming back from a provider, where somebody has signed in.
function changesHands({ method }, { pathname }) {
  return pathname.startsWith("/sign-in/") || (method === "POST" && /^\/sign-(in|out)$/.test(pathname));
}

function answerer({ mode }, { pathname, search }) {
  if (mode === "navigate") return NO_COPY.test(pathname) ? null : page;
  if (pathname.startsWith(`/ui/${RELEASE}/`) || pathname === "/manifest.json") return kept(SHELL_CACHE);
  if (/^\/(assets|static|ui\/icons)\//.test(pathname)) return kept(GRADIO);
  if (pathname === "/theme.css" && search) return kept(GRADIO);
  return pathname.startsWith("/v1/") ? packed : null;
}

// Cache first.
const kept = (name) => async ({ request }) => {
  const cache = await caches.open(name), copy = await cache.match(request);
  if (copy) return copy;
  const reply = await fetch(request);
  if (reply.status === 200) await cache.put(request, reply.clone());
  return reply;
};

// Network first; a copy where there is none, or is none in time; else what this tablet has at hand.
async function page(event, url) {
  const cache = await caches.open(PAGES);
  const key = WHATEVER_ASKED.includes(url.pathname) ? url.pathname : url.pathname + url.search;
  const asked = fetch(event.request).then((reply) => {
    const isPage = reply.headers.get("content-type")?.startsWith("text/html");
    if (reply.status === 200 && isPage) event.waitUntil(keepPage(cache, key, reply.clone()));
    return reply;
  });
  asked.catch(() => {}); // it may fail after a copy was shown
  const copy = async () => await cache.match(key) ?? await (await caches.open(PACKS)).match(key);
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
  try {
    return await Promise.race([asked, late]) ?? await copy() ?? await asked;
  } catch {
    return await copy() ?? await caches.match("/offline", { cacheName: SHELL_CACHE }) ?? Response.error();
  }
}

async function keepPage(cache, key, reply) {
  await cache.put(key, reply);
  const [oldest, ...rest] = await cache.keys();
  if (rest.length >= MOST_PAGES) await cache.delete(oldest);
}

// Whoever goes away from the tablet is away from it, network or not.
async function leave(request) {
  try {
    return await fetch(request);
  } catch {
    await caches.open(LEAVING);
    return await caches.match("/offline", { cacheName: SHELL_CACHE }) ?? Response.error();
  }
}

// The service's answer; while it is away, the copy that was kept on purpose, if there is one.
async function packed({ request }) {
  try {
    return await fetch(request);
  } catch (error) {
    const copy = await (await caches.open(PACKS)).match(request);
    if (copy) return copy;
    throw error;
  }
}

async function forget() {
  const names = await caches.keys();
  const gone = names.filter((name) => name.startsWith("person-") || name === LEAVING);
  await Promise.all(gone.map((name) => caches.delete(name)));
}
