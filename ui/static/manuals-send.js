// Files on their way to the service: gathered out of folders, sent a few at a time.
const MOST_FILES = 20, MOST_BYTES = 64e6; // of one request; a larger file goes alone
const REFUSALS = { 413: "upload_too_large", 507: "upload_no_room" };

// What was dropped, folders opened down to their last file: [{ file, path }]. The entries have to be
// asked for before anything is awaited: the browser forgets them with the event.
export async function dropped(transfer, told = () => {}) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return chosen(transfer.files);
  const found = [];
  for (let waiting = entries; waiting.length;) {
    const entry = waiting.shift();
    if (entry.isDirectory) waiting = [...await inside(entry), ...waiting];
    else found.push({ file: await new Promise((done, fail) => entry.file(done, fail)), path: entry.fullPath.slice(1) });
    told(found.length);
  }
  return found;
}

export const chosen = (files) =>
  [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));

// A reader gives a hundred entries at most each time it is asked.
async function inside(folder) {
  const reader = folder.createReader(), found = [];
  for (let some = null; some === null || some.length; found.push(...some)) {
    some = await new Promise((done, fail) => reader.readEntries(done, fail));
  }
  return found.sort((one, other) => one.name.localeCompare(other.name));
}

// Those to be sent, and the others: of a folder, what no reader takes. What somebody chose by name is
// sent whatever it is, for the service says what to do with it.
export function sorted(files, suffixes) {
  const fits = ({ file, path }) => path === file.name || suffixes.some((suffix) => file.name.toLowerCase().endsWith(suffix));
  return [files.filter(fits), files.filter((one) => !fits(one))];
}

function batches(files) {
  const found = [];
  let bytes = Infinity;
  for (const one of files) {
    if (bytes + one.file.size > MOST_BYTES || found.at(-1).length >= MOST_FILES) {
      found.push([]);
      bytes = 0;
    }
    found.at(-1).push(one);
    bytes += one.file.size;
  }
  return found;
}

// Sends all of them. fields: whom they are for; told({ done, total, percent }) as they go.
// Returns { sent, refused: null or { key, detail, left } }: after a refusal nothing more is sent.
export async function sendAll(files, fields, told) {
  const total = files.length, all = files.reduce((sum, { file }) => sum + file.size, 0) || 1;
  const waiting = batches(files);
  let sent = 0, before = 0;
  while (waiting.length) {
    const some = waiting.shift(), bytes = some.reduce((sum, { file }) => sum + file.size, 0);
    const tell = (share) => told({
      done: Math.min(sent + 1, total), total, percent: Math.floor((100 * (before + share * bytes)) / all),
    });
    tell(0);
    const { status, reply } = await post(some, fields, tell);
    if (status === 413 && some.length > 1) { // the site allows less at once than we thought
      const half = Math.ceil(some.length / 2);
      waiting.unshift(some.slice(0, half), some.slice(half));
    } else if (status === 202) {
      sent += some.length;
      before += bytes;
    } else {
      return { sent, refused: { key: REFUSALS[status] ?? "upload_failed", detail: detail(reply), left: total - sent } };
    }
  }
  return { sent, refused: null };
}

function post(files, fields, tell) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value);
  for (const { file, path } of files) form.append("files", file, path); // the service cleans it
  const request = new XMLHttpRequest();
  request.open("POST", "/v1/documents");
  request.upload.addEventListener("progress", ({ loaded, total }) => tell(loaded / (total || 1)));
  return new Promise((done) => {
    request.addEventListener("loadend", () => done({ status: request.status, reply: request.responseText }));
    request.send(form);
  });
}

function detail(reply) {
  try {
    return JSON.parse(reply).detail ?? "";
  } catch {
    return "";
  }
}
