// A word below the bar on top, which goes by itself; screen readers are told too.
import { put } from "./say.js";

const SHOWN = 8000; // ms
let hiding = 0;

export function toast(...parts) {
  let note = document.querySelector("#toast");
  if (!note) {
    note = Object.assign(document.createElement("div"), { id: "toast" });
    note.setAttribute("role", "status");
    document.body.append(note);
  }
  put(note, ...parts);
  note.classList.add("shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => note.classList.remove("shown"), SHOWN);
}
