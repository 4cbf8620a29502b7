// What a machine's pack holds, drawn: alarm cards with the warning first, safety blocks, manuals,
// past faults. Words of manuals and people are put in as they are, in their own language.
import { make, plain, put, say } from "./say.js";
import { warning as marked } from "./signal.js";

const LANG = { en: "en", zh: "zh-CN" };

// Words of a manual, in the manual's language.
function words(tag, name, text, language) {
  const node = make(tag, name, text);
  if (language) node.lang = LANG[language];
  return node;
}

function line(key, text, language) {
  return text ? [make("p", "label", ...say(key)), words("p", "told", text, language)] : [];
}

function warning(block, language) {
  const node = marked(block);
  if (language) node.lang = LANG[language];
  return node;
}

const where = ({ title, file_name: file, page }) => page
  ? say("machine_card_page", { title: title || file, page }) : [title || file];

// The page with the place highlighted; without network the whole page, where it was kept.
function picture({ url, page, title, file_name: file }) {
  const image = make("img"), link = make("a", "paper", image);
  const told = { page, title: title || file };
  image.alt = plain("machine_card_picture", told);
  image.decoding = "async";
  link.href = url;
  link.target = "_blank";
  image.onerror = () => {
    const whole = url.split("?")[0];
    if (image.getAttribute("src") !== whole) {
      image.src = whole;
      link.href = whole;
      return;
    }
    link.replaceWith(make("p", "note", ...say("machine_card_no_picture")));
  };
  return { link, show: () => { image.src ||= url; } };
}

// A row that opens; what is in it is made when it is first opened.
function opening(name, summary, fill) {
  const node = make("details", `card ${name}`, make("summary", "", ...summary));
  node.addEventListener("toggle", () => {
    if (node.open && node.children.length === 1) node.append(...fill());
  });
  return node;
}

// Without the mark of its footnote, which is no part of it: "AL-20*".
const bare = (code) => code.replace(/^[*※＊]+|\s*[*※＊†#]+$/gu, "");
const tight = (words) => words.replace(/[^\p{L}\p{N}]/gu, "");

// ---- Alarm cards ------------------------------------------------------------------------------------------
// One manual among several is named in the row: the same code may mean something else there.
export function card(one, tag, isAlone) {
  const code = make("strong", "code", one.codes.join(" / "));
  const name = words("span", "", one.name, one.language);
  const source = isAlone ? [] : [make("small", "source", one.title || one.file_name)];
  const node = opening("code-card", [code, name, ...source], () => {
    const parts = one.safety.map((block) => warning(block, one.language));
    parts.push(...line("machine_card_cause", one.cause, one.language));
    parts.push(...line("machine_card_remedy", one.remedy, one.language));
    if (!one.cause && !one.remedy) parts.push(words("p", "told", one.text, one.language));
    const code = bare(one.code), ask = make("a", "button", ...say("machine_card_ask", { code }));
    ask.href = question(tag, plain("machine_card_question", { code }));
    parts.push(make("div", "deeds", ask), make("p", "small where", ...where(one)));
    if (one.page) {
      const { link, show } = picture(one);
      parts.push(link);
      show();
    }
    return parts;
  });
  node.words = [...one.codes, one.name, one.cause, one.remedy].join(" ").toLowerCase();
  node.tight = tight(node.words);
  node.codes = one.codes.map((told) => tight(told.toLowerCase()));
  return node;
}

// asked.js asks what was tapped here.
document.addEventListener("click", ({ target }) => {
  const address = target.closest("#machine a[href^='/?machine=']")?.getAttribute("href");
  if (address) sessionStorage.setItem("shiftmate.tapped", address);
});

export const question = (tag, words) =>
  `/?machine=${encodeURIComponent(tag)}&q=${encodeURIComponent(words)}`;

// ---- Safety blocks ----------------------------------------------------------------------------------------
export function block(one) {
  const node = make("div", "card block", warning(one, one.language));
  if (!one.page) {
    node.append(make("p", "small where", ...where(one)));
    return node;
  }
  const shown = make("details", "", make("summary", "small", ...where(one)));
  shown.addEventListener("toggle", () => {
    if (!shown.open || shown.children.length > 1) return;
    const { link, show } = picture(one);
    shown.append(link);
    show();
  });
  node.append(shown);
  return node;
}

// ---- Manuals ----------------------------------------------------------------------------------------------
// Of two with one title the file names tell which is which.
export function manual(one, every) {
  const isAlone = every.filter(({ title }) => title === one.title).length < 2;
  const called = [one.title || one.file_name, one.revision, isAlone ? "" : one.file_name];
  const title = words("strong", "", called.filter(Boolean).join(" · "), one.language);
  if (!one.pages) return make("div", "card", title);
  const node = opening("manual", [title, make("span", "small", ...say("machine_doc_pages",
    { count: one.pages }))], () => {
    const told = { ...one, url: `/v1/documents/${one.id}/pages/1.png`, page: 1 };
    const { link, show } = picture(told);
    show();
    return [make("p", "small", one.file_name), link];
  });
  return node;
}

// ---- Past faults ------------------------------------------------------------------------------------------
const day = (date, locale) => new Date(`${date}T12:00:00`).toLocaleDateString(locale,
  { year: "numeric", month: "short", day: "numeric" });

export function fault(one) {
  const when = one.date ? [{ en: day(one.date, "en-GB"), zh: day(one.date, "zh-CN") }]
    : [["machine_fault_no_date"]];
  const head = make("p", "small");
  const minutes = one.downtime_minutes
    ? [" · ", ["machine_fault_minutes", { count: Math.round(one.downtime_minutes) }]] : [];
  put(head, ...when, ` · ${one.number}`, ...(one.codes.length ? [` · ${one.codes.join(", ")}`] : []),
    ...minutes);
  const parts = [head, make("p", "told seen", one.symptom)];
  if (one.done) parts.push(...line("machine_fault_done", one.done));
  else parts.push(make("p", "note", ...say("machine_fault_nothing_done")));
  if (one.parts.length) parts.push(...line("machine_fault_parts", one.parts.join("; ")));
  return make("div", "card fault", ...parts);
}

// ---- Reports that nobody has closed -----------------------------------------------------------------------
export function report(one) {
  const impact = one.failure_impact
    ? [make("span", "sign", ...say(`impact_${one.failure_impact}`))] : [];
  const state = make("span", "small", `${one.number} · `, ...say(`machine_open_${one.status}`));
  const node = make("a", "card", make("strong", "", one.title ?? one.number), ...impact, state);
  node.href = `/reports/${encodeURIComponent(one.number)}`;
  return node;
}
