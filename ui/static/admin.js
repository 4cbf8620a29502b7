// The administration: one part at a time, by the address (/admin#keys), drawn when it is opened.
import { button, make, put, say } from "./say.js";
import { Problem } from "./api.js";

const PARTS = {
  people: () => import("./admin-people.js"),
  keys: () => import("./admin-keys.js"),
  webhooks: () => import("./admin-webhooks.js"),
  models: () => import("./admin-models.js"),
  backups: () => import("./admin-backups.js"),
  audit: () => import("./admin-audit.js"),
};

const root = document.querySelector("#admin");
let turn = 0;

async function show() {
  const name = location.hash.slice(1) in PARTS ? location.hash.slice(1) : "people";
  for (const link of document.querySelectorAll(".tabs a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const mine = ++turn;
  const status = make("p", "note", ...say("admin_loading"));
  status.setAttribute("role", "status");
  const part = make("section", `part ${name}`, make("h2", "", ...say(`admin_${name}`)), status);
  part.querySelector("h2").id = "part-name";
  part.setAttribute("aria-labelledby", "part-name");
  root.replaceChildren(part);
  try {
    const { draw } = await PARTS[name]();
    await draw(part, root.dataset);
    if (mine === turn && status.querySelector(".en")?.textContent === say("admin_loading")[0].textContent) put(status);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    status.className = "trouble";
    put(status, ...problem.words);
    part.append(button("", "retry", show));
  }
  part.dataset.drawn = "";
}

window.addEventListener("hashchange", show);
await show();
