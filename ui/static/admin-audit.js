// What happened, by whom: read, checked, taken along.
import { ask } from "./api.js";
import { attempt, event, field, form, input, select, submit, when } from "./admin-parts.js";
import { device } from "./admin-sessions.js";
import { table } from "./admin-models.js";
import { WORDS } from "./words.js";
import { both, button, make, put, say, told } from "./say.js";

export async function draw(part, data) {
  const kinds = data.noted.split(" ").map((kind) => [kind, told(`log_${kind}`)]);
  const wanted = select([["", told("audit_all")], ...kinds], ""), since = input("date");
  const rows = table(["audit_seq", "audit_when", "audit_who", "audit_what", "audit_of"], []);
  const body = rows.querySelector("tbody"), none = make("p", "note", ...say("audit_none"));
  const more = button("", "admin_more", () => look());
  const files = make("div", "deeds files"), head = input("text", "", { pattern: "[0-9]{1,18}:[0-9a-f]{64}" });
  let cursor = "";

  const from = () => since.value ? new Date(`${since.value}T00:00`).toISOString() : "";
  const asked = (more) => {
    const query = new URLSearchParams(Object.entries(more).filter(([, value]) => value));
    return `${query.size ? "?" : ""}${query}`;
  };
  const look = async () => {
    const page = await attempt(part, () => ask(`/v1/audit${asked({ event: wanted.value, since: from(), cursor })}`));
    if (!page) return;
    cursor = page.next_cursor;
    more.hidden = cursor === null;
    body.append(...page.entries.map(entry));
    rows.hidden = !body.children.length;
    none.hidden = !rows.hidden;
  };
  const anew = () => {
    cursor = "";
    body.replaceChildren();
    files.replaceChildren(...["csv", "jsonl"].map((kind) => {
      const link = make("a", "button", ...say(`audit_${kind}`));
      link.href = `/v1/audit/export${asked({ form: kind, since: from() })}`;
      link.download = `audit.${kind}`;
      return link;
    }));
    return look();
  };
  wanted.addEventListener("change", anew);
  since.addEventListener("change", anew);

  const check = async () => {
    const status = part.querySelector("[role=status]");
    put(status, ["audit_checking"]);
    const found = await attempt(part, () => ask(`/v1/audit/verify${asked({ head: head.value.trim() })}`, { patience: 300_000 }));
    if (!found) return;
    status.className = found.broken === null ? "note good" : "trouble";
    const sound = { count: found.entries, head: `${found.head.seq}:${found.head.digest}` };
    put(status, found.broken === null ? ["audit_whole", sound]
      : ["audit_broken", { broken: found.broken, why: found.why, count: found.entries }],
    ...(found.clock_went_back.length ? [" ", ["audit_clock", { count: found.clock_went_back.length }]] : []));
  };

  part.append(make("div", "pair", field("audit_event", wanted), field("audit_since", since)), none, rows, more,
    make("div", "own", make("h3", "", ...say("audit_keep")), files,
      form(check, field("audit_head", head), submit("audit_verify"))));
  none.hidden = more.hidden = true;
  await anew();
}

function entry(one) {
  const details = Object.entries(one.details).filter(([name, value]) => !name.endsWith("_id") && telling(value));
  const row = make("tr", "", make("th", "number", String(one.seq)), make("td", "", ...both(when(one.at))),
    make("td", "", one.who_name || one.who_id), make("td", "", ...both(event(one.event))),
    make("td", "of", ...details.flatMap(([name, value], at) => [at ? " · " : "", ...detail(name, value)]),
      ...(one.subject_id ? [make("p", "small", one.subject_id.slice(0, 12))] : [])));
  row.firstElementChild.scope = "row";
  return row;
}

const telling = (value) => value !== null && value !== "" && [value].flat().length > 0;

// "before: draft", in words as far as there are any.
function detail(name, value) {
  const key = `log_of_${name}`, words = [value].flat().map((one) => inWords(name, String(one)));
  const line = ([language, colon, comma]) => [language,
    (key in WORDS ? WORDS[key][language] : name) + colon + words.map((one) => one[language]).join(comma)];
  return both(Object.fromEntries([["en", ": ", ", "], ["zh", "：", "、"]].map(line)));
}

// Only what is a word of ours: a person may be called "draft".
const KINDS = { role: "role", audience: "role", before: "state", via: "log_value", written_by: "log_value", has_pin: "log_value" };

function inWords(name, value) {
  const key = `${KINDS[name]}_${value}`;
  if (name in KINDS && key in WORDS) return WORDS[key];
  const plain = name === "device" ? device(value) : value;
  return { en: plain, zh: plain };
}
