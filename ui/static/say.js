// Words in both languages, and nodes made of them. Everything is put in as text, never as markup:
// names come from strangers. The style sheet shows the language that is chosen.
import { WORDS } from "./words.js";

const LANGUAGES = ["en", "zh"];

// "{count} files" with its holes filled.
export function fill(phrase, values) {
  return phrase.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

// A phrase as { en, zh }. A value may be such a pair itself.
export function told(key, values = {}) {
  return Object.fromEntries(LANGUAGES.map((language) => {
    const chosen = Object.entries(values).map(
      ([name, value]) => [name, value?.[language] ?? value],
    );
    return [language, fill(WORDS[key][language], Object.fromEntries(chosen))];
  }));
}

// A phrase as two spans.
export const say = (key, values) => both(told(key, values));

// { en, zh } as two spans.
export function both(words) {
  return LANGUAGES.map((language) => {
    const span = document.createElement("span");
    span.className = language;
    span.lang = language === "zh" ? "zh-CN" : "en";
    span.textContent = words[language];
    return span;
  });
}

// For what can hold no spans, a placeholder or a label: the words of the chosen language.
export const plain = (key, values) => told(key, values)[document.documentElement.dataset.language];

// What the service said in English only, marked so for who reads Chinese.
export const inEnglish = (reason) => ({ en: reason, zh: fill(WORDS.in_english.zh, { reason }) });

// Writes content into a node unless it is there already. A part is text, [key, values] or { en, zh }.
export function put(node, ...parts) {
  const mark = JSON.stringify(parts);
  if (node.mark === mark) return;
  node.mark = mark;
  node.replaceChildren(...parts.flatMap((one) => {
    if (typeof one === "string") return one;
    return Array.isArray(one) ? say(...one) : both(one);
  }));
}

export function make(tag, name, ...children) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...children);
  return node;
}

export function button(name, key, act) {
  const node = make("button", name, ...say(key));
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

// One child of the list for each item, in order; those that stay are the same nodes as before.
export function keep(list, items, id, create, update) {
  const before = new Map([...list.children].map((node) => [node.dataset.id, node]));
  items.forEach((item, place) => {
    const node = before.get(id(item)) ?? create(item);
    before.delete(id(item));
    node.dataset.id = id(item);
    update(node, item);
    if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null);
  });
  for (const gone of before.values()) gone.remove();
}

// Gradio draws its page late: acts once something is there.
export function whenThere(selector, act) {
  const found = document.querySelector(selector);
  if (found) return act(found);
  const watch = new MutationObserver(() => {
    const late = document.querySelector(selector);
    if (late) { watch.disconnect(); act(late); }
  });
  watch.observe(document.documentElement, { childList: true, subtree: true });
}
