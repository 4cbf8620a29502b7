// The panel of manuals. It draws what /v1/jobs and /v1/documents tell, node by node: a node that
// has not changed is not touched, so nothing jumps and no tap is lost while numbers change.
import { ask } from "./api.js";
import { createJob, updateJob } from "./manuals-jobs.js";
import { createDocument, updateDocument } from "./manuals-list.js";
import { inBoth, refusal } from "./manuals-reasons.js";
import { chosen, dropped, sendAll, sorted } from "./manuals-send.js";
import { keep, put, told } from "./say.js";

(() => {
  const root = document.documentElement;
  const BUSY = 1000, CALM = 5000; // ms between two looks, while something is under way and not
  const JOBS = 10; // the latest ones shown
  let timer = 0, known = "", sending = false;

  const part = (selector) => document.querySelector(`#manuals ${selector}`);
  const isOpen = () => root.classList.contains("manuals-open");

  async function showDocuments() {
    const documents = [];
    for (let cursor = ""; cursor !== null;) {
      const page = await ask(`/v1/documents${cursor && `?cursor=${encodeURIComponent(cursor)}`}`);
      documents.push(...page.documents);
      cursor = page.next_cursor;
    }
    put(part(".documents h3"), documents.length ? ["library", { count: documents.length }]
      : ["no_manuals"]);
    keep(part(".documents ul"), documents, (one) => one.id, (one) => createDocument(one, { order, changed, tell }),
      (node, manual) => updateDocument(node, manual, documents));
  }

  // ---- Talking to the service -------------------------------------------------------------------
  function tell(...parts) {
    put(part(".status"), ...parts);
  }

  async function order(address, method) {
    try {
      await ask(address, { method });
      if (address.startsWith("/v1/documents/")) known = "";
      tell();
    } catch (problem) {
      tell(...refusal(problem));
    }
    look();
  }

  function changed() {
    known = "";
    look();
  }

  // Whether the service would refuse it to who is signed in, as the line under the bar tells.
  function may(right) {
    const rights = document.querySelector("#who [data-rights]")?.dataset.rights.split(" ");
    return !rights || rights.includes(right);
  }

  async function look() {
    clearTimeout(timer);
    let busy = true;
    try {
      const { jobs } = may("jobs:read") ? await ask(`/v1/jobs?limit=${JOBS}`) : { jobs: [] };
      part(".jobs").hidden = !jobs.length;
      keep(part(".jobs ul"), jobs, (job) => job.id, (job) => createJob(job, order), updateJob);
      busy = jobs.some((job) => !job.finished_at);
      // What is in the library has changed when a file more is done, here or on the server.
      const now = JSON.stringify(jobs.map((job) => [job.id, job.files_done, job.state]));
      if (now !== known) {
        await showDocuments();
        if (known !== now) document.dispatchEvent(new CustomEvent("shiftmate:library"));
        known = now;
      }
      part(".status").dataset.lost = "";
      if (part(".status").mark === LOST) tell();
    } catch (problem) {
      if (problem.status === 401) location.reload(); // signed out meanwhile: the service leads on
      tell(["no_service"]);
    }
    root.classList.toggle("manuals-busy", busy);
    if (isOpen() || busy) timer = setTimeout(look, busy ? BUSY : CALM);
  }
  const LOST = JSON.stringify([["no_service"]]);

  // ---- Sending files ----------------------------------------------------------------------------
  const NAMED = 5; // of what was left out

  async function send(files) {
    if (!files.length || sending || !may("docs:write")) return;
    const [fit, others] = sorted(files, part(".panel").dataset.suffixes.split(" "));
    const out = leftOut(others);
    if (!fit.length) return tell(["nothing_to_send"], ...out);
    busyWith(true);
    const { sent, refused } = await sendAll(fit, forWhom(), ({ done, total, percent }) => tell(
      total > 1 ? ["sending_files", { done, total, percent }] : ["uploading", { percent }],
    ));
    busyWith(false);
    if (refused) {
      tell([refused.key], ...(refused.detail ? [" ", inBoth(refused.detail)] : []),
        ...(fit.length > 1 ? [" ", ["not_sent", { count: refused.left }]] : []), ...out);
    } else tell(...(sent > 1 ? [["sent_files", { count: sent }]] : []), ...out);
    look();
  }

  function busyWith(is) {
    sending = is;
    for (const one of document.querySelectorAll("#manuals .add")) one.disabled = is;
  }

  // Nobody said: as what they replace.
  function forWhom() {
    const [audience, site] = [part(".drop select").value, part(".drop .site").value.trim()];
    return audience === "technician" && !site ? {} : { audience, site };
  }

  // Files that no reader takes; those that a system hides in every folder are not worth a word.
  function leftOut(files) {
    const names = files.map(({ path }) => path).filter((path) => !/(^|\/)(\.|Thumbs\.db$|desktop\.ini$)/i.test(path));
    if (!names.length) return [];
    const more = names.length - NAMED;
    return [" ", ["left_out", { names: names.slice(0, NAMED).join(", ") }],
      ...(more > 0 ? [" ", ["left_out_more", { count: more }]] : [])];
  }

  // ---- Opening and closing ----------------------------------------------------------------------
  function open() {
    inLanguage();
    root.classList.add("manuals-open");
    document.querySelector("#manuals-open").setAttribute("aria-expanded", "true");
    document.querySelector("#manuals-name").focus();
    look();
  }

  function close() {
    if (!isOpen()) return;
    root.classList.remove("manuals-open");
    const opener = document.querySelector("#manuals-open");
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  }

  function inLanguage() {
    for (const option of document.querySelectorAll("#manuals [data-audiences] option")) {
      option.textContent = told(`audience_${option.value}`)[root.dataset.language];
    }
  }
  document.addEventListener("shiftmate:preference", inLanguage);

  document.addEventListener("click", ({ target }) => {
    if (target.closest("#manuals-open")) (isOpen() ? close : open)();
    else if (target.closest("#manuals .close")) close();
    else if (target.closest("#manuals .add")) part(`input[type=file]${target.closest(".add-folder") ? "[webkitdirectory]" : ""}`).click();
    else if (target.closest("#fresh")) close();
  });
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape") close(); });
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("#manuals input[type=file]")) return;
    send(chosen(target.files));
    target.value = ""; // the same file may be chosen again
  });
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (!event.target.closest?.("#manuals")) return;
      event.preventDefault();
      if (kind !== "drop") return;
      dropped(event.dataTransfer, (count) => tell(["gathering", { count }])).then(send, () => tell(["upload_failed"]));
    });
  }
})();
