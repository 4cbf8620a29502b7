"""Programs' keys: made, shown once, rotated, revoked; no text of a stranger's is one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from assistant.access.desk import Access
from assistant.access.errors import UnfitKey, UnfitPerson
from assistant.access.rights import FOR_PEOPLE, SCOPES
from assistant.errors import NotHere
from assistant.plant.database import PlantDatabase
from tests.access import CONSOLE, Desk, emptied, plant_for
from tests.plants import ENGINES


@pytest.fixture(scope="module", params=ENGINES)
def plant(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PlantDatabase]:
    with plant_for(request.param, tmp_path_factory.mktemp("keys")) as plant:
        yield plant


@pytest.fixture
def desk(plant: PlantDatabase) -> Desk:
    return emptied(plant)


def test_a_key_lets_its_program_do_what_it_may(desk: Desk) -> None:
    key, secret = desk.access.keys.create(
        "ERP", ["reports:draft", "docs:read"], by=CONSOLE, role="supervisor", sites=["A"]
    )
    who = desk.access.keys.principal_of(secret)
    assert who is not None
    assert (who.id, who.kind, who.name, who.role) == (key.id, "program", "ERP", "supervisor")
    assert (who.rights, who.sites) == ({"docs:read", "reports:draft"}, {"A"})
    assert [kept.last_used_at for kept in desk.access.keys.all()] == [desk.clock.now]
    with desk.plant.reading() as session:
        kept = str(session.execute(text("SELECT * FROM api_keys")).all())
    assert secret.rpartition("_")[2] not in kept + str(desk.told)


@pytest.mark.parametrize("scope", sorted(FOR_PEOPLE))
def test_no_key_decides_for_people(desk: Desk, scope: str) -> None:
    with pytest.raises(UnfitKey, match=f"No key may '{scope}'. People decide"):
        desk.access.keys.create("ERP", ["docs:read", scope], by=CONSOLE)


def test_an_unfit_key_is_not_made(desk: Desk) -> None:
    for scopes, why in (([], "needs a scope"), (["docs:burn"], "No key may 'docs:burn'")):
        with pytest.raises(UnfitKey, match=why) as refused:
            desk.access.keys.create("ERP", scopes, by=CONSOLE)
        assert refused.value.field == "scopes"
    with pytest.raises(UnfitKey, match="over"):
        desk.access.keys.create("ERP", ["docs:read"], by=CONSOLE, expires_at=desk.clock.now)
    with pytest.raises(UnfitKey, match="no name"):
        desk.access.keys.create("\x1b", ["docs:read"], by=CONSOLE)
    desk.access.people.add("Adele", "technician", by=CONSOLE)
    with pytest.raises(UnfitKey, match="Somebody is called"):
        desk.access.keys.create("ADELE", ["docs:read"], by=CONSOLE)
    assert desk.access.keys.all() == []


def test_nobody_is_called_as_a_program_is(desk: Desk) -> None:
    key, _ = desk.access.keys.create("Robo", ["reports:draft"], by=CONSOLE)
    with pytest.raises(UnfitPerson, match="A program's key is called ＲＯＢＯ") as refused:
        desk.access.people.add("ＲＯＢＯ", "technician", by=CONSOLE)
    assert refused.value.field == "name"
    desk.access.people.add("Robo Smith", "technician", by=CONSOLE)
    desk.access.keys.revoke(key.id, by=CONSOLE)
    desk.access.people.add("Robo", "technician", by=CONSOLE)


def test_a_key_ends_at_its_time(desk: Desk) -> None:
    until = desk.clock.now + timedelta(seconds=7)
    _, secret = desk.access.keys.create("ERP", ["docs:read"], by=CONSOLE, expires_at=until)
    desk.clock.turn(seconds=6)
    assert desk.access.keys.principal_of(secret) is not None
    desk.clock.turn(seconds=1)  # remembered for longer than it is good
    assert desk.access.keys.principal_of(secret) is None


def test_a_rotated_key_does_for_a_while(desk: Desk) -> None:
    until = desk.clock.now + timedelta(days=30)
    old, before = desk.access.keys.create("ERP", ["docs:read"], by=CONSOLE, expires_at=until)
    desk.clock.turn(days=10)
    new, after = desk.access.keys.rotate(old.id, by=CONSOLE, overlap=timedelta(hours=2))
    assert (new.replaces, new.scopes) == (old.id, old.scopes)
    assert new.expires_at == desk.clock.now + timedelta(days=30)
    for secret in (before, after):
        assert desk.access.keys.principal_of(secret) is not None
    desk.clock.turn(hours=2)
    assert desk.access.keys.principal_of(before) is None
    assert desk.access.keys.principal_of(after) is not None
    with pytest.raises(UnfitKey, match="over"):
        desk.access.keys.rotate(old.id, by=CONSOLE)


def test_a_revoked_key_is_out_at_once(desk: Desk) -> None:
    key, secret = desk.access.keys.create("ERP", ["docs:read"], by=CONSOLE)
    assert desk.access.keys.principal_of(secret) is not None
    for _ in range(2):
        assert desk.access.keys.revoke(key.id, by=CONSOLE).revoked_at == desk.clock.now
        assert desk.access.keys.principal_of(secret) is None
    assert desk.events() == ["key.created", "key.used", "key.revoked"]
    with pytest.raises(NotHere):
        desk.access.keys.revoke("0" * 16, by=CONSOLE)


def test_use_is_told_once_a_day_and_noted_once_a_minute(desk: Desk) -> None:
    _, secret = desk.access.keys.create("ERP", ["docs:read"], by=CONSOLE)
    for _ in range(20):
        desk.access.keys.principal_of(secret)
        desk.clock.turn(seconds=6)
    used = desk.access.keys.all()[0].last_used_at
    assert used is not None
    assert desk.clock.now - used == timedelta(minutes=1)
    desk.clock.turn(days=1)
    desk.access.keys.principal_of(secret)
    assert desk.events() == ["key.created", "key.used", "key.used"]


def test_a_scope_that_no_key_may_have_any_more_is_gone(desk: Desk) -> None:
    _, secret = desk.access.keys.create("ERP", ["docs:read"], by=CONSOLE)
    with desk.plant.writing() as session:
        session.execute(text("""UPDATE api_keys SET scopes = '["docs:read", "people:manage"]'"""))
    who = desk.access.keys.principal_of(secret)
    assert who is not None
    assert who.rights == {"docs:read"}
    assert who.rights <= SCOPES


hostile = st.one_of(
    st.text(max_size=200),
    st.binary(max_size=120).map(lambda raw: raw.decode("latin-1")),
    st.from_regex(r"smk_[0-9a-f]{16}_[0-9a-f]{64}\n?", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9_-]{43}\n?", fullmatch=True),
    st.text(st.characters(categories=["Cs", "Nd"]), min_size=43, max_size=43),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hostile)
def test_no_stranger_s_text_is_a_key_or_a_token(plant: PlantDatabase, shown: str) -> None:
    access = Access(plant)
    assert access.keys.principal_of(shown) is None
    assert access.sessions.principal_of(shown) is None
    access.sessions.sign_out(shown)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(place=st.integers(0, 84), by=st.sampled_from("0123456789abcdefABCDEFsmk_ ０"))
def test_one_letter_makes_another_key(desk: Desk, place: int, by: str) -> None:
    _, secret = desk.access.keys.create("ERP", ["docs:read"], by=CONSOLE)
    changed = secret[:place] + by + secret[place + 1 :]
    assert (desk.access.keys.principal_of(changed) is not None) == (changed == secret)
