// /reports: what became of reports, own ones first; those that wait on this tablet stand on top.
import { ask } from "./api.js";
import { entries } from "./outbox.js";
import { clock, deeds, isConsole, sign } from "./report-status.js";
import { button, keep, make, put, say } from "./say.js";
import { settle, whose } from "./whose.js";

const AT_ONCE = 30;
const CHOICES = { mine: "rep_mine", waiting: "rep_waiting", all: "rep_all" };

const root = document.querySelector("#reports");
const tabs = make("div", "deeds tabs"), here = make("section", "on-tablet");
const list = make("ul", "rows"), told = make("p", "none"), further = button("", "rep_further", () => load(cursor));
let chosen = new URLSearchParams(location.search).get("show") ?? (isConsole() ? "all" : "mine");
let found = [], cursor = null;

function query(after) {
  const asked = new URLSearchParams({ limit: AT_ONCE });
  if (chosen === "mine") asked.set("author", whose()?.name ?? "");
  if (chosen === "waiting") asked.set("status", "submitted");
  if (after) asked.set("cursor", after);
  return `/v1/reports?${asked}`;
}

async function load(after = null) {
  try {
    const page = await ask(query(after));
    found = after ? [...found, ...page.reports] : page.reports;
    cursor = page.next_cursor;
    put(told, ...(found.length ? [] : [["rep_none"]]));
  } catch (problem) {
    put(told, ...problem.words);
  }
  told.hidden = !told.firstChild;
  further.hidden = !cursor;
  show();
}

const show = () => keep(list, found, (one) => `${one.id} ${one.version}`, row, () => {});

function row(one) {
  const title = make("a", "title", `${one.number} · ${one.title ?? "…"}`);
  title.href = `/reports/${encodeURIComponent(one.number)}`;
  const where = make("p", "small");
  put(where, [one.asset_id ?? one.asset_text, ""].filter(Boolean).join(" "), one.asset_id || one.asset_text ? " · " : "",
    ["rep_by", { who: one.author.name, when: clock(one.updated_at) }]);
  const node = make("li", "card report", sign(one), title, where);
  if (one.status === "rejected" && one.decision_reason) {
    node.append(make("p", "warning", ...say("rep_reason", { reason: one.decision_reason })));
  }
  const may = deeds(one, () => load());
  if (may.firstChild) node.append(may);
  return node;
}

// The outbox's own list is in the menu; here only that something of this kind waits, and where.
async function tablet() {
  const mine = (await entries()).mine.filter((one) => one.kind === "report" && one.state !== "sent");
  here.hidden = !mine.length;
  here.replaceChildren(make("h2", "", ...say("rep_on_tablet")), make("ul", "rows", ...mine.map((one) => {
    const link = Object.assign(make("a", "title", one.title), { href: `/report?entry=${one.id}` });
    const state = make("p", "state", one.state === "refused" ? "! " : "… ", ...say(`state_${one.state}`));
    state.dataset.state = one.state;
    return make("li", "card report", state, link);
  })));
}

for (const [name, key] of Object.entries(CHOICES)) {
  const tab = button("", key, () => {
    chosen = name;
    history.replaceState(null, "", `?show=${name}`);
    press();
    load();
  });
  tab.dataset.show = name;
  tabs.append(tab);
}
function press() {
  for (const tab of tabs.children) tab.setAttribute("aria-pressed", String(tab.dataset.show === chosen));
}

told.setAttribute("role", "status");
root.append(here, tabs, told, list, make("p", "", further));
await settle();
press();
further.hidden = true;
document.addEventListener("shiftmate:outbox", async () => {
  const before = here.querySelectorAll("li").length;
  await tablet();
  if (here.querySelectorAll("li").length < before) load();
});
await Promise.all([tablet(), load()]);
root.dataset.ready = "true";
