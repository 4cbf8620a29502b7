// Jobs of the panel of manuals: files on their way in, how far each is and what became of it.
import { inBoth, putUnreadable } from "./manuals-reasons.js";
import { button, keep, make, put } from "./say.js";

const SHARE_OF_READING = 0.3; // of a file's time; the rest makes it searchable

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

// order(address, method): asks the service for a deed.
export function createJob(job, order) {
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

export function updateJob(node, job) {
  const { name, state, bar, note, files, more, cancel, retry, dismiss } = node.slots;
  const over = Boolean(job.finished_at);
  put(name, job.files_total === 1 && job.files.length ? placed(job.files[0])
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
  const { name, state, unreadable } = node.slots;
  node.append(name, " ", state, unreadable); // a line may end between them
  return node;
}

function updateFile(node, file) {
  node.dataset.state = file.state;
  put(node.slots.name, placed(file));
  put(node.slots.state, FILE[file.state](file),
    ...(file.reason ? [SPACE[file.state] ?? " · ", inBoth(file.reason)] : []));
  putUnreadable(node.slots.unreadable, file.unreadable, file.pages);
}

const placed = ({ folder, file_name: name }) => folder ? `${folder}/${name}` : name;
