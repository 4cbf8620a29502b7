// On every page: the menu by rights, signing out, the service worker, the install hint, the outbox.
import { heard, isThere } from "./api.js";
import { refresh } from "./packs.js";
import { make, say, whenThere } from "./say.js";
import { toast } from "./toast.js";
import { forget, known, may, release, settle, whose } from "./whose.js";
import "./left.js";
import "./outbox-list.js";

const PROBE = 10_000; // ms between two looks whether the service is back

// ---- The menu --------------------------------------------------------------------------------------
whenThere("#menu-open", () => {
  // Out of Gradio's reach, which paints whatever stands in its own parts.
  document.body.append(...document.querySelectorAll(".sheet-over"));
  window.shiftmatePreferences.mark();
  for (const link of document.querySelectorAll("a[data-right]")) {
    if (whose() && !may(link.dataset.right)) link.remove();
  }
});

document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-opens]");
  if (opener) {
    document.querySelector("#menu")?.hidePopover();
    const what = document.getElementById(opener.dataset.opens);
    if (what?.popover) what.showPopover();
    else what?.click();
  }
  if (target.closest("[data-again]")) location.reload();
});

document.addEventListener("submit", ({ target }) => {
  if (target.getAttribute("action") === "/sign-out") forget();
}, true);

// Somebody has signed out while there was no network: it is done now, before anything else is shown.
async function leave() {
  if (!("caches" in window) || !await caches.has("leaving")) return;
  const told = make("p", "trouble", ...say("signed_out_here"));
  told.setAttribute("role", "status");
  document.querySelector(".while-away")?.replaceWith(told) ?? toast(["sign_out_later"]);
  const now = await known();
  if (now === null) return;
  if (now) await fetch("/sign-out", { method: "POST", redirect: "manual" });
  await caches.delete("leaving");
  location.replace("/sign-in");
}
document.addEventListener("shiftmate:network", ({ detail: there }) => { if (there) leave(); });

// ---- Network ---------------------------------------------------------------------------------------
async function probe() {
  if (isThere()) return;
  await known(); // tells what it heard
  if (!isThere()) setTimeout(probe, PROBE);
}

window.addEventListener("offline", () => heard(false));
window.addEventListener("online", () => known());
document.addEventListener("shiftmate:network", ({ detail: there }) => {
  document.documentElement.classList.toggle("no-network", !there);
  if (!there) probe();
});
known(); // a page may be a copy, however well the cable is
document.documentElement.classList.toggle("no-network", !isThere());

// ---- Installing --------------------------------------------------------------------------------------
let offer = null;
const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone;
const byHand = /iPad|iPhone|Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1;

function offerInstall() {
  whenThere("#install", (link) => {
    link.hidden = isInstalled || !(offer || byHand);
    link.onclick = async () => {
      if (!offer) { // Safari has no other way than its own menu
        document.querySelector("#install-how").hidden = false;
        return;
      }
      await offer.prompt();
      offer = null;
      link.hidden = true;
    };
  });
}

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  offerInstall();
});
offerInstall();

// ---- The form of a report ----------------------------------------------------------------------------
// It opens without network, though nobody has opened it before: that is when one is written.
async function keepForm() {
  if (!("caches" in window) || !isThere() || !document.querySelector('a[href="/report"]')) return;
  const cache = await caches.open(`person-pages-${release}`);
  if (await cache.match("/report")) return;
  const reply = await fetch("/report").catch(() => null);
  if (reply?.ok && !reply.redirected) await cache.put("/report", reply);
}

// ---- Start -------------------------------------------------------------------------------------------
await leave();
await settle();
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => {}); // plain http: none
}
refresh();
keepForm();
