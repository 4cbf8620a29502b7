// The list of machines: search while typing, and the camera on a label. What is scanned goes to the
// service, which knows all links; without network the list itself is looked through.
import { isThere } from "./api.js";
import { button, make, plain, put, say } from "./say.js";

const EVERY = 200; // ms between two looks through the camera
const WIDTH = 640; // px that a picture is looked at in where the page decodes it itself
const FORMATS = ["qr_code", "data_matrix"];

const form = document.querySelector("#pick"), box = document.querySelector("#scan");
const rows = [...document.querySelectorAll("#known > li")];

// ---- Typing -------------------------------------------------------------------------------------
const folded = (words) => words.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
const squeezed = (words) => folded(words).join("").replace(/[^\p{L}\p{N}]/gu, "");

function narrow() {
  const wanted = folded(box.value), tight = squeezed(box.value);
  let shown = 0;
  for (const row of rows) {
    const words = row.dataset.find;
    const fits = wanted.every((word) => words.includes(word))
      || (tight && squeezed(words).includes(tight));
    row.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  document.querySelector("#no-match").hidden = shown > 0;
  return shown;
}

// Without scheme and a slash at the end, as the service compares links.
const bare = (link) => link.toLowerCase().replace(/^https?:/, "").replace(/\/$/, "");

// Without network: a link that is an alias, our own link, or a tag, as far as this page knows them.
function here(scan) {
  if (/^https?:/i.test(scan)) {
    const alias = rows.find((row) => row.dataset.find.split(" ").some((word) =>
      word.startsWith("http") && bare(word) === bare(scan)));
    if (alias) return alias;
  }
  const own = /^https?:\/\/[^/]+\/a\/([^?#]+)/i.exec(scan)?.[1];
  const name = own ? decoded(own) : scan;
  const tight = squeezed(name);
  return rows.find((row) => tight && squeezed(row.querySelector("strong").textContent) === tight);
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch { // a % that stands for itself
    return part;
  }
}

function open(scan) {
  if (isThere()) {
    location.assign(`/machines?scan=${encodeURIComponent(scan)}`);
    return;
  }
  const found = here(scan);
  if (found) {
    location.assign(found.querySelector("a").href);
    return;
  }
  box.value = scan;
  narrow();
}

if (form) {
  const hint = () => { box.placeholder = plain(box.dataset.hint); };
  hint();
  document.addEventListener("shiftmate:preference", hint);
  box.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!box.value.trim()) return;
    const left = rows.filter((row) => !row.hidden);
    if (left.length === 1) location.assign(left[0].querySelector("a").href);
    else open(box.value.trim());
  });
  narrow();
}

// ---- The camera ---------------------------------------------------------------------------------
const view = document.querySelector("#view"), start = document.querySelector("#camera");
let stop = null;

async function detector() {
  if ("BarcodeDetector" in window) {
    const known = await window.BarcodeDetector.getSupportedFormats();
    const formats = FORMATS.filter((one) => known.includes(one));
    if (formats.length) {
      const own = new window.BarcodeDetector({ formats });
      return async (video) => (await own.detect(video))[0]?.rawValue;
    }
  }
  await import("./vendor/jsQR.js");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, WIDTH / video.videoWidth);
    canvas.width = video.videoWidth * scale;
    canvas.height = video.videoHeight * scale;
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    return window.jsQR(data, width, height)?.data;
  };
}

async function look() {
  const video = make("video"), note = make("p", "note", ...say("machine_scan_aim"));
  Object.assign(video, { muted: true, playsInline: true, autoplay: true });
  video.setAttribute("aria-label", plain("machine_scan_view"));
  const end = button("", "machine_scan_stop", () => stop());
  view.replaceChildren(note, video, end);
  view.hidden = false;
  start.hidden = true;
  let stream = null, going = true;
  stop = () => {
    going = false;
    for (const track of stream?.getTracks() ?? []) track.stop();
    view.hidden = true;
    start.hidden = false;
    start.focus();
    stop = null;
  };
  try {
    const detect = await detector();
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false, video: { facingMode: "environment", width: { ideal: 1280 } },
    });
    video.srcObject = stream;
    await video.play();
    while (going) {
      const told = video.videoWidth ? await detect(video) : null;
      if (told && going) {
        stop();
        navigator.vibrate?.(60);
        open(told);
        return;
      }
      await new Promise((resolve) => { setTimeout(resolve, EVERY); });
    }
    for (const track of stream.getTracks()) track.stop();
  } catch { // refused, in use by another program, or not there
    stop?.();
    const said = document.querySelector("#no-camera");
    put(said, ["machine_scan_denied"]);
    said.hidden = false;
  }
}

if (start) {
  const able = window.isSecureContext && navigator.mediaDevices?.getUserMedia;
  start.hidden = !able;
  document.querySelector("#no-camera").hidden = Boolean(able);
  start.addEventListener("click", look);
  document.addEventListener("visibilitychange", () => { if (document.hidden) stop?.(); });
}
