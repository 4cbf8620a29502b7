"""The panel of manuals in a real browser, around a whole service that needs no weights."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests import axe
from tests.browser import Visit, until, visiting
from tests.looks import faults, prefer
from tests.paper import make_pdf, writing
from tests.plant_service import serving
from vectorstore.assets import Asset

pytestmark = pytest.mark.browser

OVER = "() => document.querySelector('#manuals .job:is([data-state=done], [data-state=failed])')"


SAME = ("flange", "breather", "sight glass", "drain plug", "shaft", "coupling guard")


def drawing(canvas: Canvas) -> None:
    """A page that no reader finds a word on."""
    canvas.line(100, 100, 500, 700)


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    alarm = writing(
        "Drive D1 alarms", "AL-31 motor overload alarm. Let the motor cool down 10 min."
    )
    path = tmp_path_factory.mktemp("manuals") / "<img src=x onerror=alert(1)> drive.pdf"
    return make_pdf(path, alarm, drawing, drawing, alarm, title="Drive D1")


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    with serving(tmp_path / "data") as (address, _), visiting(address) as open_page:
        open_page.page.click("#manuals-open")
        open_page.page.wait_for_selector("#manuals .documents h3 .en")
        yield open_page


def send(visit: Visit, *files: Path) -> None:
    visit.page.set_input_files("#manuals input[type=file]", [str(file) for file in files])


def test_a_manual_comes_in_is_asked_about_and_goes(visit: Visit, manual: Path) -> None:
    page = visit.page
    assert "Nothing yet" in page.inner_text("#manuals .documents h3")
    send(visit, manual)
    until(page, OVER, timeout=30_000)
    job = page.inner_text("#manuals .job")
    assert "In the library" in job
    assert "2 of 4 pages unreadable: 2–3 (" in job
    assert page.locator("#manuals img").count() == 0, "a file name became markup"
    page.wait_for_selector("#manuals .document")
    assert "2–3" in page.inner_text("#manuals .document .unreadable")
    page.click("#manuals .close")
    page.wait_for_selector("#welcome .shelf", state="visible")
    visit.ask("What does AL-31 motor overload alarm mean?")
    visit.finished()
    assert "cool down" in page.inner_text("#chat .answer")
    page.click("#manuals-open")
    page.click("#manuals .document .remove")
    assert page.locator("#manuals .document").count() == 1, "it must ask once more"
    page.click("#manuals .document .no")
    page.click("#manuals .document .remove")
    page.click("#manuals .document .yes")
    page.wait_for_selector("#manuals .document", state="detached")
    page.click("#manuals .job .dismiss")
    page.wait_for_selector("#manuals .job", state="detached")
    assert visit.hosts() == {"127.0.0.1"}
    assert visit.errors == visit.refused == visit.lost() == []


def test_a_running_job_is_watched_stopped_and_tried_again(tmp_path: Path) -> None:
    text = "\n\n".join(f"{n} The pump leaks. " + "Tighten the gland. " * 60 for n in range(400))
    (tmp_path / "pump.txt").write_text(text, "utf-8")
    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.4 torn")
    with serving(tmp_path / "data", pause=0.4) as (address, _), visiting(address) as visit:
        page = visit.page
        page.click("#manuals-open")
        send(visit, tmp_path / "torn.pdf", tmp_path / "pump.txt")
        until(
            page,
            "() => document.querySelector('#manuals .job progress')?.value > 0.6",
            timeout=30_000,
        )
        card = page.locator("#manuals .job").element_handle()
        assert "passages" in page.inner_text("#manuals .file[data-state=running]")
        assert page.evaluate("document.documentElement.matches('.manuals-busy')")
        page.click("#manuals .job .cancel")
        page.wait_for_selector("#manuals .job[data-state=failed] .retry:not([hidden])")
        assert "cancelled" in page.inner_text("#manuals .job")
        page.click("#manuals .job .retry")
        page.wait_for_selector("#manuals .job[data-state=running]")
        assert card.evaluate("(node) => node.isConnected"), "the card was drawn anew"
        page.wait_for_selector("#manuals .document", timeout=60_000)
        assert "1 of 2 files could not be read" in page.inner_text("#manuals .job")
        assert str(tmp_path) not in page.inner_text("body")


def test_a_revision_says_what_it_supersedes_and_what_has_changed(tmp_path: Path) -> None:
    told = "Check the gearbox oil level with the drive at rest, every {} months."
    for mark, months, torque in (("A", 6, 45), ("B", 4, 50)):
        lines = (f"Rev. {mark}", told.format(months), f"Tighten the cover bolts with {torque} Nm.")
        lines += tuple(f"Wipe the {part} clean before work begins." for part in SAME)
        make_pdf(tmp_path / f"gearbox_{mark.lower()}.pdf", writing("Gearbox G1", *lines),
                 title="Gearbox G1")  # fmt: skip
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0 old")
    service = serving(tmp_path / "data")
    with service as (address, _), visiting(address, language="zh-CN") as visit:
        page = visit.page
        page.click("#manuals-open")
        send(visit, *sorted(tmp_path.glob("*.pdf")), tmp_path / "old.doc")
        until(page, OVER, timeout=30_000)
        page.wait_for_selector("#manuals .document.superseded")
        assert "已被 gearbox_b.pdf (Rev. B) 取代" in page.inner_text("#manuals .superseded")
        failed = page.inner_text("#manuals .file[data-state=failed]")
        assert "不支持 .doc 格式，请用 Word 打开并另存为 .docx 或 PDF。" in failed
        assert "can be read" not in page.inner_text("#manuals")
        page.click("#manuals .compare:visible")
        page.wait_for_selector("#manuals .changes li")
        values = page.locator("#manuals .changes .values").all_inner_texts()
        assert values == ["6 months → 4 months", "45 Nm → 50 Nm"]
        assert faults(page) == []
        page.click("#manuals .compare:visible")
        assert not page.is_visible("#manuals .changes")
        assert visit.errors == []


DROP = """() => {
  const file = (path, text) => ({ isDirectory: false, fullPath: path, name: path.split('/').at(-1),
    file: (done) => done(new File([text], path.split('/').at(-1))) });
  const folder = (path, ...inside) => ({ isDirectory: true, fullPath: path, name: path,
    createReader: () => ({ readEntries: (done) => done(inside.splice(0, 1)) }) });
  const told = folder('/plant', file('/plant/pump.txt', 'Tighten the gland of the pump.'),
    folder('/plant/line 2', file('/plant/line 2/oven.txt', 'Empty the tray of the oven.'),
      file('/plant/line 2/pump.txt', 'Tighten the gland of the pump. By hand.')),
    file('/plant/film.mp4', 'x'), file('/plant/.DS_Store', 'x'));
  const drop = new Event('drop', { bubbles: true, cancelable: true });
  drop.dataTransfer = { items: [{ webkitGetAsEntry: () => told }], files: [] };
  document.querySelector('#manuals .drop').dispatchEvent(drop);
}"""


def test_a_folder_is_dropped_and_a_manual_is_placed_and_tried(tmp_path: Path, manual: Path) -> None:
    service = serving(tmp_path / "data", machines=[Asset("CV-1", "Conveyor", "输送机")])
    with service as (address, _), visiting(address) as visit:
        page = visit.page
        page.click("#manuals-open")
        page.evaluate(DROP)
        until(page, "document.querySelectorAll('#manuals .document').length === 3", timeout=30_000)
        names = page.locator("#manuals .document .where").all_inner_texts()
        for name in ("plant/line 2/oven.txt", "plant/line 2/pump.txt", "plant/pump.txt"):
            assert any(one.startswith(f"{name} ·") for one in names), names
        assert page.locator("#manuals .superseded").count() == 0
        assert "plant/line 2/pump.txt" in page.inner_text("#manuals .job")
        told = page.inner_text("#manuals .status")
        assert "Files sent: 3." in told
        assert "plant/film.mp4" in told
        assert ".DS_Store" not in told
        send(visit, manual)
        drive = page.locator("#manuals .document", has_text="Drive D1")
        drive.wait_for(timeout=30_000)
        drive.locator(".open").click()
        drive.locator(".pages .show").first.click()
        until(page, "document.querySelector('#manuals .pages img')?.naturalWidth > 0")
        drive.locator(".more-of select").first.select_option("CV-1")
        drive.locator(".chips button").wait_for()
        drive.locator(".try input").fill("motor overload AL-31")
        drive.locator(".try button").click()
        assert "cool down" in drive.locator(".found li").first.inner_text()
        drive.locator(".whom select").select_option("supervisor")
        drive.locator(".whom button").click()
        page.wait_for_selector("#manuals .document .where:has-text('for supervisors')")
        for theme, gloves in (("day", "off"), ("hall", "on")):
            prefer(page, theme=theme, gloves=gloves)
            assert faults(page, gloves=gloves == "on") == []
        assert axe.violations(page, within="#manuals") == []
        drive.locator(".chips button").click()
        drive.locator(".chips button").wait_for(state="detached")
        assert visit.errors == visit.refused == []


def test_the_service_may_go_and_come_back(visit: Visit) -> None:
    visit.page.route("**/v1/jobs*", lambda route: route.abort())
    until(visit.page, "document.querySelector('#manuals .status').innerText.includes('not answer')")
    visit.page.unroute("**/v1/jobs*")
    until(visit.page, "!document.querySelector('#manuals .status').innerText")


def test_an_upload_that_is_refused_says_why(visit: Visit, manual: Path) -> None:
    problem = {"status": 507, "detail": "full"}
    visit.page.route("**/v1/documents", lambda route: route.fulfill(status=507, json=problem))
    send(visit, manual)
    until(
        visit.page, "document.querySelector('#manuals .status').innerText.includes('disk is full')"
    )
    assert visit.page.is_enabled("#manuals .add")
