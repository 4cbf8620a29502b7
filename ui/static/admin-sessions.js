// Where somebody is signed in, by browser; each can be ended.
import { ask } from "./api.js";
import { attempt, sign, when } from "./admin-parts.js";
import { button, keep, make, say } from "./say.js";

// Where: /v1/me/sessions or /v1/people/{id}/sessions; all: the button that ends all (others).
export function sessions(part, where, all) {
  const list = make("ul", "rows sessions"), none = make("p", "note", ...say("sessions_none"));
  const everywhere = button("", all, () => end(where));
  const end = (path) => attempt(part, async () => {
    await ask(path, { method: "DELETE" });
    await look();
  }, ["admin_done"]);
  const card = (one) => make("li", "card",
    make("div", "head", make("strong", "name", ...(one.device ? [device(one.device)] : say("session_nameless"))),
      make("span", "signs", ...(one.is_current ? [sign("", ...say("sessions_this"))] : []),
        ...(one.via === "pin" ? [sign("off", ...say("session_by_pin"))] : []))),
    make("p", "small", ...say("session_since", { since: when(one.created_at), seen: when(one.last_seen) })),
    ...(one.is_current ? [] : [button("", "sessions_end", () => end(`${where}/${one.id}`))]));
  const look = async () => {
    const found = await ask(where);
    keep(list, found.sessions, (one) => `${one.id} ${one.last_seen}`, card, () => {});
    none.hidden = found.sessions.length > 0;
    everywhere.hidden = found.sessions.filter((one) => !one.is_current).length < 2;
  };
  none.hidden = everywhere.hidden = true;
  attempt(part, look);
  return make("div", "signed-in", none, list, make("div", "deeds", everywhere));
}

// "Chrome, Android" out of what a browser calls itself; the whole where nothing is known in it.
const BROWSERS = [["Edge", /Edg(e|A|iOS)?\//], ["Firefox", /Firefox|FxiOS/], ["Chrome", /Chrom(e|ium)|CriOS/], ["Safari", /Safari/]];
const SYSTEMS = [["Android", /Android/], ["iPad", /iPad/], ["iPhone", /iPhone/], ["Windows", /Windows/], ["macOS", /Mac OS X|Macintosh/], ["ChromeOS", /CrOS/], ["Linux", /Linux/]];

export function device(told) {
  const known = [BROWSERS, SYSTEMS].map((them) => them.find(([, like]) => like.test(told))?.[0]).filter(Boolean);
  return known.length ? known.join(", ") : told;
}
