// The panel of manuals. It draws what /v1/jobs and /v1/documents tell, node by node: a node that
// has not changed is not touched, so nothing jumps and no tap is lost while numbers change.
// All words are put in as text, never as markup: file names come from strangers.
"use strict";
(() => {
  const root = document.documentElement;
  const BUSY = 1000, CALM = 5000; // ms between two looks, while something is under way and not
  const JOBS = 10; // the latest ones shown
  const SHARE_OF_READING = 0.3; // of a file's time; the rest makes it searchable
  let words = null, reasons = null, timer = 0, known = "", sending = null;

  const part = (selector) => document.querySelector(`#manuals ${selector}`);
  const isOpen = () => root.classList.contains("manuals-open");

  // ---- Words and nodes --------------------------------------------------------------------------
  function fill(phrase, values) {
    return phrase.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  }

  // A phrase in both languages. Values may differ by language.
  function say(key, values = {}) {
    return both(Object.fromEntries(["en", "zh"].map((language) => {
      const chosen = Object.entries(values).map(
        ([name, value]) => [name, value?.[language] ?? value],
      );
      return [language, fill(words[key][language], Object.fromEntries(chosen))];
    })));
  }

  // The same words twice; the style sheet shows one.
  function both(told) {
    return ["en", "zh"].map((language) => {
      const span = document.createElement("span");
      span.className = language;
      span.lang = language === "zh" ? "zh-CN" : "en";
      span.textContent = told[language];
      return span;
    });
  }

  // Writes content into a node unless it is there already.
  function put(node, ...parts) {
    const mark = JSON.stringify(parts);
    if (node.mark === mark) return;
    node.mark = mark;
    node.replaceChildren(...parts.flatMap((one) => {
      if (typeof one === "string") return one;
      return Array.isArray(one) ? say(...one) : both(one);
    }));
  }

  function make(tag, name, ...children) {
    const node = document.createElement(tag);
    if (name) node.className = name;
    node.append(...children);
    return node;
  }

  function button(name, key, act) {
    const node = make("button", name, ...say(key));
    node.type = "button";
    node.addEventListener("click", act);
    return node;
  }

  // One child of the list for each item, in order; those that stay are the same nodes as before.
  function keep(list, items, id, create, update) {
    const before = new Map([...list.children].map((node) => [node.dataset.id, node]));
    items.forEach((item, place) => {
      const node = before.get(id(item)) ?? create(item);
      before.delete(id(item));
      node.dataset.id = id(item);
      update(node, item);
      if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null);
    });
    for (const gone of before.values()) gone.remove();
  }

  // ---- Jobs -------------------------------------------------------------------------------------
  const RUNNING = {
    reading: (file) => file.total ? ["file_reading", file] : ["file_reading_any"],
    embedding: (file) => ["file_embedding", file],
  };
  const FILE = {
    waiting: () => ["file_waiting"],
    running: (file) => RUNNING[file.stage]?.(file) ?? ["file_running"],
    added: (file) => [file.pages ? "file_added" : "file_added_plain", file],
    replaced: (file) => FILE.added(file),
    unchanged: () => ["file_unchanged"],
    failed: () => ["file_failed"],
    cancelled: () => ["file_cancelled"],
  };
  const JOB = {
    queued: () => ["job_queued"],
    running: (job) => ["job_running",
      { done: Math.min(job.files_done + 1, job.files_total), total: job.files_total }],
    done: (job) => job.files_failed
      ? ["job_partly", { failed: job.files_failed, total: job.files_total }] : ["job_done"],
    failed: () => ["job_failed"],
    cancelled: () => ["job_cancelled"],
  };

  const SPACE = { failed: "" }; // before a reason: that phrase ends in a colon

  function share(job) {
    const file = job.files.find((one) => one.state === "running");
    const part = file?.total ? file.done / file.total : 0;
    const done = file?.stage === "embedding"
      ? SHARE_OF_READING + (1 - SHARE_OF_READING) * part : SHARE_OF_READING * part;
    return (job.files_done + (file ? done : 0)) / Math.max(1, job.files_total);
  }

  function createJob(job) {
    const node = make("li", "job");
    const act = (verb, method = "POST") => () => order(`/v1/jobs/${job.id}${verb}`, method);
    node.slots = {
      name: make("p", "name"), state: make("p", "state"), bar: make("progress"),
      note: make("p", "note"), files: make("ul", "files"), more: make("p", "more"),
      cancel: button("cancel", "cancel", act("/cancel")),
      retry: button("retry", "retry", act("/retry")),
      dismiss: button("dismiss", "dismiss", act("", "DELETE")),
    };
    const { name, state, bar, note, files, more, cancel, retry, dismiss } = node.slots;
    bar.setAttribute("aria-label", job.files[0]?.file_name ?? "");
    node.append(name, state, bar, note, files, more, make("div", "deeds", cancel, retry, dismiss));
    return node;
  }

  function updateJob(node, job) {
    const { name, state, bar, note, files, more, cancel, retry, dismiss } = node.slots;
    const over = Boolean(job.finished_at);
    put(name, job.files_total === 1 && job.files.length ? job.files[0].file_name
      : ["files", { count: job.files_total }]);
    put(state, job.cancelling ? ["job_stopping"] : JOB[job.state](job),
      ...(job.origin === "command" ? [" · ", ["from_command"]] : []));
    node.dataset.state = job.files_failed && over ? "failed" : job.state;
    bar.hidden = over;
    bar.value = share(job);
    note.hidden = !job.note;
    if (job.note) put(note, ["put_off"], inBoth(job.note));
    keep(files, job.files, (file) => String(file.number), () => createFile(), updateFile);
    more.hidden = job.files.length >= job.files_total;
    put(more, ["more_files", { count: job.files_total - job.files.length }]);
    cancel.hidden = over || job.cancelling;
    retry.hidden = !job.retryable;
    dismiss.hidden = !over;
  }

  function createFile() {
    const node = make("li", "file");
    node.slots = {
      name: make("span", "name"), state: make("span", "state"), unreadable: make("p", "unreadable"),
    };
    node.append(...Object.values(node.slots));
    return node;
  }

  function updateFile(node, file) {
    node.dataset.state = file.state;
    put(node.slots.name, file.file_name);
    put(node.slots.state, FILE[file.state](file), ...(file.reason ? [SPACE[file.state] ?? " · ", inBoth(file.reason)] : []));
    putUnreadable(node.slots.unreadable, file.unreadable, file.pages);
  }

  // "37 of 212 pages unreadable: 4–9, 17 (a blank page)"
  function putUnreadable(node, groups, total) {
    node.hidden = !groups.length;
    const count = groups.reduce((sum, group) => sum + group.count, 0);
    put(node, ["unreadable", { count, total }], ...groups.flatMap((group, place) => [
      place ? "; " : "", ["unreadable_why", { pages: group.pages, reason: inBoth(group.reason) }],
    ]));
  }

  // ---- Reasons, which the service gives in English ------------------------------------------------
  function chinese(sentence) {
    for (const [pattern, told] of reasons) {
      const match = pattern.exec(sentence);
      if (match) return fill(told, match.slice(1));
    }
    return null;
  }

  // Several reasons with semicolons between them, or one.
  function inBoth(reason) {
    const parts = reason.split("; ").map(chinese);
    const zh = parts.includes(null) ? chinese(reason) : parts.join("；");
    return { en: reason, zh: zh ?? fill(words.in_english.zh, { reason }) };
  }

  // ---- Documents --------------------------------------------------------------------------------
  function createDocument(manual) {
    const node = make("li", "document");
    const ask = make("div", "sure", make("p", "", ...say("remove_sure")));
    const close = () => { node.classList.remove("asking"); remove.focus(); };
    const no = button("no", "remove_no", close);
    const yes = button("yes", "remove_yes", () => order(`/v1/documents/${manual.id}`, "DELETE"));
    const remove = button("remove", "remove", () => {
      node.classList.add("asking");
      no.focus();
    });
    ask.append(make("div", "deeds", no, yes));
    node.slots = {
      title: make("p", "title"), where: make("p", "where"), revision: make("p", "revision"),
      unreadable: make("p", "unreadable"),
    };
    const words = make("div", "words", ...Object.values(node.slots));
    node.slots.compare = make("button", "compare");
    node.slots.compare.type = "button";
    node.slots.compare.addEventListener("click", () => showChanges(node, manual.id));
    node.slots.changes = make("div", "changes");
    node.append(words, node.slots.compare, remove, ask, node.slots.changes);
    hideChanges(node);
    return node;
  }

  function updateDocument(node, manual, documents) {
    const newer = documents.find((one) => one.id === manual.superseded_by);
    const older = documents.filter((one) => one.superseded_by === manual.id);
    put(node.slots.title, manual.title || manual.file_name);
    put(node.slots.where, manual.file_name, " · ", ...(manual.revision ? [manual.revision, " · "] : []),
      [manual.pages ? "file_added" : "file_added_plain", manual]);
    node.classList.toggle("superseded", Boolean(newer));
    node.slots.revision.hidden = !newer && !older.length;
    put(node.slots.revision, ...(newer ? [["newer_revision", { name: called(newer) }], " "] : []),
      ...(older.length ? [["older_revision", { name: older.map(called).join(", ") }]] : []));
    node.slots.compare.hidden = !older.length;
    if (!older.length) hideChanges(node);
    putUnreadable(node.slots.unreadable, manual.unreadable, manual.pages);
  }

  // ---- Revisions: what a manual says otherwise than the one before it -------------------------------
  const MOST_CHANGES = 100; // shown; the rest are counted

  const called = ({ file_name: name, revision }) => revision ? `${name} (${revision})` : name;

  function hideChanges(node) {
    const { compare, changes } = node.slots;
    changes.hidden = true;
    compare.setAttribute("aria-expanded", "false");
    put(compare, ["what_changed"]);
  }

  async function showChanges(node, id) {
    const { compare, changes } = node.slots;
    if (!changes.hidden) return hideChanges(node);
    let found;
    try {
      found = await ask(`/v1/documents/${id}/changes`);
    } catch (error) {
      return tell(inBoth(error.message));
    }
    const name = called(found.from), count = found.changes.length;
    const more = count - MOST_CHANGES;
    changes.replaceChildren(
      make("h4", "", ...(count ? say("changes_since", { name, count }) : say("no_changes", { name }))),
      make("ul", "", ...found.changes.slice(0, MOST_CHANGES).map(change)),
      ...(more > 0 ? [make("p", "more", ...say("more_changes", { count: more }))] : []),
    );
    changes.hidden = false;
    compare.setAttribute("aria-expanded", "true");
    put(compare, ["hide_changes"]);
  }

  function change(one) {
    const gone = one.kind.endsWith("_removed"), values = make("p", "values");
    if (one.kind !== "value") values.append(make("span", "kind", ...say(one.kind)), " ");
    if (one.value_old) values.append(make("del", "", one.value_old));
    if (one.value_old && one.value_new) values.append(" → ");
    if (one.value_new) values.append(make("ins", "", one.value_new));
    const line = make("p", "line", gone ? one.line_old : one.line_new);
    return make("li", one.kind, values, line, make("p", "where", ...pagesOf(one)));
  }

  function pagesOf({ page_old: old, page_new: now }) {
    if (old && now && old !== now) return say("changed_pages", { old, new: now });
    return old || now ? say("changed_page", { page: now ?? old }) : [];
  }

  async function showDocuments() {
    const documents = [];
    for (let cursor = ""; cursor !== null;) {
      const page = await ask(`/v1/documents${cursor && `?cursor=${encodeURIComponent(cursor)}`}`);
      documents.push(...page.documents);
      cursor = page.next_cursor;
    }
    put(part(".documents h3"), documents.length ? ["library", { count: documents.length }]
      : ["no_manuals"]);
    keep(part(".documents ul"), documents, (one) => one.id, createDocument,
      (node, manual) => updateDocument(node, manual, documents));
  }

  // ---- Talking to the service -------------------------------------------------------------------
  async function ask(address, method = "GET") {
    const reply = await fetch(address, { method });
    if (reply.ok) return reply.status === 204 ? null : reply.json();
    if (reply.status === 401) location.reload(); // signed out meanwhile: the service leads on
    const problem = await reply.json().catch(() => ({}));
    throw Object.assign(new Error(problem.detail ?? reply.statusText), { status: reply.status });
  }

  function tell(...parts) {
    put(part(".status"), ...parts);
  }

  async function order(address, method) {
    try {
      await ask(address, method);
      if (address.startsWith("/v1/documents/")) known = "";
      tell();
    } catch (error) {
      tell(inBoth(error.message));
    }
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
      keep(part(".jobs ul"), jobs, (job) => job.id, createJob, updateJob);
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
    } catch {
      tell(["no_service"]);
    }
    root.classList.toggle("manuals-busy", busy);
    if (isOpen() || busy) timer = setTimeout(look, busy ? BUSY : CALM);
  }
  const LOST = JSON.stringify([["no_service"]]);

  // ---- Sending files ----------------------------------------------------------------------------
  const REFUSALS = { 413: "upload_too_large", 507: "upload_no_room" };

  function send(files) {
    if (!files.length || sending || !may("docs:write")) return;
    const form = new FormData();
    for (const file of files) form.append("files", file);
    sending = new XMLHttpRequest();
    sending.open("POST", "/v1/documents");
    sending.upload.addEventListener("progress", ({ loaded, total }) => {
      tell(["uploading", { percent: Math.floor(100 * loaded / (total || 1)) }]);
    });
    sending.addEventListener("loadend", () => {
      const { status, responseText } = sending;
      sending = null;
      part(".add").disabled = false;
      if (status === 202) tell();
      else tell([REFUSALS[status] ?? "upload_failed"], ...detail(responseText));
      look();
    });
    part(".add").disabled = true;
    tell(["uploading", { percent: 0 }]);
    sending.send(form);
  }

  function detail(reply) {
    try {
      const { detail: told } = JSON.parse(reply);
      return told ? [" ", inBoth(told)] : [];
    } catch {
      return [];
    }
  }

  // ---- Opening and closing ----------------------------------------------------------------------
  function open() {
    const told = JSON.parse(part(".panel").dataset.phrases);
    words = told.words;
    reasons = told.reasons.map(([pattern, chinese]) => [new RegExp(pattern, "s"), chinese]);
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

  document.addEventListener("click", ({ target }) => {
    if (target.closest("#manuals-open")) (isOpen() ? close : open)();
    else if (target.closest("#manuals .close")) close();
    else if (target.closest("#manuals .add")) part("input[type=file]").click();
    else if (target.closest("#fresh")) close();
  });
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape") close(); });
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("#manuals input[type=file]")) return;
    send([...target.files]);
    target.value = ""; // the same file may be chosen again
  });
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (!event.target.closest?.("#manuals")) return;
      event.preventDefault();
      if (kind === "drop") send([...event.dataTransfer.files]);
    });
  }
})();
