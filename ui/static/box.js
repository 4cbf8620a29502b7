// The question box and what it is asked of. Gradio reads a field when it hears of its input.
export function write(where, words) {
  const box = document.querySelector(`${where} textarea, ${where} input`);
  if (!box) return;
  box.value = words;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

export const typed = () => document.querySelector("#question textarea")?.value.trim() ?? "";

// Puts a question there to be looked at; whoever asks taps "Ask".
export function propose(question) {
  write("#question", question);
  document.querySelector("#ask")?.scrollIntoView({ block: "nearest" });
}

// "machine-TAG" and "manual-ID", as ui/scope.py writes them.
export function scope() {
  const chosen = document.querySelector("#scope select")?.value ?? "";
  const [, kind, name] = /^(machine|manual)-(.+)$/.exec(chosen) ?? [];
  return kind ? { [kind]: decodeURIComponent(name) } : {};
}

// Returns whether the list has it.
export function chooseMachine(tag) {
  const select = document.querySelector("#scope select");
  const option = [...select?.options ?? []].find((one) => {
    return one.value.startsWith("machine-") && decodeURIComponent(one.value.slice(8)) === tag;
  });
  if (!option) return false;
  select.value = option.value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

// A place above the question box for what is to be looked at before anything is sent.
export function tray(name) {
  let place = document.querySelector(`#${name}`);
  if (place) return place;
  place = Object.assign(document.createElement("div"), { id: name, className: "tray", hidden: true });
  place.setAttribute("role", "status");
  document.querySelector("#composer")?.before(place); // not while the chat is still being drawn
  return place;
}

// A button beside the question box.
export function beside(node) {
  document.querySelector("#writing")?.append(node);
}
