// From a chat to its report: the conversation is handed over, and a past report is opened.
import { scope } from "./box.js";
import { dropOldPhotos, dropPhotos } from "./kept-photos.js";
import { whenThere } from "./say.js";
import { hand, talk } from "./talk.js";
import { may } from "./whose.js";

// Only where there is a page for it, and only for who may.
whenThere("#menu", (menu) => {
  const isThere = document.querySelector('a[data-right][href="/report"]') !== null;
  document.documentElement.classList.toggle("may-report", isThere && may("reports:draft"));
  document.documentElement.classList.toggle("may-read-reports", isThere && may("reports:read"));
});

function questions() {
  return [...document.querySelectorAll("#chat .asked")].map((node) => {
    const copy = node.cloneNode(true);
    copy.querySelector(".within")?.remove();
    return copy.textContent.trim();
  });
}

async function report() {
  const { machine } = scope(), asked = questions(), where = new URLSearchParams();
  if (asked.length) {
    await hand(talk(), { machine, questions: asked });
    where.set("conversation", talk());
  }
  if (machine) where.set("machine", machine);
  location.assign(`/report${where.size ? `?${where}` : ""}`);
}

document.addEventListener("click", (tap) => {
  const link = tap.target.closest("#chat a[href^='#repair-'], #chat a[href^='#report-'], #report-open");
  if (!link) return;
  tap.preventDefault();
  const [, number] = /^#repair-(.+)$/.exec(link.getAttribute("href") ?? "") ?? [];
  if (number) location.assign(`/reports/${number}`);
  else report();
});

document.addEventListener("shiftmate:forgotten", ({ detail }) => dropPhotos(detail));
dropOldPhotos();
