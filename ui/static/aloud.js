// Reads an answer aloud, its warnings first. Only with voices that are on this device: what is read
// goes to nobody else. Where there is none for the words' language, there is no button.
import { put, whenThere } from "./say.js";

const voices = () => window.speechSynthesis?.getVoices().filter((voice) => voice.localService) ?? [];
const voiceOf = (language) => voices().find((voice) => voice.lang.toLowerCase().startsWith(language));

// By its letters: an answer is in the question's language, a warning in its manual's.
const languageOf = (words) => /[\u3400-\u9fff]/.test(words) ? "zh" : "en";

let reading = null; // the link of what is read just now

function turn(link) {
  const row = link.closest(".message-row"), rows = [row];
  for (let one = row.previousElementSibling; one && !one.matches(".user-row");) {
    rows.unshift(one);
    one = one.previousElementSibling;
  }
  return rows;
}

function plain(node) {
  const copy = node.cloneNode(true);
  for (const sign of copy.querySelectorAll(".tick, .cite, .whose")) sign.remove();
  return copy.textContent.trim();
}

// Sentences in the order in which they are read.
function pieces(link) {
  const rows = turn(link), all = (where) => rows.flatMap((row) => [...row.querySelectorAll(where)]);
  const said = [
    ...all(".evidence a.warning, .evidence .card.safety .passage"),
    ...all(".answer > p:not(.heading, .took, .note), .answer > blockquote, .answer > ul > li"),
  ];
  return said.map(plain).filter(Boolean).map((words) => ({ words, language: languageOf(words) }));
}

const canRead = (link) => {
  const said = pieces(link);
  return said.length > 0 && said.every(({ language }) => voiceOf(language));
};

function stop() {
  reading = null;
  window.speechSynthesis?.cancel();
  mark();
}

function read(link) {
  stop();
  reading = link.getAttribute("href");
  const said = pieces(link), mine = reading;
  for (const [place, { words, language }] of said.entries()) {
    const voice = voiceOf(language), spoken = new SpeechSynthesisUtterance(words);
    Object.assign(spoken, { voice, lang: voice.lang, rate: 0.95 });
    if (place === said.length - 1) spoken.onend = () => { if (reading === mine) stop(); };
    speechSynthesis.speak(spoken);
  }
  mark();
}

function mark() {
  for (const link of document.querySelectorAll("#chat a.aloud")) {
    const can = canRead(link);
    if (link.classList.contains("can") !== can) link.classList.toggle("can", can);
    const key = reading === link.getAttribute("href") ? "stop_reading" : "read_aloud";
    if (can && link.dataset.says !== key) {
      link.dataset.says = key;
      link.setAttribute("role", "button");
      link.mark = null;
      put(link, [key]);
    }
  }
}

document.addEventListener("click", (tap) => {
  const link = tap.target.closest("#chat a.aloud");
  if (link) {
    tap.preventDefault();
    if (reading === link.getAttribute("href")) stop();
    else read(link);
  } else if (reading && tap.target.closest("#ask, #again, #fresh")) stop();
});
window.addEventListener("pagehide", stop);

if (window.speechSynthesis) {
  speechSynthesis.addEventListener?.("voiceschanged", mark); // they come late
  whenThere("#chat", (chat) => {
    new MutationObserver(mark).observe(chat, { childList: true, subtree: true });
    mark();
  });
}
