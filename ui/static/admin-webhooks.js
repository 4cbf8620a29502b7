// Which systems are told what happens to reports, and how each message went.
import { ask } from "./api.js";
import { attempt, checks, event, field, folded, form, input, shownOnce, sign, submit, sure, version, when } from "./admin-parts.js";
import { both, button, keep, make, put, say } from "./say.js";

const DAY = 86_400_000;

export async function draw(part, data) {
  const list = make("ul", "rows hooks"), none = make("p", "note", ...say("hooks_none"));
  const look = async () => {
    const { endpoints } = await ask("/v1/webhooks");
    none.hidden = endpoints.length > 0;
    keep(list, endpoints, (one) => `${one.id} ${one.version} ${one.waiting} ${one.failing_since}`, (one) => card(one), () => {});
  };
  const act = async (deed, ...words) => {
    const result = await attempt(part, deed, ...(words.length ? words : [["admin_saved"]]));
    if (result) await look();
    return result;
  };

  function card(one) {
    const name = one.description || new URL(one.url).host;
    return make("li", "card",
      make("div", "head", make("strong", "name", name), make("span", "signs",
        one.enabled ? sign("", ...say("hook_on")) : sign("off", ...say(one.disabled_because ? `hook_off_${one.disabled_because}` : "hook_off")),
        ...(one.failing_since ? [sign("bad", ...say("hook_failing", { when: when(one.failing_since) }))] : []))),
      make("p", "address", one.url),
      make("p", "small", ...(one.events.length ? one.events.flatMap((name, at) => [at ? " · " : "", ...both(event(name))]) : say("hook_all_events")), " · ",
        ...say("hook_waiting", { count: one.waiting })),
      folded("hook_log", () => log(part, one)),
      folded("admin_change", () => changes(one, name)));
  }

  function changes(one, name) {
    const path = `/v1/webhooks/${one.id}`, hours = input("number", "24", { min: 0, max: 168, required: true });
    const trial = async () => {
      const made = await attempt(part, () => ask(`${path}/test`, { method: "POST" }));
      if (!made) return;
      const status = part.querySelector("[role=status]");
      status.className = made.error ? "trouble" : "note";
      put(status, made.error ? ["hook_test_bad", { error: made.error }]
        : ["hook_test_good", { status: made.status, ms: made.milliseconds }]);
    };
    return make("div", "changes",
      form(async () => {
        const body = { overlap_hours: hours.valueAsNumber };
        const made = await act(() => ask(`${path}/rotate`, { method: "POST", body }));
        if (made) shownOnce(part, ["hooks_secret", { name }], made.secret, "hooks_once");
      }, field("keys_overlap", hours), submit("hook_rotate")),
      make("div", "deeds", button("", "hook_test", trial),
        button("", one.enabled ? "hook_switch_off" : "hook_switch_on", () => act(() => ask(path, {
          method: "PATCH", body: { enabled: !one.enabled }, version: version(one),
        }))),
        sure("hook_remove", ["hook_remove_sure", { name }], () => act(() => ask(path, { method: "DELETE" }), ["admin_done"]))));
  }

  const adding = () => {
    const url = input("url", "", { required: true, placeholder: "https://…/hooks" });
    const description = input("text", "", { maxLength: 200 }), events = checks("hooks_events", data.events.split(" "), event);
    return form(async (whole) => {
      const body = { url: url.value, description: description.value || null, events: events.chosen() };
      const made = await act(() => ask("/v1/webhooks", { method: "POST", body }));
      if (!made) return;
      whole.reset();
      whole.parentElement.open = false;
      shownOnce(part, ["hooks_secret", { name: made.endpoint.description || new URL(made.endpoint.url).host }], made.secret, "hooks_once");
    }, field("hooks_url", url), field("hooks_description", description), events, submit("hooks_create", "primary"));
  };

  part.append(folded("hooks_add", adding), none, list);
  await look();
}

// The messages to one endpoint, the latest first, each with its last try.
function log(part, one) {
  const path = `/v1/webhooks/${one.id}`, rows = make("ul", "rows log");
  const none = make("p", "note", ...say("hook_log_none"));
  const more = button("", "admin_more", () => look());
  const again = async (body) => {
    const made = await attempt(part, () => ask(`${path}/replay`, { method: "POST", body }));
    if (made) put(part.querySelector("[role=status]"), ["hook_replayed", { count: made.replayed }]);
  };
  let cursor = "";
  const look = async () => {
    const page = await attempt(part, () => ask(`${path}/deliveries${cursor && `?cursor=${encodeURIComponent(cursor)}`}`));
    if (!page) return;
    cursor = page.next_cursor;
    more.hidden = cursor === null;
    rows.append(...page.deliveries.map((told) => {
      const last = told.attempts.at(-1);
      const outcome = last ? [" · ", ...say("delivery_tries", { count: told.attempts.length }), " · ",
        last.error ?? `HTTP ${last.status}, ${last.milliseconds} ms`] : [];
      return make("li", "delivery",
        make("p", "", sign(told.state === "failed" ? "bad" : "", ...say(`delivery_${told.state}`)), " ", ...both(event(told.type))),
        make("p", "small", ...both(when(told.at)), ...outcome),
        ...(told.state === "waiting" ? [] : [button("", "hook_again", () => again({ event_id: told.event_id }))]));
    }));
    none.hidden = rows.children.length > 0;
  };
  none.hidden = more.hidden = true;
  look();
  return make("div", "changes", none, rows, make("div", "deeds", more,
    button("", "hook_replay_day", () => again({ since: new Date(Date.now() - DAY).toISOString() }))));
}
