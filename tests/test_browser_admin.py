"""The administration in a real browser: somebody is let in, a program, a backup, the log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import axe
from tests.browser import Visit, opened, until
from tests.door import PASSWORD, serving
from tests.looks import faults, prefer

pytestmark = pytest.mark.browser

PARTS = ("people", "keys", "webhooks", "models", "backups", "audit")
CHANGE = ".rows.people .more:last-of-type > summary"


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with (
        serving(tmp_path_factory.mktemp("data")) as address,
        opened(f"{address}/sign-in?next=/admin", width=1024, height=768) as open_page,
    ):
        page = open_page.page
        page.fill("[name=name]", "admin 1")
        page.fill("[name=secret]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin")
        yield open_page


def part(visit: Visit, name: str) -> None:
    visit.page.click(f".tabs a[href='#{name}']")
    visit.page.wait_for_selector(f".part.{name}[data-drawn]")


def test_somebody_is_let_in_changed_and_kept_out(visit: Visit) -> None:
    page = visit.page
    part(visit, "people")
    page.click(".part > .more summary")
    page.fill(".part > .more form input >> nth=0", "<b>陈工</b>")
    page.click(".part > .more .primary")
    secret = page.wait_for_selector(".once .secret").inner_text()
    assert len(secret) > 10
    page.fill("input[type=search]", "陈工")
    until(page, "document.querySelectorAll('.rows.people > li').length === 1")
    assert page.inner_text(".rows.people .name") == "<b>陈工</b>"
    page.click(CHANGE)
    page.select_option(".rows.people select", "supervisor")
    page.click(".rows.people form button[type=submit] >> nth=0")
    page.wait_for_selector(".rows.people .sign:has-text('supervisor')")
    page.click(".once button:last-of-type")
    assert secret not in page.content()
    page.click(CHANGE)
    page.click(".rows.people .sure button:has-text('Disable') >> visible=true")
    page.click(".rows.people .asked .yes:visible")
    page.wait_for_selector(".rows.people .sign.off:has-text('disabled')")
    assert visit.errors == visit.refused == []


def test_where_somebody_is_signed_in_is_seen_and_ended(visit: Visit) -> None:
    page = visit.page
    part(visit, "people")
    page.fill("input[type=search]", "technician 1")
    until(page, "document.querySelectorAll('.rows.people > li').length === 1")
    page.click(".rows.people > li > .more >> nth=0 >> summary")
    page.click(".rows.people .sessions button")
    page.wait_for_selector(".rows.people .note:has-text('Signed in nowhere')")
    assert page.inner_text(".part > [role=status]") == "Done."
    assert page.inner_text(".own .name") == "Chrome, Linux"
    assert visit.errors == visit.refused == []


def test_a_program_gets_a_key_and_what_is_refused_is_told(visit: Visit) -> None:
    page = visit.page
    part(visit, "keys")
    page.click(".part > .more summary")
    page.fill(".part > .more form input >> nth=0", "CMMS")
    page.click(".part > .more .primary")
    page.wait_for_selector(".part > .trouble")
    page.check("input[value='docs:read']")
    page.click(".part > .more .primary")
    assert page.wait_for_selector(".once .secret").inner_text().startswith("smk_")
    page.wait_for_selector(".keys .name:has-text('CMMS')")
    visit.refused.clear()


def test_a_backup_is_made_and_the_log_is_whole(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    part(visit, "backups")
    page.click(".part .primary")
    with page.expect_download() as coming:
        page.click(".backups a.button", timeout=15_000)
    coming.value.save_as(tmp_path / "plant.tar")
    assert b"manifest.json" in (tmp_path / "plant.tar").read_bytes()
    part(visit, "audit")
    page.wait_for_selector("td:has-text('Backup downloaded')")
    page.click("button:has-text('Check the log')")
    page.wait_for_selector(".note.good:has-text('in order')")
    assert visit.errors == visit.refused == []


def test_every_part_is_fit_for_eyes_and_gloves(visit: Visit) -> None:
    page, said = visit.page, []
    for name in PARTS:
        part(visit, name)
        for place in page.query_selector_all(".part > .more:not([open]) summary"):
            place.click()
        for theme, gloves, language, width in (
            ("hall", "off", "zh", 768),
            ("sun", "on", "en", 390),
        ):
            page.set_viewport_size({"width": width, "height": 1024})
            prefer(page, theme=theme, gloves=gloves, language=language)
            said += [f"{name} {theme}: {one}" for one in faults(page, gloves=gloves == "on")]
        page.set_viewport_size({"width": 1024, "height": 768})
        prefer(page, theme="day", gloves="off", language="en")
        said += axe.violations(page)
    assert said == []
    assert visit.hosts() == {"127.0.0.1"}
