// The plant in one file: made now, kept here, taken elsewhere.
import { ask } from "./api.js";
import { attempt, field, form, megabytes, sign, submit, sure, when } from "./admin-parts.js";
import { keep, make, put, say } from "./say.js";
import { may } from "./whose.js";

const AGAIN = 2000; // ms between two looks while one is being made
const KEYS = "shiftmate.seal_for"; // public ones: they open nothing

export async function draw(part) {
  const list = make("ul", "rows backups"), state = make("p", "state"), failed = make("p", "trouble");
  const kept = make("p", "small"), elsewhere = make("p", "warning", ...say("backup_elsewhere"));
  const keys = Object.assign(document.createElement("textarea"), { rows: 2, spellcheck: false,
    value: localStorage.getItem(KEYS) ?? "" });
  const go = submit("backup_make", "primary");
  let timer = 0;

  const card = (one) => {
    const link = make("a", "button", ...say("backup_download"));
    link.href = `/v1/backups/${one.name}`;
    link.download = one.name;
    return make("li", "card",
      make("div", "head", make("strong", "name", one.name), make("span", "signs",
        sign(one.is_sealed ? "" : "off", ...say(one.is_sealed ? "backup_sealed" : "backup_open")))),
      make("p", "small", ...say("kept_on", { when: when(one.made_at) }), " · ",
        ...say("backup_mb", { count: megabytes(one.bytes) })),
      make("div", "deeds", link, sure("backup_remove", ["backup_remove_sure"], async () => {
        if (await attempt(part, () => ask(`/v1/backups/${one.name}`, { method: "DELETE" }), ["admin_done"])) await look();
      })));
  };
  const show = (found) => {
    go.disabled = Boolean(found.begun_at);
    elsewhere.hidden = found.holds_reports;
    failed.hidden = !found.failure;
    if (found.failure) put(failed, ["backup_failed", { when: when(found.failure.at) }], { en: found.failure.why, zh: found.failure.why });
    put(kept, ["backup_kept", { most: found.most }]);
    keep(list, found.backups, (one) => one.name, card, () => {});
    clearTimeout(timer);
    if (found.begun_at) {
      put(state, ["backup_making", { when: when(found.begun_at) }]);
      timer = setTimeout(() => part.isConnected && look(), AGAIN);
    }
  };
  // The last one may have been made by the command, to another disk: the log knows.
  const look = async () => {
    const found = await ask("/v1/backups");
    show(found);
    if (found.begun_at) return;
    const noted = may("audit:read") ? (await ask("/v1/audit?event=backup.made&limit=1")).entries[0]?.at : null;
    const last = [noted, found.backups[0]?.made_at].filter(Boolean).sort().at(-1);
    put(state, last ? ["backup_last", { when: when(last) }] : ["backup_last_none"]);
  };

  state.setAttribute("role", "note");
  failed.hidden = elsewhere.hidden = true;
  part.append(state, failed, elsewhere, form(async () => {
    const seal_for = keys.value.split(/\s+/).filter(Boolean);
    localStorage.setItem(KEYS, keys.value.trim());
    const found = await attempt(part, () => ask("/v1/backups", { method: "POST", body: { seal_for } }));
    if (found) show(found);
  }, field("backup_seal", keys), go), kept, list);
  await look();
}
