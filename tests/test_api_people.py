"""People over HTTP: who manages whom, what is shown once, and what is never shown."""

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import text

from assistant.access.desk import Access
from assistant.access.errors import PinLocked
from assistant.access.hashing import Hasher
from assistant.access.lockout import FOREVER
from assistant.access.model import Principal
from assistant.access.names import digest_of
from assistant.access.rights import SCOPES, Role
from assistant.access.tables import TryRow
from assistant.witness import Witness
from tests.access import START
from tests.door import PASSWORD, Headers, House, Reply, ask, house

pytestmark = pytest.mark.doors

CONSOLE = Principal.console()
OTHER = "quite another password"
PIN = "830274"
KEY = {"idempotency-key": "0192f0c1-2345-7abc-8def-0123456789ab"}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = house(tmp_path_factory.mktemp("people"))
    plant = made.assistant.plant
    heard = Witness(made.assistant.audit).access
    made.assistant.cheap = Access(plant, hasher=Hasher(1, 64), happened=heard)
    with closing(made.assistant):
        yield made


def call(door: House, who: Headers, method: str, path: str, body: Any = None, **more: Any) -> Reply:
    sent = b"" if body is None else json.dumps(body).encode()
    typed = {"content-type": "application/json"} if sent else {}
    return ask(door.app, (method, path, {**who, **typed, **more.pop("headers", {})}), body=sent)


def told(reply: Reply, status: int = 200) -> Any:
    assert reply.status == status, reply.body
    return json.loads(reply.body) if reply.body else None


class Somebody:
    """A person with a session, made past the door."""

    def __init__(self, door: House, name: str, role: Role, sites: tuple[str, ...] = ()) -> None:
        people = door.assistant.access.people
        made = people.add(name, role, by=CONSOLE, password=PASSWORD, pin=PIN, sites=sites)
        self.door, self.id, self.name, self.path = door, made.id, name, f"/v1/people/{made.id}"
        self.who = self.session()

    def session(self, secret: str = PASSWORD, device: str = "tablet") -> Headers:
        token = self.door.assistant.access.sign_in(self.name, secret, device)[1]
        return {"cookie": f"shiftmate={token}"}

    def is_in(self, session: Headers | None = None) -> bool:
        return call(self.door, session or self.who, "GET", "/v1/me").status == 200


def changed(door: House, who: Headers, one: Somebody, body: Any, etag: str = "") -> Reply:
    tag = etag or call(door, door.people["admin"], "GET", one.path).headers["etag"]
    return call(door, who, "PATCH", one.path, body, headers={"if-match": tag})


def log_of(door: House, person_id: str) -> list[tuple[str, str]]:
    """What happened to somebody, and by whom."""
    found = told(call(door, door.people["admin"], "GET", f"/v1/audit?subject={person_id}"))
    return [(one["event"], one["who_name"]) for one in found["entries"]]


def test_somebody_is_added_with_a_password_that_is_shown_once(door: House) -> None:
    admin = door.people["admin"]
    new = {"name": "Ada", "role": "supervisor", "make_password": True}
    reply = call(door, admin, "POST", "/v1/people", new, headers=KEY)
    made = told(reply, 201)
    assert reply.headers["location"] == f"/v1/people/{made['person']['id']}"
    door.assistant.access.sign_in("Ada", made["password"])
    again = call(door, admin, "POST", "/v1/people", new, headers=KEY)
    assert (again.status, again.headers["idempotency-replayed"]) == (409, "true")
    assert "kept nowhere" in again.body.decode()
    assert made["password"] not in again.body.decode()
    taken = call(door, admin, "POST", "/v1/people", new)
    assert told(taken, 422)["errors"][0]["pointer"] == "/name"
    own = told(call(door, admin, "POST", "/v1/people", {"name": "Bob", "password": OTHER}), 201)
    assert own["password"] is None
    door.assistant.access.sign_in("Bob", OTHER)


