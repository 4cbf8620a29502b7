// The page viewer: opens what a mark points to, zooms (buttons, two fingers, keys), turns pages.
import { whenThere } from "./say.js";

const root = document.documentElement;
const LEAST = 1, MOST = 4, STEP = 0.5;

const side = () => document.querySelector("#page-side");
const sheet = () => document.querySelector("#viewer .sheet");
const covers = () => getComputedStyle(side()).position === "fixed"; // upright tablets, phones

// ---- Opening and closing ------------------------------------------------------------------------
let opener = null, wanted = null; // what was tapped; what is to have the focus once it is drawn

function open(link) {
  document.dispatchEvent(new CustomEvent("shiftmate:open", { detail: link.getAttribute("href") }));
  if (link.closest("#viewer")) {
    wanted = [...link.classList].find((name) => /^(next_page|previous_page)$/.test(name)) ?? "sheet";
    return;
  }
  root.classList.add("viewer-open");
  if (!covers()) return;
  opener = link;
  reach(false);
  wanted = "close";
  focusWanted();
}

function close() {
  if (!root.classList.contains("viewer-open")) return;
  root.classList.remove("viewer-open");
  reach(true);
  opener?.focus?.();
  opener = null;
}

// What lies under the page is out of reach, of fingers and of screen readers.
function reach(within) {
  for (const place of document.querySelectorAll("#top, #who, #talk")) place.inert = !within;
}

function focusWanted() {
  if (!wanted) return;
  const target = document.querySelector(`#viewer .${wanted}:not([disabled])`) ?? sheet();
  target?.focus({ preventScroll: true });
}

// ---- Zoom -----------------------------------------------------------------------------------------
let zoomed = LEAST;

// Keeps the point (from the sheet's corner, in pixels) where it is; else the evidence, else the middle.
function zoom(to, point) {
  const place = sheet(), picture = place?.querySelector("img");
  if (!picture) return;
  const before = zoomed, [x, y] = point ?? middle(place, picture);
  zoomed = Math.min(Math.max(to, LEAST), MOST);
  const left = place.scrollLeft + x, top = place.scrollTop + y;
  show();
  place.scrollLeft = left * zoomed / before - x;
  place.scrollTop = top * zoomed / before - y;
  clearTimeout(sharpening);
  sharpening = setTimeout(sharpen, QUIET);
}

function middle(place, picture) {
  const at = Number(place.dataset.at) * picture.clientHeight - place.scrollTop;
  const isSeen = Number(place.dataset.at) > 0 && at > 0 && at < place.clientHeight;
  return [place.clientWidth / 2, isSeen ? at : place.clientHeight / 2];
}

function show() {
  root.style.setProperty("--zoom", zoomed);
  for (const told of document.querySelectorAll("#viewer .percent")) {
    const percent = `${Math.round(zoomed * 100)} %`;
    if (told.textContent !== percent) told.textContent = percent;
  }
  const ends = [[".zoom-out", zoomed <= LEAST], [".zoom-in", zoomed >= MOST]];
  for (const [name, isEnd] of ends) {
    const button = document.querySelector(`#viewer ${name}`);
    button?.setAttribute("aria-disabled", String(isEnd)); // a disabled one would lose the focus
  }
}

// A picture of the first look serves until its own pixels would be seen; then a sharper one takes its
// place, once it is there. Without it the first one stays.
const SHARP = 2400, QUIET = 250; // pixels across; ms until the fingers rest
let sharpening = 0;

function sharpen() {
  const picture = sheet()?.querySelector("img");
  if (!picture?.naturalWidth || picture.clientWidth * devicePixelRatio < 1.3 * picture.naturalWidth) return;
  const address = new URL(picture.src);
  if (address.searchParams.has("width")) return;
  address.searchParams.set("width", SHARP);
  const sharper = new Image();
  sharper.src = address;
  sharper.decode().then(() => { picture.src = sharper.src; }, () => {});
}

// Two fingers on the sheet.
let pinch = null;

