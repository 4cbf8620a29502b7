"""At the machine: its page and the list in a browser, by label, by camera and without network."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import segno

from tests import axe
from tests.browser import Visit, opened, until
from tests.looks import faults, prefer
from tests.machine_plant import LINK, serving

pytestmark = pytest.mark.browser

# A camera in front of a label: the code's blocks, drawn on a canvas that becomes a film.
CAMERA = """(rows) => {
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement('canvas'), size = 8;
    canvas.width = canvas.height = (rows.length + 8) * size;
    const pen = canvas.getContext('2d');
    const draw = () => {
      pen.fillStyle = 'white';
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.fillStyle = 'black';
      rows.forEach((row, y) => row.forEach((dark, x) => {
        if (dark) pen.fillRect((x + 4) * size, (y + 4) * size, size, size);
      }));
    };
    draw();
    setInterval(draw, 50);
    return canvas.captureStream(20);
  };
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("plant")) as found:
        yield found


@pytest.fixture(scope="module")
def visit(address: str) -> Iterator[Visit]:
    with opened(f"{address}/machines", width=1024, height=768, worker=True) as open_page:
        yield open_page


def filled(page: Any) -> None:
    """Waits for the pack."""
    until(page, "!document.querySelector('[data-tile=codes] .count').matches(':empty')"
                           " && document.querySelector('#pack-age').hidden")  # fmt: skip


def looked_at(page: Any) -> list[str]:
    said = []
    for theme, gloves in (("day", "off"), ("hall", "on"), ("sun", "on")):
        prefer(page, theme=theme, gloves=gloves)
        said += [f"{theme} {gloves} {one}" for one in faults(page, gloves=gloves == "on")]
    prefer(page, theme="day", gloves="off")
    return said + axe.violations(page)


def test_a_machine_is_found_while_its_name_is_typed(address: str, visit: Visit) -> None:
    page = visit.page
    assert looked_at(page) == []
    page.fill("#scan", "输送")
    assert page.locator("#known > li:visible").count() == 1
    page.fill("#scan", "cv20")
    assert page.locator("#known > li:visible").count() == 2
    page.fill("#scan", LINK)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/a/CV-201")
    filled(page)
    assert page.locator("#state a").count() == 1
    page.goto(f"{address}/a/px01")
    assert page.url == f"{address}/a/PX-01"
    page.goto(f"{address}/machines?scan=PX-02")
    assert page.locator("[role=alert]").inner_text() == "No machine here is called “PX-02”."
    assert page.locator(".rows:not(#known) a").inner_text().startswith("PX-01")


def test_everything_of_a_machine_is_one_tap_away(address: str, visit: Visit) -> None:
    page = visit.page
    page.goto(f"{address}/a/PX-01")
    filled(page)
    assert looked_at(page) == []
    page.click("[data-tile=codes]")
    page.click("#codes summary")
    until(page, "document.querySelector('#codes img')?.naturalWidth > 400")
    # The warning stands before everything that is done.
    opened_card = page.locator("#codes details").first
    assert opened_card.locator("> :nth-child(2)").get_attribute("class").startswith("warning")
    assert "Let the motor cool down." in opened_card.inner_text()
    asks = opened_card.locator("a.button").get_attribute("href")
    assert asks.startswith("/?machine=PX-01&q=What%20does%20E07%20mean")
    assert looked_at(page) == []
    page.click("[data-tile=safety]")
    assert page.locator("#safety .warning").all_inner_texts() == [
        "DANGER High voltage.", "CAUTION Hot surface."
    ]  # fmt: skip
    page.click("[data-tile=repairs]")
    assert "Tightened the belt to 45 Hz." in page.locator("#repairs").inner_text()
    assert looked_at(page) == []
    links = page.locator(".asks a").evaluate_all("every => every.map((one) => one.href)")
    assert all("/?machine=PX-01" in link for link in links)
    assert visit.hosts() == {"127.0.0.1"}
    assert visit.errors == []


def test_a_label_is_read_by_the_camera(address: str) -> None:
    with opened(f"{address}/outbox", width=390, height=844) as visit:
        page = visit.page
        code = [list(row) for row in segno.make("https://plant.lan/a/PX-01", error="m").matrix]
        page.add_init_script(f"({CAMERA})({code})")
        page.goto(f"{address}/machines")
        assert looked_at(page) == []
        page.click("#camera")
        page.wait_for_url(f"{address}/a/PX-01")
        filled(page)
        prefer(page, language="zh", text="larger", gloves="on")
        assert faults(page, gloves=True) == []


def test_a_machine_is_there_without_network(address: str, visit: Visit) -> None:
    page = visit.page
    page.goto(f"{address}/a/PX-01")
    filled(page)
    until(page, "navigator.serviceWorker.controller !== null")
    page.click("#keep")
    until(page, "document.querySelector('#kept').innerText.startsWith('Kept')")
    assert re.search(r"fetched .*20\d\d.*, < 0.1 MB|\d MB", page.inner_text("#kept"))
    page.goto(f"{address}/outbox")
    kept = page.locator("[data-packs] a[href='/a/PX-01']")
    assert kept.inner_text() == "PX-01 · Palletizer"
    page.context.set_offline(True)
    page.goto(f"{address}/machines")
    page.fill("#scan", "https://other.lan/a/px01")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/a/PX-01")
    until(page, "document.querySelector('#pack-age').innerText.startsWith('Without')")
    page.click("[data-tile=codes]")
    page.click("#codes summary")
    until(page, "document.querySelector('#codes img')?.naturalWidth > 400")
    page.context.set_offline(False)
    page.click("#unkeep")
    until(page, "document.querySelector('#kept').innerText.startsWith('Removed')")
    held = "caches.open('person-packs').then((all) => all.match('/v1/assets/PX-01/pack'))"
    assert not page.evaluate(f"{held}.then(Boolean)")
    page.evaluate("import(document.querySelector('script[src$=\"shell.js\"]').src"
                  ".replace('shell.js', 'whose.js')).then((all) => all.forget())")  # fmt: skip
    assert "person-packs" not in page.evaluate("caches.keys()")