def test_no_secret_and_no_hash_is_told_or_kept_beside(door: House) -> None:
    admin = door.people["admin"]
    new = {"name": "Cem", "password": OTHER, "pin": PIN}
    reply = call(door, admin, "POST", "/v1/people", new, headers={"idempotency-key": "cem"})
    one = Somebody(door, "Cem 2", "technician")
    replies = [reply, call(door, admin, "GET", "/v1/people"), call(door, admin, "GET", one.path)]
    replies.append(call(door, admin, "PUT", f"{one.path}/pin", {"pin": "275183"}))
    replies.append(call(door, admin, "GET", "/v1/audit?limit=500"))
    seen = b"".join(one.body for one in replies).decode()
    with door.assistant.plant.reading() as session:
        kept = session.execute(text("SELECT digest, body FROM kept_replies")).all()
        hashes = session.scalars(text("SELECT password_hash FROM people")).all()
    for secret in (OTHER, PIN, "275183", "argon2", *filter(None, hashes)):
        assert secret not in seen
    assert (OTHER not in str(kept), None in [body for _, body in kept]) == (True, True)
    # Another password under the same key is the same request: no digest of it is kept.
    other = call(
        door,
        admin,
        "POST",
        "/v1/people",
        {**new, "password": "x" * 9},
        headers={"idempotency-key": "cem"},
    )
    assert other.status == 409


def test_a_request_whose_reply_was_lost_makes_one_person(door: House) -> None:
    people, one = door.assistant.access.people, "0192f0c1-2345-7abc-8def-0123456789ff"
    for secret in (PASSWORD, OTHER):
        made = people.add("Dee", "technician", by=CONSOLE, password=secret, person_id=one)
        assert made.id == one
    door.assistant.access.sign_in("Dee", OTHER)


def test_a_change_names_what_it_read(door: House) -> None:
    admin, one = door.people["admin"], Somebody(door, "Eve", "technician")
    read = call(door, admin, "GET", one.path)
    etag, version = read.headers["etag"], told(read)["version"]
    assert call(door, admin, "PATCH", one.path, {"role": "supervisor"}).status == 428
    assert one.is_in()
    after = changed(door, admin, one, {"role": "supervisor"}, etag)
    assert told(after)["role"] == "supervisor"
    assert after.headers["etag"] != etag
    assert changed(door, admin, one, {"sites": ["A"]}, etag).status == 412
    assert changed(door, admin, one, {"sites": ["A"]}, f'"{version}"').status == 412
    assert changed(door, admin, one, {"sites": ["A"]}, '"1"').status == 412
    now = told(after)["version"]
    assert told(changed(door, admin, one, {"sites": ["A"]}, f'"{now}"'))["sites"] == ["A"]
    seen = call(door, admin, "GET", one.path, headers={"if-none-match": after.headers["etag"]})
    assert seen.status == 200


def test_another_role_and_being_disabled_end_the_sessions(door: House) -> None:
    admin, one = door.people["admin"], Somebody(door, "Fay", "technician")
    assert told(changed(door, admin, one, {"sites": ["A"]}))["sites"] == ["A"]
    assert one.is_in()
    changed(door, admin, one, {"role": "supervisor"})
    assert not one.is_in()
    again = one.session()
    assert told(changed(door, admin, one, {"is_disabled": True}))["is_disabled"] is True
    assert not one.is_in(again)
    changed(door, admin, one, {"is_disabled": False})
    assert not one.is_in(again)
    happened = [event for event, who in log_of(door, one.id) if who == "admin 1"]
    assert happened == ["person.enabled", "person.disabled", "person.changed", "person.changed"]


def test_nobody_manages_themselves(door: House) -> None:
    one = Somebody(door, "Gil", "admin")
    for body in ({"role": "technician"}, {"is_disabled": True}, {"sites": ["A"]}, {}):
        assert told(changed(door, one.who, one, body), 403)["detail"].startswith("Nobody manages")
    for method, path, body in (
        ("PUT", "password", {"password": OTHER}),
        ("PUT", "pin", {"pin": PIN}),
        ("DELETE", "pin", None),
        ("DELETE", "sessions", None),
    ):
        assert call(door, one.who, method, f"{one.path}/{path}", body).status == 403
    assert one.is_in()


