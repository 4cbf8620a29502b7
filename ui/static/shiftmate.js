// What the page does without asking the server: language, following the answer, the viewer.
// Loaded once in <head>; listens on the document, so that later messages need no wiring.
"use strict";
(() => {
  const root = document.documentElement;

  // ---- Language -------------------------------------------------------------------------------
  const KEY = "shiftmate.language";
  const GRADIO_LOCALE = { zh: "zh-CN", en: "en" };

  function preferred() {
    const kept = localStorage.getItem(KEY);
    if (kept === "zh" || kept === "en") return kept;
    return (navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en";
  }

  // Gradio has no switch of its own; its core module exports the function that makes one.
  async function tellGradio(language) {
    const core = performance.getEntriesByType("resource")
      .map((entry) => entry.name)
      .find((name) => /\/assets\/core-[^/]*\.js/.test(name));
    if (core) (await import(core)).changeLocale(GRADIO_LOCALE[language]);
  }

  function show(language) {
    root.dataset.language = language;
    root.lang = GRADIO_LOCALE[language];
    for (const button of document.querySelectorAll("button[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
    for (const option of document.querySelectorAll("#scope [data-en]")) {
      option.label = option.dataset[language]; // it can hold no spans for the style sheet to hide
    }
  }

  function speak(language) {
    localStorage.setItem(KEY, language);
    show(language);
    tellGradio(language);
  }

  show(preferred());

  // ---- Following a growing answer, unless the reader has scrolled away --------------------------
  const NEAR = 60; // pixels from the end that still count as "at the end"
  let follow = true;

  const pane = () => document.querySelector("#chat [role='log']");

  document.addEventListener("scroll", ({ target }) => {
    if (target !== pane()) return;
    follow = target.scrollHeight - target.scrollTop - target.clientHeight < NEAR;
  }, true); // scrolling does not bubble

  // The end while words are coming; afterwards the beginning of the answer, if it is a tall one.
  function newest(log) {
    const answers = log.querySelectorAll(".answer");
    if (!answers.length || log.querySelector(".running")) return log.scrollHeight;
    const last = answers[answers.length - 1].getBoundingClientRect();
    const questions = log.querySelectorAll(".asked"); // the last one sticks to the top
    const covered = questions[questions.length - 1].offsetHeight + 24;
    const top = log.scrollTop + last.top - log.getBoundingClientRect().top - covered;
    return log.querySelector(".message-row:last-child .answer") ? top : log.scrollHeight;
  }

  function followChat(chat) {
    const settle = () => {
      const log = pane();
      if (!log) return;
      if (follow) log.scrollTop = newest(log);
      // Gradio repeats the source of each message as its label: screen readers would read markup.
      for (const said of log.querySelectorAll("[data-testid][aria-label]")) {
        said.removeAttribute("aria-label");
      }
      log.setAttribute("aria-labelledby", "talk-name");
    };
    new MutationObserver(settle).observe(chat, {
      childList: true, subtree: true, characterData: true,
    });
  }

  // ---- The viewer -------------------------------------------------------------------------------
  function openLink(link) {
    root.classList.add("viewer-open");
    document.dispatchEvent(new CustomEvent("shiftmate:open", { detail: link }));
  }

  function zoom(double) {
    root.classList.toggle("zoomed", double);
    const sheet = document.querySelector("#viewer .sheet");
    if (sheet) toEvidence(sheet);
  }

  // Brings the highlighted lines into the upper third of the sheet.
  function toEvidence(sheet) {
    const picture = sheet.querySelector("img");
    const at = Number(sheet.dataset.at) * picture.clientHeight;
    sheet.scrollTop = at - sheet.clientHeight / 3;
  }

  const actions = [
    ["a[href^='#cite-'], a[href^='#page-'], a[href^='#figure-']", (link, tap) => {
      tap.preventDefault();
      openLink(link.getAttribute("href"));
    }],
    ["a[href^='#rate-']", (link, tap) => {
      tap.preventDefault();
      link.closest(".rating").classList.add("rated");
      document.dispatchEvent(new CustomEvent("shiftmate:rate", { detail: link.getAttribute("href") }));
    }],
    ["#viewer .close", () => root.classList.remove("viewer-open")],
    ["#viewer .fit", () => zoom(false)],
    ["#viewer .double", () => zoom(true)],
    ["button[data-language]", (button) => speak(button.dataset.language)],
    ["#welcome .example", (button) => ask(button, "#question", "#ask")],
    ["#history .example", (button) => ask(button, "#history-question", "#history-ask")],
    ["#ask, #again, #fresh", () => { follow = true; }],
  ];

  document.addEventListener("click", (tap) => {
    for (const [where, act] of actions) {
      const target = tap.target.closest(where);
      if (target) return act(target, tap);
    }
  });

  document.addEventListener("keydown", (key) => {
    if (key.key === "Escape") root.classList.remove("viewer-open");
    if (key.key === "Enter" && key.target.closest("#question")) follow = true;
  });

  function write(where, words) {
    const box = document.querySelector(`${where} textarea, ${where} input`);
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Asks what stands on the button, in the words that are shown.
  function ask(button, box, send) {
    write(box, button.innerText.trim());
    requestAnimationFrame(() => document.querySelector(send).click());
  }

  // ---- What the question is asked of --------------------------------------------------------------
  let chosen = "";

  function choose(select) {
    chosen = select.value;
    write("#chosen", chosen);
  }

  // The list is drawn anew when the library changes; what was chosen stays, if it is still there.
  function keepChoice(scope) {
    const select = scope.querySelector("select");
    if (!select) return;
    show(preferred());
    select.value = [...select.options].some((option) => option.value === chosen) ? chosen : "";
    if (select.value !== chosen) choose(select);
  }

  document.addEventListener("change", ({ target }) => {
    if (target.matches("#scope select")) choose(target);
  });

  // Neither event bubbles, so they are caught on the way down.
  document.addEventListener("load", (event) => {
    const sheet = event.target.closest?.("#viewer .sheet");
    if (sheet) toEvidence(sheet);
  }, true);
  document.addEventListener("error", (event) => {
    event.target.closest?.(".sheet, .strip")?.classList.add("missing");
  }, true);

  // ---- Once Gradio has drawn the page -------------------------------------------------------------
  function whenThere(selector, act) {
    const found = document.querySelector(selector);
    if (found) return act(found);
    const watch = new MutationObserver(() => {
      const late = document.querySelector(selector);
      if (late) { watch.disconnect(); act(late); }
    });
    watch.observe(root, { childList: true, subtree: true });
  }

  whenThere("#chat", followChat);
  whenThere("#scope", (scope) => {
    new MutationObserver(() => keepChoice(scope)).observe(scope, { childList: true, subtree: true });
    keepChoice(scope);
  });
  whenThere("button[data-language]", () => { show(preferred()); tellGradio(preferred()); });
  whenThere("body", (body) => {
    // One palette, checked for contrast: the device's dark mode would change half of it.
    const light = () => body.classList.remove("dark");
    new MutationObserver(light).observe(body, { attributeFilter: ["class"] });
    light();
  });
})();
