// Who may sign in, as what; and where the one who looks is signed in.
import { ask } from "./api.js";
import { attempt, every, field, folded, form, input, listed, select, shownOnce, sign, submit, sure, version, when } from "./admin-parts.js";
import { sessions } from "./admin-sessions.js";
import { button, keep, make, put, say, told } from "./say.js";
import { whose } from "./whose.js";

const roles = (data) => data.roles.split(" ").map((role) => [role, told(`role_${role}`)]);

export async function draw(part, data) {
  const list = make("ul", "rows people"), wanted = input("search");
  const none = make("p", "note", ...say("admin_none_fits"));
  let people = [], locked = new Map();

  const look = async () => {
    const [everybody, waiting] = await Promise.all([
      every(ask, "/v1/people", "people"), ask("/v1/people/locked"),
    ]);
    people = everybody;
    locked = new Map(waiting.people.map((one) => [one.id, one]));
    show();
  };
  const show = () => {
    const letters = wanted.value.trim().toLowerCase();
    const fit = people.filter(({ name }) => name.toLowerCase().includes(letters));
    none.hidden = fit.length > 0;
    put(none, [people.length ? "admin_none_fits" : "people_none"]);
    keep(list, fit, (one) => `${one.id} ${one.version} ${one.has_pin} ${one.has_password} ${locked.has(one.id)}`,
      (one) => card(one), () => {});
  };
  wanted.addEventListener("input", show);

  const act = async (deed, ...words) => {
    const result = await attempt(part, deed, ...(words.length ? words : [["admin_saved"]]));
    if (result) await look();
    return result;
  };

  function card(one) {
    const signs = [
      sign("", ...say(`role_${one.role}`)),
      ...(one.is_disabled ? [sign("off", ...say("people_is_disabled"))] : []),
      ...(locked.has(one.id) ? [sign("bad", ...say("people_is_locked"))] : []),
      ...(one.has_pin ? [sign("", ...say("people_has_pin"))] : []),
      ...(one.has_password ? [] : [sign("off", ...say("people_no_password"))]),
    ];
    const sites = one.sites.length ? [one.sites.join(", ")] : say("admin_all_sites");
    const node = make("li", "card",
      make("div", "head", make("strong", "name", one.name), make("span", "signs", ...signs)),
      make("p", "small", ...sites, " · ", ...say("people_last_seen", { when: when(one.last_seen) })));
    const mine = one.id === whose()?.id;
    if (mine) node.append(make("p", "small", ...say("people_self")));
    else node.append(folded("people_sessions", () => sessions(part, `/v1/people/${one.id}/sessions`, "people_sign_out")),
      folded("admin_change", () => changes(one)));
    return node;
  }

  function changes(one) {
    const path = `/v1/people/${one.id}`;
    const role = select(roles(data), one.role), sites = input("text", one.sites.join(", "));
    const pin = input("text", "", { inputMode: "numeric", pattern: "[0-9]{6,9}", required: true });
    const change = (body) => act(() => ask(path, { method: "PATCH", body, version: version(one) }));
    const renew = async () => {
      const made = await act(() => ask(`${path}/password`, { method: "PUT", body: { make_password: true } }), ["admin_done"]);
      if (made) shownOnce(part, ["people_secret", { name: one.name }], made.password);
    };
    return make("div", "changes",
      form(() => change({ role: role.value, sites: listed(sites.value) }),
        make("div", "pair", field("admin_role", role), field("admin_sites", sites)), submit("save")),
      form(() => act(() => ask(`${path}/pin`, { method: "PUT", body: { pin: pin.value } })),
        field("people_pin_new", pin), make("div", "deeds", submit("people_pin_set"),
          ...(one.has_pin ? [button("", "people_pin_remove", () => act(() => ask(`${path}/pin`, { method: "DELETE" })))] : []))),
      make("div", "deeds",
        ...(locked.has(one.id) ? [button("", "people_unlock", () => act(() => ask(`${path}/unlock`, { method: "POST" }), ["admin_done"]))] : []),
        sure("people_password", ["people_password_sure", { name: one.name }], renew),
        one.is_disabled ? button("", "people_enable", () => change({ is_disabled: false }))
          : sure("people_disable", ["people_disable_sure", { name: one.name }], () => change({ is_disabled: true }))));
  }

  part.append(folded("people_add", () => adding(part, data, look)), field("admin_filter", wanted), none, list);
  await look();
  if (whose()?.id === "console") return;
  part.append(make("div", "own", make("h3", "", ...say("sessions_mine")), sessions(part, "/v1/me/sessions", "sessions_end_others")));
}

function adding(part, data, look) {
  const name = input("text", "", { required: true, maxLength: 200 });
  const role = select(roles(data), "technician"), sites = input(), pin = input("text", "", { inputMode: "numeric" });
  return form(async (whole) => {
    const body = { name: name.value, role: role.value, make_password: true, pin: pin.value || null };
    if (sites.value.trim()) body.sites = listed(sites.value);
    const made = await attempt(part, () => ask("/v1/people", { method: "POST", body }), ["admin_saved"]);
    if (!made) return;
    whole.reset();
    whole.parentElement.open = false;
    shownOnce(part, ["people_secret", { name: made.person.name }], made.password);
    await look();
  }, field("admin_name", name), make("div", "pair", field("admin_role", role), field("admin_sites", sites)),
  field("people_pin", pin), submit("people_add_do", "primary"));
}
