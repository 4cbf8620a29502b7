// What the service says in English about files and pages, in both languages.
import { fill, inEnglish, put } from "./say.js";

let reasons = null;

function chinese(sentence) {
  reasons ??= JSON.parse(document.querySelector("#manuals .panel").dataset.reasons)
    .map(([pattern, chinese]) => [new RegExp(pattern, "s"), chinese]);
  for (const [pattern, told] of reasons) {
    const match = pattern.exec(sentence);
    if (match) return fill(told, match.slice(1));
  }
  return null;
}

// Several reasons with semicolons between them, or one.
export function inBoth(reason) {
  const parts = reason.split("; ").map(chinese);
  const zh = parts.includes(null) ? chinese(reason) : parts.join("；");
  return { en: reason, zh: zh ?? inEnglish(reason).zh };
}

// Words for what the service refused (a Problem of api.js).
export const refusal = (problem) => chinese(problem.message) ? [inBoth(problem.message)] : problem.words;

// "37 of 212 pages unreadable: 4–9, 17 (a blank page)"
export function putUnreadable(node, groups, total) {
  node.hidden = !groups.length;
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  put(node, ["unreadable", { count, total }], ...groups.flatMap((group, place) => [
    place ? "; " : "", ["unreadable_why", { pages: group.pages, reason: inBoth(group.reason) }],
  ]));
}