def test_a_password_and_a_pin_are_set_for_others(door: House) -> None:
    admin, one = door.people["admin"], Somebody(door, "Han", "technician")
    by_pin = one.session(PIN)
    assert told(call(door, admin, "PUT", f"{one.path}/password", {"password": OTHER})) | {
        "person": None
    } == {"password": None, "person": None}
    assert not one.is_in()
    assert not one.is_in(by_pin)
    made = told(call(door, admin, "PUT", f"{one.path}/password", {"make_password": True}))
    assert one.is_in(one.session(made["password"]))
    assert told(call(door, admin, "PUT", f"{one.path}/pin", {"pin": "123456"}), 422)["errors"]
    assert told(call(door, admin, "PUT", f"{one.path}/pin", {"pin": "275183"}))["has_pin"]
    assert one.is_in(one.session("275183"))
    assert call(door, admin, "DELETE", f"{one.path}/pin").status == 204
    assert told(call(door, admin, "GET", one.path))["has_pin"] is False
    assert told(call(door, admin, "DELETE", f"{one.path}/sessions")) == {"ended": 1}
    both = {"password": OTHER, "make_password": True}
    assert call(door, admin, "PUT", f"{one.path}/password", both).status == 422


def test_the_last_administrator_stays(door: House) -> None:
    last, helper = Somebody(door, "Ida", "admin"), Somebody(door, "Jan", "admin")
    plant = door.assistant.plant
    with plant.writing() as session:
        rest = text("SELECT id, password_hash FROM people WHERE role = 'admin' AND id != :id")
        kept = session.execute(rest, {"id": last.id}).all()
        for one, _ in kept:
            _set_hash(session, one, None)
    for body in ({"is_disabled": True}, {"role": "supervisor"}):
        refused = told(changed(door, helper.who, last, body), 409)
        assert "last administrator" in refused["detail"]
    with plant.writing() as session:
        for one, hashed in kept:
            _set_hash(session, one, hashed)
    assert told(changed(door, helper.who, last, {"role": "supervisor"}))["role"] == "supervisor"


def _set_hash(session: Any, person_id: str, hashed: str | None) -> None:
    told = text("UPDATE people SET password_hash = :hashed WHERE id = :id")
    session.execute(told, {"hashed": hashed, "id": person_id})


def test_an_administrator_of_a_site_stays_within_it(door: House) -> None:
    of_a = Somebody(door, "Kai", "admin", ("A",))
    here = Somebody(door, "Lea", "technician", ("A",))
    both = Somebody(door, "Max", "technician", ("A", "B"))
    everywhere = Somebody(door, "Ned", "technician")
    there = Somebody(door, "Oda", "technician", ("B",))
    listed = {one["name"] for one in told(call(door, of_a.who, "GET", "/v1/people"))["people"]}
    assert {"Kai", "Lea", "Max", "Ned"} <= listed
    assert "Oda" not in listed
    for one, status in ((here, 200), (both, 403), (everywhere, 403), (there, 404)):
        assert changed(door, of_a.who, one, {"role": "technician"}).status == status
        replies = [
            call(door, of_a.who, "PUT", f"{one.path}/password", {"password": OTHER}),
            call(door, of_a.who, "PUT", f"{one.path}/pin", {"pin": PIN}),
            call(door, of_a.who, "DELETE", f"{one.path}/sessions"),
        ]
        assert {reply.status for reply in replies} == {status}, one.name
        assert call(door, of_a.who, "POST", f"{one.path}/unlock").status == (
            404 if one is there else 204
        )
    assert call(door, of_a.who, "GET", there.path).status == 404
    for sites in ([], ["B"], ["A", "B"]):
        assert changed(door, of_a.who, here, {"sites": sites}).status == 403
        new = {"name": "Pia", "sites": sites}
        assert call(door, of_a.who, "POST", "/v1/people", new).status == 403
        key = {"name": "ERP", "scopes": ["docs:read"], "sites": sites}
        assert call(door, of_a.who, "POST", "/v1/keys", key).status == 403
    own = told(call(door, of_a.who, "POST", "/v1/people", {"name": "Pia"}), 201)
    assert own["person"]["sites"] == ["A"]


