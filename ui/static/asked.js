// /?machine=TAG&q=…: the chat opened from a machine or a link. A tap on our own page asks; of any other
// link the question is put into the box, and sent by nobody but who reads it.
import { isThere } from "./api.js";
import { chooseMachine, propose, typed } from "./box.js";
import { whenThere } from "./say.js";
import { keepScope } from "./scope.js";

const TAPPED = "shiftmate.tapped"; // as machine-parts.js writes it

const told = new URLSearchParams(location.search);
const machine = told.get("machine")?.slice(0, 200) ?? "";
const question = told.get("q")?.slice(0, 2000) ?? "";

const isTapped = sessionStorage.getItem(TAPPED) === location.pathname + location.search;
sessionStorage.removeItem(TAPPED);
let isOver = false;

// Where the list has no such machine, the question names it.
function ask(isChosen) {
  if (isOver) return;
  isOver = true;
  const names = machine && !isChosen && !question.includes(machine), before = typed();
  const words = names ? `${machine}: ${question}` : question;
  if (!words) return;
  propose(before ? `${before}\n${words}` : words); // what was being typed stays
  if (isTapped && !before && question) requestAnimationFrame(() => document.querySelector("#ask").click());
}

if (machine || question) {
  history.replaceState(null, "", location.pathname); // a reload is not to ask it again
  whenThere("#question textarea", () => {
    if (!machine) return ask(false);
    // The list comes with the library, which may have none to choose from.
    whenThere("#scope select, #welcome h2", () => setTimeout(() => ask(chooseMachine(machine)), 150));
    const alone = () => { // then there is no list
      if (isThere() || isOver) return;
      keepScope(`machine-${encodeURIComponent(machine)}`);
      ask(false);
    };
    document.addEventListener("shiftmate:network", alone);
    alone();
  });
}
