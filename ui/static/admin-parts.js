// What the parts of the administration are made of: fields, questions before deeds, secrets shown once.
import { Problem } from "./api.js";
import { WORDS } from "./words.js";
import { both, button, make, put, say, told } from "./say.js";

const LOCALES = { en: "en-GB", zh: "zh-CN" };

// A moment in both languages; never where there is none.
export function when(iso) {
  if (!iso) return { en: "never", zh: "从未" };
  return Object.fromEntries(Object.entries(LOCALES).map(([language, locale]) => [language,
    new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso))]));
}

export const megabytes = (bytes) => (bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 1 });

// A label over what it names. A label alone is enough for an input; groups get a legend.
export function field(key, input) {
  const label = make("label", "", ...say(key));
  input.id ||= `field-${key}-${crypto.randomUUID?.() ?? Math.random().toString(36).slice(2)}`;
  label.htmlFor = input.id;
  return make("div", "field", label, input);
}

export function input(type = "text", value = "", more = {}) {
  return Object.assign(document.createElement("input"), { type, value, autocomplete: "off", ...more });
}

// An option has no spans: its words follow the language by name.
export function select(options, chosen) {
  const node = document.createElement("select");
  for (const [value, words] of options) {
    const option = new Option(words[document.documentElement.dataset.language], value);
    Object.assign(option.dataset, words);
    option.selected = value === chosen;
    node.append(option);
  }
  return node;
}
document.addEventListener("shiftmate:preference", ({ detail: { kind, value } }) => {
  if (kind !== "language") return;
  for (const option of document.querySelectorAll("option[data-en]")) option.textContent = option.dataset[value];
  for (const node of document.querySelectorAll("[data-hint-en]")) {
    node.placeholder = node.dataset[value === "en" ? "hintEn" : "hintZh"];
  }
});

// An event of the log or of an endpoint in words, as far as there are any.
export function event(name) {
  const key = `log_${name.replaceAll(".", "_")}`;
  return key in WORDS ? told(key) : { en: name, zh: name };
}

// Names of which any number may be chosen; words(name) tells one as { en, zh }.
export function checks(key, names, words = (name) => ({ en: name, zh: name })) {
  const box = make("fieldset", "checks", make("legend", "", ...say(key)));
  box.append(make("div", "choices", ...names.map((name) => {
    const check = Object.assign(document.createElement("input"), { type: "checkbox", value: name });
    return make("label", "check", check, make("span", "", ...both(words(name))));
  })));
  box.chosen = () => [...box.querySelectorAll(":checked")].map((one) => one.value);
  return box;
}

// Carries a deed out; what the service refuses stands in the part's line of status.
export async function attempt(part, deed, ...words) {
  const status = part.querySelector("[role=status]");
  try {
    const result = await deed();
    status.className = "note";
    put(status, ...words);
    return result ?? true;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    status.className = "trouble";
    put(status, ...problem.words);
    status.scrollIntoView({ block: "nearest" });
    return null;
  }
}

// A button that asks once more. The sentence is [key, values].
export function sure(key, sentence, act) {
  const box = make("div", "sure");
  const first = button("danger", key, () => { open(true); no.focus(); });
  const no = button("", "cancel", () => { open(false); first.focus(); });
  const yes = button("danger yes", key, () => { open(false); act(); });
  const asked = make("div", "asked", make("p", "", ...say(...sentence)), make("div", "deeds", no, yes));
  const open = (is) => { asked.hidden = !is; first.hidden = is; };
  open(false);
  box.append(first, asked);
  return box;
}

// A secret that no reply holds again, until somebody says that it was handed over.
export function shownOnce(part, words, secret, warning = "admin_once") {
  const code = make("code", "secret", secret);
  const copy = button("", "admin_copy", async () => {
    try {
      await navigator.clipboard.writeText(secret);
      put(copy, ["admin_copied"]);
    } catch { // plain http: marked, so that it can be copied by hand
      getSelection().selectAllChildren(code);
    }
  });
  const card = make("div", "card once", make("h3", "", ...say(...words)), code,
    make("p", "warning", ...say(warning)),
    make("div", "deeds", copy, button("", "admin_seen", () => card.remove())));
  card.setAttribute("role", "alert");
  part.querySelector("[role=status]").after(card);
  card.scrollIntoView({ block: "nearest" });
}

// More of a card, made when it is opened for the first time.
export function folded(key, fill) {
  const node = make("details", "more", make("summary", "", ...say(key)));
  node.addEventListener("toggle", () => {
    if (node.open && node.children.length === 1) node.append(fill());
  });
  return node;
}

export const form = (act, ...children) => {
  const node = make("form", "", ...children);
  node.addEventListener("submit", (event) => { event.preventDefault(); act(node); });
  return node;
};

export const submit = (key, name = "") =>
  Object.assign(make("button", name, ...say(key)), { type: "submit" });

export const sign = (name, ...words) => make("span", `sign ${name}`, ...words);

// "a, b" as a list.
export const listed = (text) => text.split(/[,，]/).map((one) => one.trim()).filter(Boolean);

export const version = (one) => `"${one.version}"`;

// All pages of a list.
export async function every(ask, address, name) {
  const found = [];
  for (let cursor = ""; cursor !== null;) {
    const page = await ask(cursor ? `${address}?cursor=${encodeURIComponent(cursor)}` : address);
    found.push(...page[name]);
    cursor = page.next_cursor;
  }
  return found;
}
