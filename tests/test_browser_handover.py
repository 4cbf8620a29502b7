"""The shift handover in a real browser: its policy lets it be narrowed to a site and printed."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from tests import axe
from tests.browser import Visit, opened, until
from tests.looks import astray, faults, foreign, prefer
from tests.plant_service import serving
from tests.report_forms import FIELDS
from tests.score_history import plant_of

pytestmark = pytest.mark.browser

ORDERS = """\
Order,Equipment,Description,Status,Site,Start date
W-1,PR-1,Valve leaks,open,North works,2026-03-01 07:30
W-2,PR-2,Guard bypassed,open,South works,2026-03-01 08:30
W-3,PR-3,Lamp,open,,2026-03-01 09:30
"""


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    data = tmp_path_factory.mktemp("handed")
    file = data / "sites.csv"
    file.write_text(ORDERS, "utf-8")
    plant_of(data, [file]).close()
    with serving(data) as (address, _):
        told = {**FIELDS, "actor": {"name": "Ada", "role": "technician"}}
        httpx.post(f"{address}/v1/reports", json=told).raise_for_status()
        page = f"{address}/handover?lang=en"
        with opened(page, width=1024, height=768, language="en-US") as one:
            yield one


def test_a_site_is_chosen_as_on_the_board_and_stays(visit: Visit) -> None:
    page = visit.page
    assert "Sites: North works, South works, plant" in page.inner_text(".facts")
    page.select_option("#site", "North works")
    page.click("form button")
    page.wait_for_url("**site=North+works**")
    assert "Site: North works alone" in page.inner_text(".facts")
    assert "W-1" in page.inner_text("main")
    assert not {"W-2", "W-3", "FR-"} & set(page.inner_text("main").split())
    page.click("text=shift before")
    page.wait_for_url("**shift=2**")
    assert page.input_value("#site") == "North works"
    page.click("text=中文")
    page.wait_for_url("**lang=zh**")
    assert "厂区：仅 North works" in page.inner_text(".facts")
    assert axe.violations(page) == []
    assert (visit.forbidden, visit.errors, visit.refused) == ([], [], [])
    assert visit.hosts() == {"127.0.0.1"}


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (390, 844)])
def test_a_button_prints_it_and_is_not_on_paper(
    visit: Visit, width: int, height: int, tmp_path: Path
) -> None:
    page = visit.page
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{page.url.split('?')[0]}?lang=en")
    page.evaluate("window.print = () => { window.printed = true; }")
    paper = page.locator("[data-print]")
    assert paper.inner_text() == "Print or save as PDF"
    box = paper.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 48
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    paper.click()
    until(page, "window.printed === true")
    page.emulate_media(media="print")
    for control in ("nav", "form", "[data-print]"):
        assert not page.locator(control).first.is_visible(), control
    assert f"{datetime.now().astimezone():%Y}" in page.inner_text(".facts"), "and the facts are"
    page.emulate_media(media="screen")
    assert visit.forbidden == []


def test_it_looks_as_was_chosen_on_the_device_and_is_fit_for_eyes_and_gloves(visit: Visit) -> None:
    page, root = visit.page, "/".join(visit.page.url.split("/")[:3])
    said = []
    for theme, gloves, text, language, width in (
        ("day", "off", "normal", "en", 1024),
        ("hall", "on", "normal", "zh", 390),
        ("sun", "on", "larger", "en", 390),
        ("hall", "off", "large", "en", 1024),
    ):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{root}/outbox")
        prefer(page, theme=theme, gloves=gloves, text=text, language=language)
        page.goto(f"{root}/handover?shift=now")
        assert page.evaluate("({ ...document.documentElement.dataset })") == {
            "theme": theme, "gloves": gloves, "text": text,
        }  # fmt: skip
        title = {"en": "Shift handover", "zh": "交接班"}[language]
        assert page.title().startswith(title), "in the language chosen there, until it is asked for"
        dark = page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
        assert dark == (theme == "hall")
        found = faults(page, gloves=gloves == "on") + astray(page) + foreign(page, language)
        said += [f"{theme} {gloves} {text} {width}: {one}" for one in found + axe.violations(page)]
    assert said == []
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)", (
        "paper is white"
    )
    page.emulate_media(media="screen")
    page.context.clear_cookies()
    page.emulate_media(color_scheme="dark")
    page.goto(f"{root}/handover?shift=now&lang=en")
    assert page.evaluate("Object.keys(document.documentElement.dataset)") == []
    assert faults(page) == [], "as the device asks, where nothing was chosen"
    assert page.evaluate("getComputedStyle(document.body).color") != "rgb(20, 32, 42)"
    page.emulate_media(color_scheme="light")


def test_what_was_chosen_under_an_older_release_is_told_too(visit: Visit) -> None:
    page, root = visit.page, "/".join(visit.page.url.split("/")[:3])
    page.goto(f"{root}/outbox")
    prefer(page, theme="sun", gloves="on")
    page.context.add_cookies([{"name": "shiftmate-look", "value": "en.sun", "url": root}])
    page.reload()
    page.goto(f"{root}/handover")
    assert page.get_attribute("html", "data-gloves") == "on"
