"""Each journey in a real browser, as a person takes it: four screens, two languages, one service.

A technician's main way is gone on every screen, the others on two, in both languages by turns;
``make journeys`` goes each on all of them in both, and keeps pictures where ``SHIFTMATE_SHOTS``
names a folder. Every screen on the way is looked at: axe, sizes, contrast, edges, words of the
other language.
"""

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from tests import journey_admin as admin
from tests import journey_supervisor as supervisor
from tests import journey_technician as technician
from tests.journey import LANGUAGES, SIZES, Language, Size, person
from tests.journey_plant import serving

pytestmark = pytest.mark.browser

TABLET, UPRIGHT, PHONE, DESK = SIZES
EVERY = list(product(SIZES, LANGUAGES))
WHO = {combination: number for number, combination in enumerate(EVERY, start=1)}
"""Nobody finds what another one left."""


def each(*some: tuple[Size, Language]) -> pytest.MarkDecorator:
    """Every screen in both languages, or some of these."""
    chosen = EVERY if os.environ.get("SHIFTMATE_JOURNEYS") == "all" else some
    names = [f"{width}x{height}-{language}" for (width, height), language in chosen]
    return pytest.mark.parametrize(("size", "language"), chosen, ids=names)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("plant")) as found:
        yield found


@each((TABLET, "en"), (UPRIGHT, "zh"), (PHONE, "en"), (DESK, "zh"))
def test_a_technician_from_the_machine_to_the_report(
    address: str, size: Size, language: Language
) -> None:
    with person(address, "technician", size, language, "/sign-in?next=/machines") as one:
        one.look("sign in")
        one.signs_in(f"technician {WHO[size, language]}", "/machines")
        technician.finds_the_machine(one)
        technician.reads_the_alarm_card(one)
        technician.sees_evidence(one)
        technician.asks_by_typing(one)
        technician.ticks(one)
        technician.rates(one)
        technician.speaks_and_shows(one)
        technician.reports(one)
        one.content()


@each((TABLET, "zh"), (PHONE, "en"))
def test_a_technician_without_network(address: str, size: Size, language: Language) -> None:
    start = "/sign-in?next=/machines"
    with person(address, "offline", size, language, start, worker=True) as one:
        one.signs_in(f"technician {WHO[size, language]}", "/machines")
        technician.keeps_the_machine(one)
        technician.asks_without_network(one)
        technician.reports_without_network(one)
        technician.finds_all_sent_once(one)
        one.content()


@each((DESK, "en"), (PHONE, "zh"))
def test_a_supervisor_from_the_board_to_a_verified_answer(
    address: str, size: Size, language: Language
) -> None:
    with person(address, "supervisor", size, language, "/sign-in?next=/board") as one:
        number = WHO[size, language]
        supervisor.somebody_reported(one, f"technician {number}")
        one.signs_in(f"supervisor {number}", "/board")
        supervisor.reads_the_board(one)
        supervisor.hands_the_shift_over(one)
        supervisor.asks_the_history(one)
        supervisor.decides(one)
        supervisor.fills_a_gap(one)
        one.content()


@each((DESK, "zh"), (UPRIGHT, "en"))
def test_an_administrator_brings_manuals_and_looks_after_the_house(
    address: str, size: Size, language: Language, tmp_path: Path
) -> None:
    with person(address, "admin", size, language, "/sign-in?next=/") as one:
        one.signs_in(f"admin {WHO[size, language]}", "/")
        admin.brings_manuals_in(one, tmp_path)
        admin.looks_after_the_house(one)
        one.content()
