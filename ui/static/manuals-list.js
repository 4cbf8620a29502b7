// The manuals that are in the library, and what a revision says otherwise than the one before it.
import { ask } from "./api.js";
import { details } from "./manuals-more.js";
import { putUnreadable, refusal } from "./manuals-reasons.js";
import { button, make, put, say, told } from "./say.js";

// order(address, method): asks the service for a deed; changed(): a manual is for others now;
// tell(...): words for the panel's line of status.
export function createDocument(manual, tools) {
  const node = make("li", "document");
  const ask = make("div", "sure", make("p", "", ...say("remove_sure")));
  const close = () => { node.classList.remove("asking"); remove.focus(); };
  const no = button("no", "remove_no", close);
  const yes = button("yes", "remove_yes", () => tools.order(`/v1/documents/${manual.id}`, "DELETE"));
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
  node.slots.compare.addEventListener("click", () => showChanges(node, manual.id, tools));
  node.slots.changes = make("div", "changes");
  node.slots.open = button("open", "document_open", () => toggleDetails(node, tools));
  node.slots.more = make("div", "more-place");
  node.append(words, node.slots.compare, node.slots.open, remove, ask, node.slots.changes, node.slots.more);
  node.slots.open.setAttribute("aria-expanded", "false");
  hideChanges(node);
  return node;
}

export function updateDocument(node, manual, documents) {
  const newer = documents.find((one) => one.id === manual.superseded_by);
  const older = documents.filter((one) => one.superseded_by === manual.id);
  put(node.slots.title, manual.title || manual.file_name);
  put(node.slots.where, ...places(manual), " · ", ...(manual.revision ? [manual.revision, " · "] : []),
    [manual.pages ? "file_added" : "file_added_plain", manual],
    ...(manual.audience === "technician" ? [] : [" · ", ["document_for_few", { audience: told(`audience_${manual.audience}`) }]]),
    ...(manual.site ? [" · ", ["document_of_site", { site: manual.site }]] : []));
  node.manual = manual;
  node.classList.toggle("superseded", Boolean(newer));
  node.slots.revision.hidden = !newer && !older.length;
  put(node.slots.revision, ...(newer ? [["newer_revision", { name: called(newer) }], " "] : []),
    ...(older.length ? [["older_revision", { name: older.map(called).join(", ") }]] : []));
  node.slots.compare.hidden = !older.length;
  if (!older.length) hideChanges(node);
  putUnreadable(node.slots.unreadable, manual.unreadable, manual.pages);
}

// The folders that it was sent in tell it from others of its name.
function places({ file_name: name, folders }) {
  const many = folders.length - 1;
  return folders.length ? [`${folders[0]}/${name}`, ...(many ? [" ", ["more_folders", { count: many }]] : [])] : [name];
}

function toggleDetails(node, { changed }) {
  const { open, more } = node.slots, is = !more.children.length;
  more.replaceChildren(...(is ? [details({ ...node.manual }, changed)] : []));
  open.setAttribute("aria-expanded", String(is));
  put(open, [is ? "document_close" : "document_open"]);
}

// ---- Revisions: what a manual says otherwise than the one before it -------------------------------
const MOST_CHANGES = 100; // shown; the rest are counted

const called = ({ file_name: name, folders = [], revision }) =>
  `${folders.length ? `${folders[0]}/` : ""}${name}${revision ? ` (${revision})` : ""}`;

function hideChanges(node) {
  const { compare, changes } = node.slots;
  changes.hidden = true;
  compare.setAttribute("aria-expanded", "false");
  put(compare, ["what_changed"]);
}

async function showChanges(node, id, { tell }) {
  const { compare, changes } = node.slots;
  if (!changes.hidden) return hideChanges(node);
  let found;
  try {
    found = await ask(`/v1/documents/${id}/changes`);
  } catch (problem) {
    return tell(...refusal(problem));
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
