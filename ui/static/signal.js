// How grave a safety block is: a class of tokens.css, and its signal word as a sign of its own.
// ANSI Z535.6 and ISO 3864-2, GB/T 2893.5; 注意 may be either of the last two and is taken for the graver.
import { make } from "./say.js";

const LEVELS = [
  ["danger", /^\s*(DANGER|危\s?险)(?:\s*[:：!！])?/i],
  ["severe", /^\s*(WARNING|警\s?告)(?:\s*[:：!！])?/i],
  ["caution", /^\s*(CAUTION|注\s?意|[小当]\s?心)(?:\s*[:：!！])?/i],
  ["notice", /^\s*(NOTICE)(?:\s*[:：!！])?/i], // about property alone: bears no alert sign
];

const graded = ({ text = "", signal_word: word = "" }) =>
  [word, text].map((told) => LEVELS.findIndex(([, sign]) => sign.test(told))).find((at) => at >= 0);

// 0 is the gravest; what is graded nowhere comes last.
export const rank = (block) => graded(block) ?? LEVELS.length;

// Args: a block of the service, { text, signal_word }.
export function warning(block) {
  const { text = "" } = block, level = LEVELS[graded(block)]?.[0] ?? "";
  const head = LEVELS.map(([, sign]) => sign.exec(text)?.[0]).find(Boolean) ?? "";
  const rest = text.slice(head.length);
  const isWord = head && (/^\s|^$/.test(rest) || /[:：!！]$/.test(head));
  return make("p", `warning ${level}`.trim(), ...(isWord ? [make("strong", "signal", head.trim()), rest] : [text]));
}
