"""Who waits how long, and which passwords and PINs will do: arithmetic alone."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access import passwords
from assistant.access.addresses import Addresses
from assistant.access.errors import TooManyTries, UnfitPerson
from assistant.access.lockout import ANY, FOREVER, PIN, Limit, Tries, one_more, seconds_left
from assistant.access.model import Principal
from assistant.access.names import digest_of, folded
from assistant.access.passwords import is_pin, require_password, require_pin
from assistant.access.remembered import LIFE, Remembered
from assistant.access.rights import FOR_PEOPLE, RIGHTS, SCOPES
from tests.access import CHEAP, START, Clock

steps = st.lists(st.integers(0, 100_000), min_size=1, max_size=60)


@given(steps)
def test_nobody_tries_much_faster_than_the_longest_wait(pauses: list[int]) -> None:
    """However they pace their tries, seconds apart."""
    now, tries, looked_at = START, None, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        if not seconds_left(tries, now):
            tries = one_more(tries, now, ANY)
            looked_at.append(now)
    for first, last in zip(looked_at, looked_at[ANY.most :], strict=False):
        assert last - first >= timedelta(minutes=1)
    hours = (looked_at[-1] - looked_at[0]).total_seconds() / 3600
    assert len(looked_at) <= 8 + 7 * 4 * hours


@given(steps)
def test_a_tenth_wrong_pin_is_the_last(pauses: list[int]) -> None:
    now, tries, run = START, None, 0
    for pause in pauses:
        now += timedelta(seconds=pause)
        if seconds_left(tries, now):
            assert run == PIN.most
            continue
        run = 1 if pause >= PIN.quiet.total_seconds() else run + 1
        tries = one_more(tries, now, PIN)
        assert tries.wrong == run
        assert (tries.locked_until == FOREVER) == (run == PIN.most)


@given(st.integers(1, 40), st.integers(1, 20))
def test_waits_never_get_shorter(tries: int, most: int) -> None:
    limit = Limit(most, timedelta(hours=1), (timedelta(seconds=1), timedelta(seconds=9)))
    known: Tries | None = None
    waits = []
    for _ in range(tries):
        known = one_more(known, START, limit)
        waits.append(seconds_left(known, START))
    assert waits == sorted(waits)
    assert sum(wait == 0 for wait in waits) == min(tries, most - 1)


def test_addresses_are_forgotten_when_there_are_too_many() -> None:
    addresses = Addresses(most=1, now=Clock())
    for number in range(10_001):
        addresses.count(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    addresses.count("10.0.0.0")
    with pytest.raises(TooManyTries):
        addresses.count("::ffff:10.0.39.16")


@given(st.text(max_size=50))
def test_any_text_is_an_address_of_its_own(address: str) -> None:
    addresses = Addresses(most=1, now=Clock())
    addresses.count(address)
    addresses.take_back(address)
    addresses.count(address)
    with pytest.raises(TooManyTries):
        addresses.count(address)


def _said(judge: Callable[[], None]) -> str:
    try:
        judge()
    except UnfitPerson as exc:
        return str(exc)
    return ""


@given(st.text(max_size=300))
def test_every_text_is_judged_as_a_secret(told: str) -> None:
    for judge in (lambda: require_password(told, "Ada"), lambda: require_pin(told)):
        said = _said(judge)
        assert len(told.strip()) <= 8 or told not in said
    assert len(digest_of(told)) == 64
    assert folded(folded(told)) == folded(told)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "10 to 256"),
        ("x" * 257, "10 to 256"),
        ("QWERTYUIOP", "first"),
        ("1234567890", "first"),
        ("ｑｗｅｒｔｙｕｉｏｐ", "first"),
        ("abcdefghijk", "first"),
        ("zzzzzzzzzzzz", "first"),
        ("xyxyxyxyxyxy", "first"),
        ("maintenance", "first"),
        ("Ada Lovelace", "name"),
        ("lovelace", "10 to 256"),
        ("shiftmate2026", "name"),
    ],
)
def test_a_password_that_anybody_would_try_is_refused(password: str, why: str) -> None:
    with pytest.raises(UnfitPerson, match=why):
        require_password(password, "Ada Lovelace")


def test_long_ones_will_do_whatever_they_are_made_of() -> None:
    for password in (
        "齿轮箱昨天又漏油了吧真烦",
        "correct horse battery",
        "8302746195",
        "only lower",
    ):
        require_password(password, "Ada")
        assert not is_pin(password)


@pytest.mark.parametrize(
    "pin",
    ["12345", "1234567890", "abcdef", "12345６7x", "123456", "654321", "890123", "111111", "121212",
     "123123", "112211", "520131", "122221", "19871987"],
)  # fmt: skip
def test_a_pin_that_anybody_would_try_is_refused(pin: str) -> None:
    with pytest.raises(UnfitPerson, match="PIN"):
        require_pin(pin)


def test_most_pins_will_do() -> None:
    fit = 0
    for _ in range(300):
        pin = f"{secrets.randbelow(1_000_000):06d}"
        assert is_pin(pin)
        try:
            require_pin(pin)
        except UnfitPerson:
            continue
        fit += 1
    assert fit > 280


def test_the_list_holds_nothing_that_could_not_be_tried() -> None:
    words = (Path(passwords.__file__).parent / "commonest.txt").read_text(encoding="ascii").split()
    assert words == sorted(set(words))
    assert all(is_pin(word) or len(word) >= 9 for word in words)
    assert all(word == folded(word) for word in words)


def test_each_role_may_what_the_one_below_may() -> None:
    assert RIGHTS["technician"] < RIGHTS["supervisor"] < RIGHTS["admin"]
    assert not FOR_PEOPLE & SCOPES


def test_who_was_read_before_a_revocation_is_not_remembered() -> None:
    remembered, ada = Remembered(), Principal.console()
    age = remembered.age
    remembered.clear()
    remembered.keep("digest", ada, START, None, age)
    assert remembered.get("digest", START) is None
    remembered.keep("digest", ada, START, None, remembered.age)
    assert remembered.get("digest", START + LIFE / 2) == ada
    assert remembered.get("digest", START + LIFE) is None
    assert remembered.get("digest", START - LIFE) is None  # the clock was set back


def test_a_damaged_hash_lets_nobody_in() -> None:
    for kept in ("", "$argon2id$v=19$m=8,t=1,p=1$", "plain", "\x00"):
        assert not CHEAP.matches(kept, kept)
    assert not CHEAP.matches(None, "nobody")
    assert CHEAP.matches(CHEAP.hash("Ⅳ ﬁne gears"), "IV fine gears")
