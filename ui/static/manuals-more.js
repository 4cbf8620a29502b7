// What supervisors do with one manual: look at pages that nobody could read, say whose machines' it is
// and whom it is for, try what a technician would find in it.
import { ask, send } from "./api.js";
import { inBoth } from "./manuals-reasons.js";
import { button, make, plain, put, say, told } from "./say.js";

const MOST_PAGES = 50, MOST_FOUND = 5;
const AUDIENCES = ["technician", "supervisor", "admin"];

// manual: as /v1/documents tells it; changed(): after it was said to be for others.
export function details(manual, changed) {
  const status = make("p", "note");
  status.setAttribute("role", "status");
  const attempt = async (deed) => {
    try {
      return await deed();
    } catch (problem) {
      put(status, ...(problem.words ?? [problem.message]));
      return null;
    }
  };
  return make("div", "more-of", status, ...(manual.unreadable_pages.length ? [unreadable(manual)] : []),
    belonging(manual, attempt), whom(manual, attempt, status, changed), trial(manual, attempt));
}

const part = (key, ...children) => make("section", "", make("h4", "", ...say(key)), ...children);

// ---- Pages that could not be read -----------------------------------------------------------------
function unreadable(manual) {
  const rows = manual.unreadable_pages.slice(0, MOST_PAGES).map(({ number, reason }) => {
    const why = make("p", ""), row = make("li", "", why);
    put(why, ["page_why", { page: number }], inBoth(reason));
    if (manual.media_type !== "application/pdf" && !manual.media_type.startsWith("image/")) return row;
    const show = make("button", "show", ...say("page_show", { page: number }));
    show.type = "button";
    show.addEventListener("click", () => {
      const picture = document.createElement("img");
      Object.assign(picture, { src: `/v1/documents/${manual.id}/pages/${number}.png`, alt: plain("page_alt", { page: number }) });
      picture.addEventListener("error", () => picture.replaceWith(make("p", "note", ...say("page_no_picture"))));
      show.replaceWith(picture);
    });
    row.append(show);
    return row;
  });
  const left = manual.unreadable_pages.length - rows.length;
  return part("pages_unreadable", make("ul", "pages", ...rows),
    ...(left > 0 ? [make("p", "more", ...say("more_changes", { count: left }))] : []));
}

// ---- Machines -------------------------------------------------------------------------------------
const named = ({ tag, name_en: en, name_zh: zh }) => ({ en: `${tag} ${en || zh}`, zh: `${tag} ${zh || en}` });

function belonging(manual, attempt) {
  const path = `/v1/documents/${manual.id}/machines`, chips = make("ul", "chips"), none = make("p", "note");
  const unlisted = make("p", "hint", ...say("belongs_unlisted"));
  const choice = document.createElement("select");
  choice.setAttribute("aria-label", told("belongs_add")[document.documentElement.dataset.language]);
  let now = { machines: [], version: "" }, machines = [];

  const show = () => {
    const language = document.documentElement.dataset.language, mine = new Set(now.machines);
    chips.replaceChildren(...now.machines.map((tag) => {
      const away = button("chip", "belongs_remove", () => set(now.machines.filter((one) => one !== tag)));
      put(away, `${tag} ✕`);
      const words = make("span", "sr-only", ...say("belongs_remove", { tag }));
      away.append(words);
      return make("li", "", away);
    }));
    none.hidden = machines.length > 0 && mine.size > 0;
    put(none, [machines.length ? "belongs_none" : "belongs_no_machines"]);
    choice.hidden = unlisted.hidden = !machines.length;
    choice.replaceChildren(new Option(told("belongs_choose")[language], ""),
      ...machines.filter(({ tag }) => !mine.has(tag)).map((one) => new Option(named(one)[language], one.tag)));
  };
  const set = async (tags) => {
    const reply = await attempt(() => send(path, { method: "PUT", body: { machines: tags }, version: `"${now.version}"` }));
    if (reply) now = await reply.json();
    else now = await attempt(() => ask(path)) ?? now;
    show();
  };
  choice.addEventListener("change", () => choice.value && set([...now.machines, choice.value]));
  document.addEventListener("shiftmate:preference", show);
  (async () => {
    const [found, listed] = await attempt(() => Promise.all([ask(path), ask("/v1/assets?limit=5000")])) ?? [now, { assets: [] }];
    now = found;
    machines = listed.assets;
    show();
  })();
  return part("belongs_to", none, chips, choice, unlisted);
}

// ---- Whom it is for -------------------------------------------------------------------------------
function whom(manual, attempt, status, changed) {
  const audience = document.createElement("select"), site = document.createElement("input");
  Object.assign(site, { type: "text", value: manual.site, maxLength: 80 });
  const show = () => audience.replaceChildren(...AUDIENCES.map((one) => new Option(
    told(`audience_${one}`)[document.documentElement.dataset.language], one, false, one === (audience.value || manual.audience),
  )));
  show();
  document.addEventListener("shiftmate:preference", show);
  const save = Object.assign(make("button", "", ...say("whom_save")), { type: "submit" });
  const form = make("form", "whom", make("label", "", make("span", "", ...say("document_audience")), audience),
    make("label", "", make("span", "", ...say("document_site")), " ", make("span", "hint", ...say("site_hint")), site), save);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = { audience: audience.value, site: site.value.trim() };
    const path = `/v1/documents/${manual.id}`;
    const now = await attempt(() => ask(path, { method: "PATCH", body, version: `"${manual.version}"` }));
    if (!now) return;
    Object.assign(manual, now);
    put(status, ["whom_saved"]);
    changed();
  });
  return part("whom_for", form);
}

// ---- What a technician would find -------------------------------------------------------------------
function trial(manual, attempt) {
  const words = document.createElement("input"), found = make("ul", "found"), count = make("p", "note");
  Object.assign(words, { type: "search", required: true, maxLength: 2000 });
  words.setAttribute("aria-label", told("try_search")[document.documentElement.dataset.language]);
  count.setAttribute("role", "status");
  const go = Object.assign(make("button", "", ...say("try_do")), { type: "submit" });
  const form = make("form", "try", words, go);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = { query: words.value, limit: MOST_FOUND, filters: { document: manual.id } };
    const reply = await attempt(() => ask("/v1/search", { method: "POST", body }));
    if (!reply) return;
    put(count, reply.results.length ? ["try_found", { count: reply.results.length, ms: Math.round(reply.took_ms) }] : ["try_none"]);
    found.replaceChildren(...reply.results.map((one) => make("li", "",
      make("p", "where", ...(one.page ? say("try_page", { page: one.page }) : []), one.section ? ` · ${one.section}` : ""),
      make("p", "text", one.text.length > 300 ? `${one.text.slice(0, 300)}…` : one.text))));
  });
  return part("try_search", form, count, found);
}