def test_a_supervisor_unlocks_technicians_of_the_site(door: House) -> None:
    access = door.assistant.access
    chief = Somebody(door, "Quy", "supervisor", ("A",))
    here = Somebody(door, "Ria", "technician", ("A",))
    there = Somebody(door, "Sam", "technician", ("B",))
    peer = Somebody(door, "Tim", "supervisor", ("A",))
    with door.assistant.plant.writing() as session:
        for name in ("Ria", "Sam", "Tim"):
            _lock(session, name)
    locked = told(call(door, chief.who, "GET", "/v1/people/locked"))["people"]
    assert [(one["name"], one["is_pin_locked"], one["locked_until"]) for one in locked] == [
        ("Ria", True, None)
    ]
    with pytest.raises(PinLocked):
        access.sign_in("Ria", PIN)
    assert call(door, chief.who, "POST", f"{here.path}/unlock").status == 204
    access.sign_in("Ria", PIN)
    assert call(door, chief.who, "POST", f"{there.path}/unlock").status == 404
    assert call(door, chief.who, "POST", f"{peer.path}/unlock").status == 403
    assert call(door, here.who, "POST", f"{here.path}/unlock").status == 403
    assert ("person.unlocked", "Quy") in log_of(door, here.id)
    for method, path in (("GET", "/v1/people"), ("GET", here.path), ("DELETE", f"{here.path}/pin")):
        assert call(door, chief.who, method, path).status == 403
    everybody = told(call(door, door.people["admin"], "GET", "/v1/people/locked"))["people"]
    assert {"Sam", "Tim"} <= {one["name"] for one in everybody}


def _lock(session: Any, name: str) -> None:
    """As after ten wrong PINs."""
    told = {"count": 10, "since": START, "last_at": START, "locked_until": FOREVER}
    session.add(TryRow(name_digest=digest_of(name), kind="pin", **told))


def test_no_key_reaches_people_or_keys(door: House) -> None:
    _, secret = door.assistant.access.keys.create("all", sorted(SCOPES), by=CONSOLE)
    for path in ("/v1/people", "/v1/people/locked", "/v1/keys", "/v1/me/sessions"):
        reply = call(door, {"x-api-key": secret}, "GET", path)
        assert reply.status == 403
        assert "can make one" not in reply.body.decode()


def test_a_long_list_leaves_in_pages(door: House) -> None:
    admin, names, cursor = door.people["admin"], list[str](), ""
    while cursor is not None:
        page = told(call(door, admin, "GET", f"/v1/people?limit=3{cursor and '&cursor=' + cursor}"))
        names += [one["name"] for one in page["people"]]
        cursor = page["next_cursor"]
    everybody = [one.name for one in door.assistant.access.people.all()]
    assert names == everybody
    assert len(set(names)) > 3
    assert call(door, admin, "GET", "/v1/people?cursor=x").status == 422


def test_a_key_is_made_rotated_and_revoked(door: House) -> None:
    admin, new = door.people["admin"], {"name": "ERP", "scopes": ["docs:read"], "sites": ["A"]}
    made = told(call(door, admin, "POST", "/v1/keys", new, headers=KEY), 201)
    path = f"/v1/keys/{made['key']['id']}"
    again = call(door, admin, "POST", "/v1/keys", new, headers=KEY)
    assert (again.status, made["secret"] in again.body.decode()) == (409, False)
    assert call(door, {"x-api-key": made["secret"]}, "GET", "/v1/me").status == 200
    turned = told(call(door, admin, "POST", f"{path}/rotate", {"overlap_hours": 1}), 201)
    assert turned["key"]["replaces"] == made["key"]["id"]
    for key in (made, turned):
        assert call(door, {"x-api-key": key["secret"]}, "GET", "/v1/me").status == 200
    assert told(call(door, admin, "POST", f"{path}/revoke"))["revoked_at"]
    assert call(door, {"x-api-key": made["secret"]}, "GET", "/v1/me").status == 401
    assert call(door, admin, "POST", f"{path}/rotate", {}).status == 422
    listed = call(door, admin, "GET", "/v1/keys")
    keys = {one["id"]: one for one in told(listed)["keys"]}
    assert keys[made["key"]["id"]]["last_used_at"]
    assert keys[turned["key"]["id"]]["created_by"] == "admin 1"
    for secret in (made["secret"], turned["secret"]):
        assert secret.rpartition("_")[2] not in listed.body.decode()
    decides = {"name": "x", "scopes": ["reports:approve"]}
    assert "People decide" in told(call(door, admin, "POST", "/v1/keys", decides), 422)["detail"]
    of_b = Somebody(door, "Uwe", "admin", ("B",))
    assert call(door, of_b.who, "POST", f"{path}/revoke").status == 404
    assert made["key"]["id"] not in call(door, of_b.who, "GET", "/v1/keys").body.decode()


