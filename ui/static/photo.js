// Asking with a photo of a display or a nameplate: its text is offered as a question, and the photo is
// kept for the report.
import { ask, isThere } from "./api.js";
import { beside, chooseMachine, propose, scope, tray } from "./box.js";
import { dropPhoto, keepPhoto, photosOf } from "./kept-photos.js";
import { asAddress, small } from "./picture.js";
import { button, keep, make, plain, put, say, whenThere } from "./say.js";
import { talk } from "./talk.js";
import { may } from "./whose.js";

const PATIENCE = 60_000; // ms; a page full of print takes ten seconds, and others may be before it
const THUMB = 192; // pixels

let place = null, told = null, deeds = null, list = null;

function draw() {
  const input = Object.assign(make("input"), {
    type: "file", accept: "image/*", hidden: true, id: "photo-file",
  });
  input.setAttribute("capture", "environment");
  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = "";
    if (file) await take(file);
  });
  const camera = button("beside photo", "take_photo", () => input.click());
  camera.id = "photo";
  place = tray("photographed");
  list = make("ul", "photos");
  told = make("p", "told");
  deeds = make("div", "deeds");
  place.append(list, told, deeds);
  place.after(input);
  beside(camera);
  refresh();
}

function tell(...parts) {
  put(told, ...parts);
  deeds.replaceChildren();
  place.hidden = !parts.length && !list.children.length;
}

async function refresh() {
  const photos = await photosOf(talk());
  keep(list, photos, ({ id }) => id, create, (node, photo) => {
    node.firstChild.alt = plain("photo_alt", { number: photos.indexOf(photo) + 1 });
  });
  list.hidden = photos.length === 0;
  place.hidden = photos.length === 0 && !told.textContent;
}

function create(photo) {
  const picture = make("img"), drop = button("drop", "photo_drop", async () => {
    await dropPhoto(photo.id);
    tell();
    await refresh();
  });
  small(photo.blob, THUMB).then(asAddress).then((address) => { picture.src = address; });
  return make("li", "", picture, drop);
}

async function take(file) {
  let blob;
  try {
    blob = await small(file);
  } catch {
    return tell(["photo_unfit"]);
  }
  await keepPhoto(blob, talk());
  await refresh();
  if (!isThere()) return tell(["photo_kept"]);
  tell(["photo_reading"]);
  await read(blob);
}

async function read(blob) {
  const body = new FormData();
  body.append("photo", blob, "photo.jpg");
  body.append("language", document.documentElement.dataset.language);
  try {
    seen(await ask("/v1/photos/read", { method: "POST", body, patience: PATIENCE }));
  } catch (problem) {
    if (!problem.words) throw problem;
    tell(["photo_failed"], ...problem.words, " ", ["photo_kept"]);
  }
}

// What it says, and the question that it suggests: taken by a tap, sent by another.
function seen({ text, machines, question }) {
  if (!question) return tell(["photo_nothing"]);
  tell(["photo_read", { lines: text.slice(0, 6).join(" · ").slice(0, 200) }]);
  const use = make("button", "offer", ...say("photo_use"), make("span", "words", question));
  use.type = "button";
  use.addEventListener("click", () => {
    if (machines.length === 1 && !scope().machine) chooseMachine(machines[0]);
    propose(question);
    tell();
  });
  deeds.append(use);
}

document.addEventListener("click", ({ target }) => {
  if (place && target.closest("#ask, #again")) tell();
});
document.addEventListener("shiftmate:forgotten", () => { if (place) setTimeout(() => { tell(); refresh(); }, 200); });

whenThere("#composer #ask", () => { if (may("docs:read")) draw(); });
