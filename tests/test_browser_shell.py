"""Themes, gloves, text sizes and languages on every page of the shell, measured in a browser."""

from collections.abc import Iterator

import pytest

from tests import axe
from tests.browser import Visit, drawn, opened, until
from tests.fake_service import serving
from tests.looks import faults, prefer

pytestmark = pytest.mark.browser

THEMES = ("day", "hall", "sun")


@pytest.fixture(scope="module")
def visit() -> Iterator[Visit]:
    with (
        serving() as address,
        opened(f"{address}/outbox", width=1024, height=768, worker=True) as open_page,
    ):
        open_page.page.wait_for_selector("#menu-open")
        yield open_page


def looked_at(visit: Visit) -> list[str]:
    """The page as it stands, in every theme, with bare hands and with gloves."""
    said = []
    for theme in THEMES:
        for gloves in ("off", "on"):
            prefer(visit.page, theme=theme, gloves=gloves)
            where = f"{theme}, gloves {gloves}: "
            said += [where + fault for fault in faults(visit.page, gloves=gloves == "on")]
    prefer(visit.page, theme="day", gloves="off")
    return said


def opening_the_menu(visit: Visit) -> None:
    visit.page.click("#menu-open")
    visit.page.wait_for_selector("#menu:popover-open")


def test_a_plain_page_and_its_menu_are_fit_for_the_shop_floor(visit: Visit) -> None:
    assert looked_at(visit) == []
    assert axe.violations(visit.page) == []
    opening_the_menu(visit)
    assert looked_at(visit) == []
    assert axe.violations(visit.page) == []
    visit.page.keyboard.press("Escape")


def test_the_chat_and_what_it_opens_are_fit_for_the_shop_floor(visit: Visit) -> None:
    page = visit.page
    page.goto(page.url.replace("/outbox", "/"))
    drawn(visit)
    assert looked_at(visit) == []
    visit.ask("What does E-07 mean?")
    visit.finished()
    page.wait_for_selector("#viewer .figure")
    assert looked_at(visit) == []
    for theme in THEMES:
        prefer(page, theme=theme)
        assert axe.violations(page) == []
    for place in ("history", "manuals"):
        page.click(f"#{place}-open")
        assert looked_at(visit) == []
        page.click(f"#{place} .close")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (640, 400), (768, 1024)])
def test_no_screen_is_too_small_for_gloves_and_the_largest_letters(
    visit: Visit, width: int, height: int
) -> None:
    """640 × 400 is a tablet's 1280 × 800 at a zoom of 200 %."""
    page = visit.page
    page.set_viewport_size({"width": width, "height": height})
    for path in ("/outbox", "/"):
        page.goto("/".join(page.url.split("/")[:3]) + path)
        page.wait_for_selector("#menu-open")
        for text, gloves, language in (("larger", "off", "en"), ("larger", "on", "zh")):
            prefer(page, text=text, gloves=gloves, language=language)
            assert faults(page, gloves=gloves == "on") == []
            if path == "/":
                assert page.is_visible("#top a[href='/board']")
            opening_the_menu(visit)
            assert faults(page, gloves=gloves == "on") == []
            page.keyboard.press("Escape")
    prefer(page, text="normal", gloves="off", language="en")


def test_preferences_hold_before_anything_is_painted(visit: Visit) -> None:
    page = visit.page
    prefer(page, theme="hall", gloves="on", language="zh")
    page.add_init_script(
        "requestAnimationFrame(() => { window.first = { ...document.documentElement.dataset }; })"
    )
    page.reload()
    until(page, "window.first")
    first = page.evaluate("window.first")
    assert (first["theme"], first["gloves"], first["language"]) == ("hall", "on", "zh")
    until(page, "document.documentElement.lang === 'zh-CN'")
    prefer(page, theme="day", gloves="off", language="en")


def test_nothing_is_cached_that_tells_of_a_person_but_pages(visit: Visit) -> None:
    page = visit.page
    until(page, "navigator.serviceWorker.controller !== null")
    shown = page.evaluate(
        """async () => {
          const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
          const every = await Promise.all(caches_.map((one) => one.keys()));
          return every.flat().map((one) => new URL(one.url).pathname);
        }"""
    )
    assert "/offline" in shown
    assert not [path for path in shown if path.startswith(("/gradio_api", "/config", "/v1"))]
    assert visit.hosts() == {"127.0.0.1"}
    assert visit.errors == []
