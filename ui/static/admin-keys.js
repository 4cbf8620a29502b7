// Which programs may what, until when.
import { ask } from "./api.js";
import { attempt, checks, every, field, folded, form, input, listed, select, shownOnce, sign, submit, sure, when } from "./admin-parts.js";
import { keep, make, say, told } from "./say.js";

const state = (key) => key.revoked_at ? "revoked"
  : key.expires_at && new Date(key.expires_at) < new Date() ? "expired" : "good";

export async function draw(part, data) {
  const list = make("ul", "rows keys"), none = make("p", "note", ...say("keys_none"));
  const look = async () => {
    const keys = await every(ask, "/v1/keys", "keys");
    none.hidden = keys.length > 0;
    keep(list, keys, (key) => `${key.id} ${state(key)} ${key.last_used_at}`, (key) => card(key), () => {});
  };
  const hand = async (made) => {
    if (!made) return;
    shownOnce(part, ["keys_secret", { name: made.key.name }], made.secret);
    await look();
  };

  function card(key) {
    const good = state(key) === "good";
    const node = make("li", "card",
      make("div", "head", make("strong", "name", key.name), make("span", "signs",
        sign(good ? "" : "off", ...say(`key_${state(key)}`)), sign("", ...say(`role_${key.role}`)))),
      make("p", "scopes", key.scopes.join(" · ")),
      make("p", "small", `smk_${key.id}… · `,
        ...(key.sites.length ? [key.sites.join(", ")] : say("admin_all_sites")), " · ",
        ...(key.expires_at ? say("key_until", { when: when(key.expires_at) }) : say("key_for_ever")), " · ",
        ...say("key_used", { when: when(key.last_used_at) }), " · ",
        ...say("key_made", { when: when(key.created_at), name: key.created_by })));
    if (good) node.append(folded("admin_change", () => changes(key)));
    return node;
  }

  function changes(key) {
    const hours = input("number", "24", { min: 0, max: 720, required: true });
    const revoke = async () => {
      if (await attempt(part, () => ask(`/v1/keys/${key.id}/revoke`, { method: "POST" }), ["admin_done"])) await look();
    };
    return make("div", "changes",
      form(async () => hand(await attempt(part, () => ask(`/v1/keys/${key.id}/rotate`, {
        method: "POST", body: { overlap_hours: hours.valueAsNumber },
      }), ["admin_done"])), field("keys_overlap", hours), submit("keys_rotate")),
      make("div", "deeds", sure("keys_revoke", ["keys_revoke_sure", { name: key.name }], revoke)));
  }

  const adding = () => {
    const name = input("text", "", { required: true, maxLength: 200 });
    const scopes = checks("keys_scopes", data.scopes.split(" "));
    const role = select(data.roles.split(" ").map((one) => [one, told(`role_${one}`)]), "technician");
    const sites = input(), days = input("number", "365", { min: 0, max: 3650, required: true });
    return form(async (whole) => {
      const body = { name: name.value, scopes: scopes.chosen(), role: role.value, days: days.valueAsNumber };
      if (sites.value.trim()) body.sites = listed(sites.value);
      const made = await attempt(part, () => ask("/v1/keys", { method: "POST", body }), ["admin_saved"]);
      if (!made) return;
      whole.reset();
      whole.parentElement.open = false;
      await hand(made);
    }, field("keys_name", name), scopes,
    make("div", "pair", field("keys_role", role), field("admin_sites", sites)),
    field("keys_days", days), submit("keys_create", "primary"));
  };

  part.append(folded("keys_add", adding), none, list);
  await look();
}
