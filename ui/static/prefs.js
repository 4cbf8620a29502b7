// Language, theme, gloves and text size: kept on the device, set before anything is painted, which
// is why this is no module. Style sheets read <html data-language data-theme data-gloves data-text>.
"use strict";
(() => {
  const root = document.documentElement;
  const CHOICES = {
    language: ["zh", "en"],
    theme: ["day", "hall", "sun"],
    gloves: ["off", "on"],
    text: ["normal", "large", "larger"],
  };
  const LANG = { zh: "zh-CN", en: "en" };
  const GUESS = { // until somebody has chosen: what the device asks for
    language: () => (navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en",
    theme: () => {
      if (matchMedia("(prefers-contrast: more)").matches) return "sun";
      return matchMedia("(prefers-color-scheme: dark)").matches ? "hall" : "day";
    },
    gloves: () => "off",
    text: () => "normal",
  };

  function kept(kind) {
    try {
      return localStorage.getItem(`shiftmate.${kind}`);
    } catch { // storage is forbidden: the choice holds for this page
      return null;
    }
  }

  function show(kind, value) {
    root.dataset[kind] = value;
    if (kind !== "language") return;
    root.lang = LANG[value];
    const title = document.querySelector("title[data-en]");
    if (title) document.title = title.dataset[value];
  }

  // Tells the buttons which of them is on; again when a page has drawn new ones.
  function mark(within = document) {
    for (const kind of Object.keys(CHOICES)) {
      for (const button of within.querySelectorAll(`button[data-${kind}]`)) {
        button.setAttribute("aria-pressed", String(button.dataset[kind] === root.dataset[kind]));
      }
    }
  }

  // Signing in and the handover do not run this, so the service is told.
  function tell() {
    const { language, theme, gloves, text } = root.dataset;
    document.cookie = `shiftmate-look=${language}.${theme}.${gloves}.${text}; path=/; max-age=31536000; samesite=lax`;
  }

  function choose(kind, value) {
    try {
      localStorage.setItem(`shiftmate.${kind}`, value);
    } catch { /* as above */ }
    show(kind, value);
    mark();
    tell();
    document.dispatchEvent(new CustomEvent("shiftmate:preference", { detail: { kind, value } }));
  }

  for (const [kind, choices] of Object.entries(CHOICES)) {
    const value = kept(kind);
    show(kind, choices.includes(value) ? value : GUESS[kind]());
  }
  if (Object.keys(CHOICES).some(kept)) tell(); // what an older release has told was less
  document.addEventListener("click", ({ target }) => {
    for (const kind of Object.keys(CHOICES)) {
      const button = target.closest(`button[data-${kind}]`);
      if (button) choose(kind, button.dataset[kind]);
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    show("language", root.dataset.language); // the title is there now
    mark();
  });
  document.addEventListener("toggle", ({ target }) => mark(target), true); // menus drawn late
  window.addEventListener("storage", ({ key, newValue }) => { // chosen in another window
    const kind = key?.replace("shiftmate.", "");
    if (!CHOICES[kind]?.includes(newValue)) return;
    show(kind, newValue);
    mark();
  });
  window.shiftmatePreferences = { choose, mark };
})();
