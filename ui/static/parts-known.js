// Parts that are known: of like repairs, of what was last done to a machine, of its manuals' lists.
//
// Each as { id, part: { name, part_no }, why: [key, values] }.
import { ask } from "./api.js";
import { CACHE } from "./packs.js";

// Headings of parts lists, as tables of manuals have them.
const NUMBER = /(part|item|order|article|spare|material|catalog)\w*\s*(no\b|nr\b|number|code)|件号|料号|编码|订货号|图号|备件编号|零件号/i;
const NAME = /descr|designation|name|^part$|^item$|名称|品名|描述|规格/i;

// A row of a table, "heading: value | heading: value", as a part; null where it is none.
function partIn(row) {
  const cells = row.split(" | ").map((cell) => cell.split(/[:：]\s*/, 2).map((one) => one.trim()));
  const value = (heading) => cells.find(([head, one]) => one && heading.test(head))?.[1].slice(0, 200);
  const number = value(NUMBER);
  return number && /\d/.test(number) ? { part_no: number, name: value(NAME) } : null;
}

const AMOUNT = /\s(?:[x×*]\s*\d+(?:[.,]\d+)?|\(\s*\d+\s*\))\s*\w{0,6}$|^\d+(?:[.,]\d+)?\s*[x×*]\s+/i;

export const called = ({ part_no: number, name, qty }) => [qty && `${qty} ×`, number, name].filter(Boolean).join(" ");

export const tight = (words) => words.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

// Whether a part is called by all of these words, however they are parted.
export function fits(words, part) {
  const name = tight(called(part));
  return words.split(/\s+/).every((word) => name.includes(tight(word)));
}

// By what was seen, or by words of the part.
export async function ofRepairs(symptom, asset = "") {
  const query = new URLSearchParams({ symptom, machine: asset });
  const { parts, parts_of: of } = await ask(`/v1/repairs?${query}`);
  return parts.slice(0, 8).map(({ name, count }) => ({ id: `repair ${name}`, part: { name },
    why: ["rep_like", { count, of }] }));
}

// Without network too, where the machine is kept on this tablet.
export async function ofLast(asset) {
  const address = `/v1/assets/${encodeURIComponent(asset)}/pack`;
  const { repairs } = await ask(address).catch(async (problem) => {
    const copy = "caches" in window && await (await caches.open(CACHE)).match(address);
    if (copy) return copy.json();
    throw problem;
  });
  return (repairs ?? []).flatMap(({ number, parts }) => parts.map((written) => written.replace(AMOUNT, "").trim())
    .filter(Boolean).map((name) => ({ id: `last ${name}`, part: { name }, why: ["rep_in_repair", { number }] })));
}

// Of all manuals where no machine is chosen.
export async function ofManuals(query, asset) {
  const body = { query, limit: 8, filters: { asset, kind: "table_row" } };
  const { results } = await ask("/v1/search", { method: "POST", body });
  const found = new Map();
  for (const { text, title, file_name: file, page } of results.filter((one) => one.page)) {
    for (const part of text.split("\n").map(partIn).filter(Boolean)) {
      found.set(part.part_no, { id: `manual ${part.part_no}`, part, why: ["rep_in_manual", { name: title || file, page }] });
    }
  }
  return [...found.values()];
}
