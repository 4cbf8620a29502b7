// The place where the history is asked: opening and closing it. Everything in it is Gradio's.
"use strict";
(() => {
  const root = document.documentElement;
  const isOpen = () => root.classList.contains("history-open");
  const opener = () => document.querySelector("#history-open");

  function open() {
    document.querySelector("html.manuals-open #manuals .close")?.click();
    root.classList.add("history-open");
    opener().setAttribute("aria-expanded", "true");
    document.querySelector("#history-name").focus();
    window.dispatchEvent(new Event("resize")); // a chart that was drawn unseen has a guessed width
  }

  function close(focus) {
    if (!isOpen()) return;
    root.classList.remove("history-open");
    opener().setAttribute("aria-expanded", "false");
    if (focus) opener().focus();
  }

  document.addEventListener("click", ({ target }) => {
    if (target.closest("#history-open")) isOpen() ? close(true) : open();
    else if (target.closest("#history .close")) close(true);
    else if (target.closest("#manuals-open, #fresh")) close(false);
  });
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape") close(true); });
})();
