// Speaking a note: tap, speak, tap; the words are put into the box to be looked at, and sent nowhere.
import { LONGEST, isHeard, isLent, recording, written } from "./recording.js";
import { button, make, put } from "./say.js";

// Nothing is shown where nobody listens.
export async function speaking(place, box) {
  if (!await isHeard()) return;
  const told = make("p", "small"), offers = make("div", "deeds");
  const speak = button("speak", "rep_speak", () => recorded ? recorded.stop() : begin());
  let recorded = null;
  told.setAttribute("role", "status");
  place.append(speak, told, offers);

  function become(isOn) {
    put(speak, [isOn ? "rep_speak_stop" : "rep_speak"]);
    speak.setAttribute("aria-pressed", String(isOn));
  }

  async function begin() {
    if (!isLent()) return put(told, ["speech_https"]);
    speak.disabled = true;
    try {
      recorded = await recording();
    } catch {
      return put(told, ["speech_denied"]);
    } finally {
      speak.disabled = false;
    }
    const ending = setTimeout(recorded.stop, LONGEST * 1000);
    become(true);
    put(told, ["rep_listening"]);
    const whole = await recorded.whole;
    clearTimeout(ending);
    recorded = null;
    become(false);
    await write(whole);
  }

  async function write(whole) {
    put(told, ["writing_down"]);
    try {
      const said = await written(whole);
      if (said.nothing_heard) return put(told, ["nothing_heard"]);
      put(told);
      add(said.text);
      offers.replaceChildren(...said.offers.map(offer));
    } catch (problem) {
      if (!problem.words) throw problem;
      put(told, ...problem.words);
    }
  }

  function offer({ heard, code }) {
    const node = button("", "speech_offer", () => {
      set(box.value.replace(heard, () => code));
      node.remove();
    });
    put(node, ["speech_offer", { code }]);
    return node;
  }

  const add = (words) => set(`${box.value.trimEnd()}${box.value.trim() ? "\n" : ""}${words}`);

  function set(words) {
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }
}