function spread(place, [one, two]) {
  const box = place.getBoundingClientRect();
  return {
    apart: Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY),
    point: [(one.clientX + two.clientX) / 2 - box.left, (one.clientY + two.clientY) / 2 - box.top],
  };
}

document.addEventListener("touchstart", ({ target, touches }) => {
  const place = target.closest?.("#viewer .sheet");
  pinch = place && touches.length === 2 ? { from: zoomed, ...spread(place, touches) } : null;
}, { passive: true });
document.addEventListener("touchmove", (move) => {
  const place = pinch && sheet();
  if (!place || move.touches.length !== 2) return;
  move.preventDefault();
  const now = spread(place, move.touches);
  zoom(pinch.from * now.apart / pinch.apart, now.point);
}, { passive: false });
document.addEventListener("touchend", () => { pinch = null; }, { passive: true });

document.addEventListener("wheel", (wheel) => { // two fingers on a touch pad are told so
  const place = wheel.ctrlKey && wheel.target.closest?.("#viewer .sheet");
  if (!place) return;
  wheel.preventDefault();
  const box = place.getBoundingClientRect();
  zoom(zoomed * Math.exp(-wheel.deltaY / 200), [wheel.clientX - box.left, wheel.clientY - box.top]);
}, { passive: false });

// ---- Taps and keys ----------------------------------------------------------------------------------
const actions = [
  ["a[href^='#cite-'], a[href^='#page-'], a[href^='#figure-']", (link, tap) => {
    tap.preventDefault();
    open(link);
  }],
  ["#viewer .close", close],
  ["#viewer .zoom-in", () => zoom(zoomed + STEP)],
  ["#viewer .zoom-out", () => zoom(zoomed - STEP)],
  ["#viewer .zoom-fit", () => zoom(LEAST)],
];

document.addEventListener("click", (tap) => {
  for (const [where, act] of actions) {
    const target = tap.target.closest(where);
    if (target) return act(target, tap);
  }
});

const press = (where) => () => document.querySelector(`#viewer ${where}`)?.click();
const KEYS = {
  "+": press(".zoom-in"), "=": press(".zoom-in"), "-": press(".zoom-out"), "0": press(".zoom-fit"),
  PageDown: press("a.next_page"), PageUp: press("a.previous_page"), Home: press("a.back_to_evidence"),
};

document.addEventListener("keydown", (key) => {
  if (key.key === "Escape") close();
  if (key.key === " " && key.target.closest?.("#viewer [role=button]")) {
    key.preventDefault();
    key.target.click();
  }
  const isOurs = key.target.closest?.("#viewer") && !key.ctrlKey && !key.metaKey && !key.altKey;
  if (!isOurs || !KEYS[key.key]) return;
  key.preventDefault();
  KEYS[key.key]();
});

// ---- Once a page is drawn -----------------------------------------------------------------------------
// Brings the highlighted lines into the upper third of the sheet.
function toEvidence(place) {
  const picture = place.querySelector("img");
  place.scrollTop = Number(place.dataset.at) * picture.clientHeight - place.clientHeight / 3;
  place.scrollLeft = (place.scrollWidth - place.clientWidth) / 2;
}

function tell() {
  for (const picture of document.querySelectorAll("#viewer img[data-en]")) {
    picture.alt = picture.dataset[root.dataset.language];
  }
}

// Both do not bubble.
document.addEventListener("load", ({ target }) => {
  const place = target.closest?.("#viewer .sheet");
  if (!place) return;
  if (!new URL(target.src).searchParams.has("width")) toEvidence(place);
  sharpen(); // zoom stays from page to page
}, true);
document.addEventListener("error", ({ target }) => {
  target.closest?.("#viewer .sheet")?.classList.add("missing");
}, true);
document.addEventListener("shiftmate:preference", tell);

whenThere("#viewer", (viewer) => {
  let drawn = null;
  const settle = () => {
    show(); // whatever has been drawn anew says 100 %
    if (drawn === sheet()) return;
    drawn = sheet();
    tell();
    focusWanted();
    wanted = null;
  };
  new MutationObserver(settle).observe(viewer, { childList: true, subtree: true });
  settle();
});
