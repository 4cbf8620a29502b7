// All that runs on this page: a button that prints it, and stands there only where it can.
const paper = document.querySelector("[data-print]");
paper.hidden = false;
paper.addEventListener("click", () => window.print());