def test_a_request_whose_reply_was_lost_makes_one_key(door: House) -> None:
    keys, scopes = door.assistant.access.keys, ["docs:read"]
    first, lost = keys.create("MES", scopes, by=CONSOLE, request_id="r")
    second, shown = keys.create("MES", scopes, by=CONSOLE, request_id="r")
    assert first == second
    assert keys.principal_of(lost) is None
    assert keys.principal_of(shown) is not None
    one, _ = keys.rotate(first.id, by=CONSOLE, request_id="s")
    assert keys.rotate(first.id, by=CONSOLE, request_id="s")[0] == one


def test_people_see_and_end_their_own_sessions(door: House) -> None:
    one, other = Somebody(door, "Vic", "technician"), Somebody(door, "Wim", "technician")
    there, third = one.session(device="phone"), one.session(PIN)
    sessions = told(call(door, one.who, "GET", "/v1/me/sessions"))["sessions"]
    assert sorted(each["device"] for each in sessions) == ["phone", "tablet", "tablet"]
    assert [each["via"] for each in sessions if each["is_current"]] == ["password"]
    phone = next(each["id"] for each in sessions if each["device"] == "phone")
    assert call(door, other.who, "DELETE", f"/v1/me/sessions/{phone}").status == 404
    assert call(door, one.who, "DELETE", f"/v1/me/sessions/{phone}").status == 204
    assert (one.is_in(there), one.is_in(third), one.is_in()) == (False, True, True)
    assert told(call(door, one.who, "DELETE", "/v1/me/sessions")) == {"ended": 1}
    assert (one.is_in(third), one.is_in(), other.is_in()) == (False, True, True)
    with door.assistant.plant.reading() as session:
        digests = session.scalars(text("SELECT digest FROM sessions")).all()
    assert not [each for each in sessions if each["id"] in str(digests)]


def test_a_pin_ends_its_own_session_alone(door: House) -> None:
    one = Somebody(door, "Yrsa", "technician")
    by_pin = one.session(PIN)

    def current(who: Headers) -> str:
        sessions = told(call(door, who, "GET", "/v1/me/sessions"))["sessions"]
        (found,) = (each["id"] for each in sessions if each["is_current"])
        return f"/v1/me/sessions/{found}"

    for path in ("/v1/me/sessions", current(one.who)):
        assert "with the password" in told(call(door, by_pin, "DELETE", path), 403)["detail"]
    assert call(door, by_pin, "DELETE", current(by_pin)).status == 204
    assert (one.is_in(by_pin), one.is_in()) == (False, True)


def test_an_administrator_sees_and_ends_others_sessions(door: House) -> None:
    admin = door.people["admin"]
    one, other = Somebody(door, "Xia", "technician"), Somebody(door, "Yan", "technician")
    there = one.session(device="phone")
    sessions = told(call(door, admin, "GET", f"{one.path}/sessions"))["sessions"]
    assert [each["device"] for each in sessions] == ["phone", "tablet"]
    assert all(each["person_id"] == one.id and each["last_seen"] for each in sessions)
    phone = sessions[0]["id"]
    assert call(door, admin, "DELETE", f"{other.path}/sessions/{phone}").status == 404
    assert call(door, admin, "DELETE", f"{one.path}/sessions/{phone}").status == 204
    assert call(door, admin, "DELETE", f"{one.path}/sessions/{phone}").status == 404
    assert (one.is_in(there), one.is_in(), other.is_in()) == (False, True, True)
    assert log_of(door, one.id).count(("sign_out", "admin 1")) == 1
    of_b = Somebody(door, "Zoe", "admin", ("B",))
    of_a = Somebody(door, "Abe", "technician", ("A",))
    (session,) = told(call(door, admin, "GET", f"{of_a.path}/sessions"))["sessions"]
    assert call(door, of_b.who, "GET", f"{of_a.path}/sessions").status == 404
    assert call(door, of_b.who, "DELETE", f"{of_a.path}/sessions/{session['id']}").status == 404
    mine = told(call(door, of_b.who, "GET", f"{of_b.path}/sessions"))["sessions"][0]["id"]
    assert call(door, of_b.who, "DELETE", f"{of_b.path}/sessions/{mine}").status == 403
