"""People sign in, are locked out, change and go; nothing tells a stranger who there is."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from assistant.access.addresses import Addresses
from assistant.access.desk import Access
from assistant.access.errors import (
    AccessError,
    LastAdmin,
    PinLocked,
    TooManyTries,
    UnfitPerson,
    WrongSecret,
)
from assistant.access.hashing import Hasher
from assistant.access.rights import RIGHTS
from assistant.errors import NotHere
from assistant.plant.database import PlantDatabase
from tests.access import CHEAP, CONSOLE, Desk, emptied, plant_for
from tests.plants import ENGINES

PASSWORD = "gears turn slowly"  # noqa: S105 - opens nothing
PIN = "830274"


@pytest.fixture(scope="module", params=ENGINES)
def plant(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PlantDatabase]:
    with plant_for(request.param, tmp_path_factory.mktemp("access")) as plant:
        yield plant


@pytest.fixture
def desk(plant: PlantDatabase) -> Desk:
    return emptied(plant)


def _fails(desk: Desk, name: str, secret: str, times: int, address: str = "") -> list[str]:
    """What is said to tries of a wrong secret."""
    said = []
    for _ in range(times):
        with pytest.raises(AccessError) as refused:
            desk.access.sign_in(name, secret, address=address)
        said.append(str(refused.value))
    return said


def test_somebody_signs_in_and_out(desk: Desk) -> None:
    ada = desk.access.people.add("Ada", "supervisor", by=CONSOLE, password=PASSWORD, sites=["A"])
    signed_in, token = desk.access.sign_in(" ＡＤＡ ", PASSWORD, "tablet\x1b", "10.0.0.7")
    assert (signed_in.person_id, signed_in.via, signed_in.device) == (ada.id, "password", "tablet")
    who = desk.access.sessions.principal_of(token)
    assert who is not None
    assert (who.name, who.kind, who.rights) == ("Ada", "person", RIGHTS["supervisor"])
    assert who.sites == {"A"}
    assert len(desk.access.sessions.of(ada.id)) == 1
    desk.access.sessions.sign_out(token)
    assert desk.access.sessions.principal_of(token) is None
    assert desk.access.sessions.of(ada.id) == []
    assert desk.events() == ["person.added", "sign_in.good", "sign_out"]


def test_no_secret_and_no_token_is_kept_or_told(desk: Desk) -> None:
    desk.access.people.add("Ada", "technician", by=CONSOLE, password=PASSWORD, pin=PIN)
    _, token = desk.access.sign_in("Ada", PASSWORD)
    _fails(desk, "gears turn too", "and a wrong one", 1)
    told = str(desk.told)
    with desk.plant.reading() as session:
        for table in ("people", "sessions", "sign_in_tries"):
            told += str(session.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608
    for secret in (PASSWORD, PIN, token, "gears turn too", "a wrong one"):
        assert secret not in told


def test_a_pin_gives_a_technician_s_rights_for_half_an_hour(desk: Desk) -> None:
    desk.access.people.add("Ada", "admin", by=CONSOLE, password=PASSWORD, pin=PIN)
    _, token = desk.access.sign_in("Ada", PIN)
    for minutes in (20, 29):
        desk.clock.turn(minutes=minutes)
        who = desk.access.sessions.principal_of(token)
        assert who is not None
        assert (who.role, who.rights) == ("technician", RIGHTS["technician"])
    desk.clock.turn(minutes=30)
    assert desk.access.sessions.principal_of(token) is None


def test_a_busy_session_ends_too(desk: Desk) -> None:
    desk.access.people.add("Ada", "technician", by=CONSOLE, password=PASSWORD, pin=PIN)
    by_password, _ = desk.access.sign_in("Ada", PASSWORD)
    assert by_password.expires_at == desk.clock.now + timedelta(days=30)
    signed_in, token = desk.access.sign_in("Ada", PIN)
    assert signed_in.expires_at == desk.clock.now + timedelta(hours=12)
    while desk.clock.now + timedelta(minutes=29) < signed_in.expires_at:
        desk.clock.turn(minutes=29)
        assert desk.access.sessions.principal_of(token) is not None
    desk.clock.now = signed_in.expires_at
    assert desk.access.sessions.principal_of(token) is None


def test_another_process_s_revocation_is_seen_within_seconds(desk: Desk) -> None:
    ada = desk.access.people.add("Ada", "technician", by=CONSOLE, password=PASSWORD)
    _, token = desk.access.sign_in("Ada", PASSWORD)
    assert desk.access.sessions.principal_of(token) is not None
    other = Access(desk.plant, now=desk.clock)
    other.people.change(ada.id, by=CONSOLE, is_disabled=True)
    desk.clock.turn(seconds=5)
    assert desk.access.sessions.principal_of(token) is None


def test_five_wrong_tries_have_to_wait_longer_and_longer(desk: Desk) -> None:
    desk.access.people.add("Ada", "technician", by=CONSOLE, password=PASSWORD)
    for name in ("Ada", "nobody"):
        waits = []
        _fails(desk, name, "not her password", 4)
        for _ in range(4):
            with pytest.raises(TooManyTries) as refused:
                desk.access.sign_in(name, "not her password")
            waits.append(refused.value.retry_after)
            with pytest.raises(TooManyTries):
                desk.access.sign_in(name, PASSWORD)
            desk.clock.turn(seconds=waits[-1])
        assert waits == [60, 300, 900, 900]
    assert desk.events().count("sign_in.locked") == 8
    desk.access.sign_in("Ada", PASSWORD)
    assert len(_fails(desk, "Ada", "not her password", 4)) == 4  # all was forgotten


def test_nothing_tells_whether_there_is_somebody_of_a_name(desk: Desk) -> None:
    desk.access.people.add("Ada", "technician", by=CONSOLE, password=PASSWORD, pin=PIN)
    bob = desk.access.people.add("Bob", "technician", by=CONSOLE, password=PASSWORD)
    desk.access.people.change(bob.id, by=CONSOLE, is_disabled=True)
    desk.access.people.add("Eve", "technician", by=CONSOLE)
    said = []
    for name in ("Ada", "Bob", "nobody"):
        passwords = _fails(desk, name, "not the password", 6)
        desk.clock.turn(minutes=16)
        said.append(passwords + _fails(desk, name, "192837", 1))
    assert all(one == said[0] for one in said)
    tries = [_fails(desk, name, PASSWORD, 1) for name in ("Bob", "Eve", "\ud800" * 2000)]
    assert tries == [said[0][:1]] * 3


def test_ten_wrong_pins_lock_it_until_the_password(desk: Desk) -> None:
    desk.access.people.add("Ada", "technician", by=CONSOLE, password=PASSWORD, pin=PIN)
    for _ in range(10):
        _fails(desk, "Ada", "192837", 1)
        desk.clock.turn(minutes=16)
    with pytest.raises(PinLocked):
        desk.access.sign_in("Ada", PIN)
    desk.clock.turn(days=300)
    with pytest.raises(PinLocked):
        desk.access.sign_in("Ada", PIN)
    desk.access.sign_in("Ada", PASSWORD)
    desk.access.sign_in("Ada", PIN)


def test_a_locked_pin_is_unlocked_by_hand(desk: Desk) -> None:
    ada = desk.access.people.add("Ada", "technician", by=CONSOLE, pin=PIN)
    for _ in range(10):
        _fails(desk, "Ada", "192837", 1)
        desk.clock.turn(minutes=16)
    with pytest.raises(PinLocked):
        desk.access.sign_in("Ada", PIN)
    desk.access.credentials.unlock(ada.id, by=CONSOLE)
    desk.access.sign_in("Ada", PIN)


def test_tries_at_once_are_all_counted(desk: Desk) -> None:
    desk.access.people.add("Ada", "technician", by=CONSOLE, password=PASSWORD)

    def attempt(number: int) -> str:
        try:
            desk.access.sign_in("Ada", f"guess number {number}")
        except AccessError as exc:
            return type(exc).__name__
        return "in"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(attempt, range(16)))
    assert said.count("WrongSecret") == 4
    assert said.count("TooManyTries") == 12


def test_one_address_cannot_try_everybody(desk: Desk) -> None:
    addresses = Addresses(most=3, now=desk.clock)
    access = Access(desk.plant, now=desk.clock, hasher=CHEAP, addresses=addresses)
    access.people.add("Ada", "technician", by=CONSOLE, password=PASSWORD)
    for name in ("Bob", "Eve", "Ada"):
        with pytest.raises(WrongSecret):
            access.sign_in(name, "the same password", address="2001:db8::1")
    with pytest.raises(TooManyTries) as refused:
        access.sign_in("Ada", PASSWORD, address="2001:db8::2")
    assert refused.value.retry_after == 900
    for _ in range(5):
        access.sign_in("Ada", PASSWORD, address="2001:db8:1::1")
    desk.clock.turn(minutes=15)
    access.sign_in("Ada", PASSWORD, address="2001:db8::2")


def test_a_new_password_ends_the_other_sessions(desk: Desk) -> None:
    desk.access.people.add("Ada", "technician", by=CONSOLE, password=PASSWORD)
    _, here = desk.access.sign_in("Ada", PASSWORD)
    _, there = desk.access.sign_in("Ada", PASSWORD)
    who = desk.access.sessions.principal_of(here)
    assert who is not None
    assert desk.access.sessions.principal_of(there) == who
    with pytest.raises(WrongSecret):
        desk.access.sign_in.change_password(who, here, "not the old one", "belts slip often")
    with pytest.raises(UnfitPerson, match="10 to 256"):
        desk.access.sign_in.change_password(who, here, PASSWORD, "short")
    renewed = desk.access.sign_in.change_password(who, here, PASSWORD, "belts slip often")
    assert desk.access.sessions.principal_of(renewed) == who
    assert desk.access.sessions.principal_of(here) is None
    assert desk.access.sessions.principal_of(there) is None
    desk.access.sign_in("Ada", "belts slip often")


def test_a_role_and_its_loss_hold_at_once(desk: Desk) -> None:
    ada = desk.access.people.add("Ada", "technician", by=CONSOLE, password=PASSWORD)
    _, token = desk.access.sign_in("Ada", PASSWORD)
    desk.access.sessions.principal_of(token)
    desk.access.people.change(ada.id, by=CONSOLE, sites=["B", "A"])
    who = desk.access.sessions.principal_of(token)
    assert who is not None
    assert (who.role, who.sites) == ("technician", {"A", "B"})
    desk.access.people.change(ada.id, by=CONSOLE, role="supervisor")
    assert desk.access.sessions.principal_of(token) is None
    _, token = desk.access.sign_in("Ada", PASSWORD)
    who = desk.access.sessions.principal_of(token)
    assert who is not None
    assert (who.role, who.sites) == ("supervisor", {"A", "B"})
    desk.access.people.change(ada.id, by=CONSOLE, is_disabled=True)
    assert desk.access.sessions.principal_of(token) is None
    desk.access.people.change(ada.id, by=CONSOLE, is_disabled=False)
    assert desk.access.sessions.principal_of(token) is None
    assert desk.told[-1] == ("person.enabled", "console", {"person_id": ada.id, "person": "Ada"})


def test_the_last_administrator_stays(desk: Desk) -> None:
    made = desk.access.people.first_admin()
    assert made is not None
    admin, password = made
    assert desk.access.people.first_admin() is None
    desk.access.sign_in("admin", password)
    desk.access.people.add("Ada", "admin", by=CONSOLE, pin=PIN)  # no password: not good enough
    for change in (
        lambda: desk.access.people.change(admin.id, by=CONSOLE, is_disabled=True),
        lambda: desk.access.people.change(admin.id, by=CONSOLE, role="supervisor"),
    ):
        with pytest.raises(LastAdmin, match="admin"):
            change()
    desk.access.people.add("Bob", "admin", by=CONSOLE, password=PASSWORD)
    desk.access.people.change(admin.id, by=CONSOLE, role="supervisor")


def test_a_password_that_was_made_is_good_for_choosing_another(desk: Desk) -> None:
    made = desk.access.people.first_admin()
    assert made is not None
    admin, password = made
    for _ in range(2):
        who = desk.access.sessions.principal_of(_token(desk, password))
        assert who is not None
        assert (who.rights, who.has_to_choose) == (frozenset(), True)
    old = _token(desk, password)
    desk.clock.turn(minutes=16)
    assert desk.access.sessions.principal_of(old) is None
    renewed = desk.access.sign_in.change_password(who, old, password, PASSWORD)
    chosen = desk.access.sessions.principal_of(renewed)
    assert chosen is not None
    assert (chosen.rights, chosen.has_to_choose) == (RIGHTS["admin"], False)
    with pytest.raises(WrongSecret):
        desk.access.sign_in("admin", password)
    desk.access.credentials.set_password(admin.id, password, by=CONSOLE, is_made=True)
    again = desk.access.sessions.principal_of(_token(desk, password))
    assert again is not None
    assert again.has_to_choose


def _token(desk: Desk, password: str) -> str:
    return desk.access.sign_in("admin", password)[1]


def test_the_first_administrator_takes_nobody_s_name(desk: Desk) -> None:
    desk.access.people.add("Admin", "technician", by=CONSOLE, password=PASSWORD)
    made = desk.access.people.first_admin()
    assert made is not None
    assert made[0].name == "admin 2"


def test_two_people_have_two_names(desk: Desk) -> None:
    desk.access.people.add("李明", "technician", by=CONSOLE)
    desk.access.people.add("Ada", "technician", by=CONSOLE)
    for name in ("李明 ", "ADA", "ａｄａ"):
        with pytest.raises(UnfitPerson, match="already"):
            desk.access.people.add(name, "technician", by=CONSOLE)
    for name in ("", " ", "a\x00b", "a\u202eb", "\ud800", "a" * 81):
        with pytest.raises(UnfitPerson, match="no name"):
            desk.access.people.add(name, "technician", by=CONSOLE)
    with pytest.raises(UnfitPerson, match="site"):
        desk.access.people.add("Bob", "technician", by=CONSOLE, sites=["\x07"])
    assert [person.name for person in desk.access.people.all()] == ["Ada", "李明"]
    with pytest.raises(NotHere):
        desk.access.people.get("nobody")


def test_what_was_hashed_at_another_price_is_hashed_anew(desk: Desk) -> None:
    desk.access.people.add("Ada", "technician", by=CONSOLE, password=PASSWORD)
    dearer = Access(desk.plant, now=desk.clock, hasher=Hasher(passes=2, memory_kib=16))
    dearer.sign_in("Ada", PASSWORD)
    with desk.plant.reading() as session:
        assert "m=16,t=2" in str(session.scalar(text("SELECT password_hash FROM people")))
    dearer.sign_in("Ada", PASSWORD)


def test_old_tries_under_nobody_s_name_are_forgotten(desk: Desk) -> None:
    desk.access.people.add("Ada", "technician", by=CONSOLE, password=PASSWORD)
    desk.access.people.add("Bob", "technician", by=CONSOLE, password=PASSWORD)
    for name in ("nobody", "Bob"):
        _fails(desk, name, "not the password", 1)
    desk.clock.turn(days=8)
    desk.access.sign_in("Ada", PASSWORD)
    with desk.plant.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM sign_in_tries")) == 1
