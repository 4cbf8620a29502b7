// The question box when the network is gone. Gradio's queue has no offline mode: what is asked then
// goes to the outbox and is asked once, later. What is typed, and what was asked but not yet answered,
// comes back after a reload.
import { heard, isThere } from "./api.js";
import { keepDraft } from "./keep.js";
import { add, flush } from "./outbox.js";
import { make, say, whenThere } from "./say.js";
import { scopeBefore } from "./scope.js";
import { toast } from "./toast.js";
import { may } from "./whose.js";

const JOIN = "/gradio_api/queue/join"; // where Gradio's events go
const OVER = "#chat :is(.answer, .refused, .trouble, .note):not(.running)";

let asking = null; // a question that was sent and has not been answered yet

const box = () => document.querySelector("#question textarea");

function empty(area) {
  area.value = "";
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

// "machine-TAG" and "manual-ID", as ui/scope.py writes them.
function filters() {
  const chosen = document.querySelector("#scope select")?.value ?? scopeBefore();
  const [, kind, name] = /^(machine|manual)-(.+)$/.exec(chosen) ?? [];
  return kind && { [kind === "machine" ? "asset" : "document"]: decodeURIComponent(name) };
}

async function keepQuestion(question) {
  try {
    await add({
      kind: "question", title: question, path: "/v1/chat/completions",
      body: { messages: [{ role: "user", content: question }], filters: filters() },
    });
  } catch {
    return toast(["keep_failed"]); // the words stay in the box
  }
  asking = null;
  const area = box();
  if (area && area.value.trim() === question) empty(area);
  toast(["kept_for_later"]);
}

// Returns whether the question goes the usual way.
function asked(event) {
  const question = box()?.value.trim();
  if (!question || !may("docs:read")) return;
  if (isThere()) {
    asking = question;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  keepQuestion(question);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("#ask")) asked(event);
}, true);
document.addEventListener("keydown", (event) => {
  const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (sends && event.target.closest?.("#question")) asked(event);
}, true);

// The first question after the network has gone: nobody knew yet.
const real = window.fetch;
window.fetch = async (...call) => {
  try {
    return await real(...call);
  } catch (error) {
    const address = call[0] instanceof Request ? call[0].url : String(call[0]);
    const url = new URL(address, location);
    if (error.name === "TypeError" && url.origin === location.origin) {
      heard(false); // shell.js looks again at once, whether that is so
      if (asking && url.pathname === JOIN) keepQuestion(asking);
    }
    throw error;
  }
};

// Drawn from its copy, the page has nothing to say for itself.
whenThere("#welcome", (welcome) => {
  const packs = make("div", "at-hand");
  packs.dataset.packs = ""; // packs.js lists them
  welcome.before(make("div", "offline-note", make("p", "", ...say("offline_page")),
    make("p", "heading", ...say("at_hand")), packs));
  document.dispatchEvent(new CustomEvent("shiftmate:packs"));
});
const ON_ITS_WAY = 5_000; // ms in which a page that is no copy is drawn
const ONCE = 60_000; // ms between two tries: where drawing takes long, a page must not begin for ever
const TRIED = "shiftmate-drawn-anew";
const isDrawn = () => document.querySelector("#welcome h2, #chat .asked");
document.addEventListener("shiftmate:network", async ({ detail: there }) => {
  if (!there || isDrawn()) return;
  await flush();
  await new Promise((go) => setTimeout(go, ON_ITS_WAY));
  const since = Date.now() - Number(sessionStorage.getItem(TRIED));
  if (!isThere() || isDrawn() || since < ONCE) return;
  sessionStorage.setItem(TRIED, String(Date.now()));
  location.reload();
});

whenThere("#question textarea", (area) => {
  const draft = keepDraft(area, "question");
  whenThere("#chat", (chat) => {
    new MutationObserver(() => {
      if (!asking || area.value || document.querySelector("#chat .running")) return;
      if (!chat.querySelector(`.message-row:last-child :is(.answer, .refused, .trouble, .note)`)
        && !document.querySelector(OVER)) return;
      asking = null;
      draft.clear();
    }).observe(document.body, { childList: true, subtree: true, attributeFilter: ["class"] });
  });
});
