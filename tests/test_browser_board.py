"""The supervisor's desk in a real browser, around the whole service: board, question, approval."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
import pytest

from tests import axe
from tests.browser import Visit, opened, until
from tests.looks import astray, faults, foreign, prefer
from tests.plant_service import serving
from tests.report_forms import FIELDS
from tests.score_history import FILES, plant_of

pytestmark = pytest.mark.browser

ADA = {"name": "Ada", "role": "technician"}
PERIOD = "/board?period=own&first=2024-01-01&last=2026-01-22"


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    data = tmp_path_factory.mktemp("desk")
    plant_of(data, [FILES["s"]]).close()
    with serving(data) as (address, _):
        _reported(address)
        with opened(f"{address}{PERIOD}", width=1024, height=768, language="en-US") as one:
            one.page.wait_for_selector("#board[data-loaded]")
            yield one


def _reported(address: str) -> None:
    """Three reports wait; one of them bears on safety."""
    lacking: dict[str, Any] = {"asset_id": None, "failure_mode_code": None}
    for place in range(3):
        told = {**FIELDS, **lacking, "actor": ADA, "title": f"Belt {place}"}
        told |= {"safety_relevant": True, "hazards": ["electrical"]} if place == 1 else {}
        made = httpx.post(f"{address}/v1/reports", json=told).raise_for_status()
        steps = f"{address}{made.headers['location']}/transitions"
        sent = {"to": "submitted", "actor": ADA}
        httpx.post(steps, json=sent, headers={"If-Match": made.headers["etag"]}).raise_for_status()


def _submitted(address: str, title: str, **fields: object) -> str:
    """The address of another that waits, and lacks nothing unless told."""
    told = {**FIELDS, "actor": ADA, "title": title, **fields}
    made = httpx.post(f"{address}/v1/reports", json=told).raise_for_status()
    one = f"{address}{made.headers['location']}"
    sent = {"to": "submitted", "actor": ADA}
    match = {"If-Match": made.headers["etag"]}
    httpx.post(f"{one}/transitions", json=sent, headers=match).raise_for_status()
    return one


def _at(visit: Visit, path: str) -> None:
    root = "/".join(visit.page.url.split("/")[:3])
    visit.page.goto(root + path)


def test_the_board_draws_its_figures_and_opens_what_is_behind(visit: Visit) -> None:
    page = visit.page
    assert page.locator(".tile[aria-busy]").count() == 0
    assert page.locator("#fig-pareto .bars .point").count() > 1
    assert page.inner_text("#fig-waiting .value") == "3"
    assert "bear on safety" in page.inner_text("#fig-waiting")
    page.click("#fig-mtbf summary")
    page.wait_for_selector("#fig-mtbf .worked-out")
    assert "Operating hours" in page.inner_text("#fig-mtbf .worked-out")
    assert page.locator("#fig-mtbf .table tbody tr").count() > 1
    assert visit.hosts() == {"127.0.0.1"}
    assert (visit.lost(), visit.refused, visit.errors) == ([], [], [])


def test_filters_stay_in_the_address_and_figures_follow(visit: Visit) -> None:
    page = visit.page
    before = page.inner_text("#fig-mttr .value")
    page.fill("#machine", "CV-202")
    page.click(".filters button")
    page.wait_for_url("**machine=CV-202**")
    page.wait_for_selector("#board[data-loaded]")
    assert "machine=CV-202" in page.url
    assert "area" not in page.url
    assert page.input_value("#machine") == "CV-202"
    assert page.inner_text("#fig-mttr .value") != before


@pytest.mark.parametrize(("language", "words"), [("en", "What matters most"), ("zh", "重点问题")])
def test_paper_has_every_figure_in_the_readers_language(
    visit: Visit, language: str, words: str, tmp_path: Path
) -> None:
    _at(visit, PERIOD)
    visit.page.wait_for_selector("#board[data-loaded]")
    prefer(visit.page, theme="hall", language=language)
    visit.page.pdf(path=tmp_path / "board.pdf", format="A4")
    with pypdfium2.PdfDocument(tmp_path / "board.pdf") as paper:
        told = "".join(sheet.get_textpage().get_text_range() for sheet in paper)
        assert len(paper) <= 6
    assert words in told
    assert "MTBF" in told
    assert bool(re.search(r"[\u4e00-\u9fff]{2}", told.replace("故障", ""))) or language == "en"
    prefer(visit.page, theme="day", language="en")


def test_the_board_is_fit_for_the_shop_floor(visit: Visit) -> None:
    _at(visit, PERIOD)
    visit.page.wait_for_selector("#board[data-loaded]")
    for theme in ("day", "hall", "sun"):
        prefer(visit.page, theme=theme)
        assert faults(visit.page) == [], theme
    prefer(visit.page, theme="day", gloves="on")
    assert faults(visit.page, gloves=True) == []
    prefer(visit.page, gloves="off")
    assert axe.violations(visit.page) == []


def test_a_question_is_changed_by_its_form_and_sums_agree(visit: Visit) -> None:
    page = visit.page
    _at(visit, "/board/ask?question=How+many+work+orders+in+2025%3F")
    said = page.inner_text("#answered .figure")
    page.click("form.query [type=submit]")
    page.wait_for_url("**edited=1**")
    assert page.inner_text("#answered .figure") == said
    page.select_option("#asked", "grouped")
    page.wait_for_selector("#by")
    page.wait_for_selector("#answered .chart .point")
    with page.expect_download() as coming:
        page.click("#answered a.en[download]")
    rows = list(csv.reader(io.StringIO(coming.value.path().read_text("utf-8-sig"))))
    assert sum(int(row[1]) for row in rows[1:]) == int(said.split()[0])
    assert axe.violations(page) == []


def test_a_report_is_filled_in_approved_or_sent_back_and_a_stale_one_is_not(visit: Visit) -> None:
    page = visit.page
    _at(visit, "/approvals")
    assert "⚠" in page.locator(".lines li").first.inner_text()
    page.locator(".lines a").first.click()
    page.wait_for_selector("form.decide")
    assert axe.violations(page) == []
    page.click("[data-to=rejected]")
    assert "reason first" in page.inner_text(".decide .trouble")
    page.click("[data-to=approved]")
    assert "Fill in" in page.inner_text(".decide .trouble")
    page.fill("#reason", "Which belt?")
    page.evaluate("document.querySelector('form.decide').dataset.version = '\"1\"'")
    page.click("[data-to=rejected]")
    page.wait_for_selector("text=Somebody changed this report")
    page.click("text=Look again")
    page.wait_for_load_state()
    assert page.input_value("#reason") == "Which belt?"
    page.click("[data-to=rejected]")
    page.wait_for_selector("text=Sent back")
    assert page.locator("form.decide").count() == 0


def test_a_report_is_approved_with_what_it_lacked_and_the_approval_is_withdrawn(
    visit: Visit,
) -> None:
    page = visit.page
    _at(visit, "/approvals")
    page.locator(".lines a").first.click()
    page.wait_for_selector("form.decide")
    page.fill("#asset_id", "CV-201")
    page.select_option("#failure_mode_code", "SLP")
    page.click("[data-to=approved]")
    page.wait_for_selector("[data-to=closed]")
    assert "Approved" in page.inner_text("#approval .head")
    page.fill("#reason", "Wrong machine")
    page.click("[data-to=submitted]")
    page.wait_for_selector("[data-to=rejected]")
    page.click(".log summary")
    assert "Wrong machine" in page.inner_text(".log")


def test_the_times_of_a_stop_are_corrected_by_the_tablet_s_clock(visit: Visit) -> None:
    root = "/".join(visit.page.url.split("/")[:3])
    made = _submitted(root, "Far from the plant")
    path = f"/approvals/{made.rsplit('/', 1)[1]}"
    with opened(root + path, width=1024, height=768, zone="America/New_York") as far:
        page = far.page
        page.click(".times summary")
        assert "America/New_York" in page.inner_text(".times [data-zone]")
        start, end = (page.locator(f"[name=malfunction_{one}]") for one in ("start", "end"))
        told = (start.input_value(), end.input_value())
        assert told == ("2026-02-28T18:30", "2026-02-28T19:05")  # 07:30 and 08:05 in the plant
        page.click("[data-times]")
        assert "No time was changed" in page.inner_text(".decide .trouble")
        start.fill("2026-02-28T19:30")
        page.click("[data-to=acknowledged]")
        assert "save them first" in page.inner_text(".decide .trouble")
        page.click("[data-times]")
        page.wait_for_selector(".decide .trouble >> text=run again before it stopped")
        start.fill("2039-01-01T00:00")
        end.fill("")
        page.click("[data-times]")
        page.wait_for_selector(".decide .trouble >> text=Down since: lies in the future")
        start.fill("2026-02-28T18:10")
        page.click("[data-times]")
        page.wait_for_selector("p.done >> text=the times were corrected")
        page.click(".log summary")
        assert re.search(r"Down since \S+ \S+ → ", page.inner_text(".log"))
        report = httpx.get(made).json()
        assert datetime.fromisoformat(report["malfunction_start"]) == datetime(
            2026, 2, 28, 23, 10, tzinfo=UTC
        )
        assert report["malfunction_end"] is None
        assert axe.violations(page) == []
        assert far.errors == []


def test_a_corrected_time_goes_with_the_decision_and_never_over_another_change(
    visit: Visit,
) -> None:
    root = "/".join(visit.page.url.split("/")[:3])
    made = _submitted(root, "Decided from afar")
    path = f"/approvals/{made.rsplit('/', 1)[1]}"
    with opened(root + path, width=1024, height=768, zone="America/New_York") as far:
        page = far.page
        page.click(".times summary")
        page.fill("[name=malfunction_end]", "2026-02-28T19:00")
        page.evaluate("document.querySelector('form.decide').dataset.version = '\"1\"'")
        page.click("[data-times]")
        page.wait_for_selector("text=Somebody changed this report")
        page.click("text=Look again")
        page.wait_for_selector("form.decide [data-to=approved]")
        page.wait_for_selector(".times[open]")
        assert page.input_value("[name=malfunction_end]") == "2026-02-28T19:00", "as it was typed"
        page.click("[data-to=approved]")
        page.wait_for_selector("[data-to=closed]")
        ended = datetime.fromisoformat(httpx.get(made).json()["malfunction_end"])
        assert ended == datetime(2026, 3, 1, 0, 0, tzinfo=UTC)
        assert far.errors == []


def test_all_that_was_typed_on_an_approval_is_there_after_a_reload(visit: Visit) -> None:
    root = "/".join(visit.page.url.split("/")[:3])
    one = _submitted(root, "Typed and not sent", failure_mode_code=None)
    other = _submitted(root, "Told a second time")
    path = f"/approvals/{one.rsplit('/', 1)[1]}"
    with opened(root + path, width=1024, height=768) as desk:
        page = desk.page
        page.select_option("#failure_mode_code", "SLP")
        page.fill("#reason", "Ask Ada first")
        page.click(".times summary")
        page.fill("[name=malfunction_start]", "2026-02-28T20:15")
        page.click(".duplicate summary")
        page.select_option("#duplicate_of", other.rsplit("/", 1)[1])
        page.reload()  # as left.js does by itself once a session has ended
        page.wait_for_selector(".times[open]")
        assert page.input_value("#failure_mode_code") == "SLP"
        assert page.input_value("#reason") == "Ask Ada first"
        assert page.input_value("[name=malfunction_start]") == "2026-02-28T20:15"
        assert page.input_value("#duplicate_of") == other.rsplit("/", 1)[1]
        assert page.locator(".duplicate[open]").count() == 1, (
            "nothing that was typed is folded away"
        )
        page.click("[data-to=approved]")
        page.wait_for_selector("form.decide [data-to=closed]")
        assert page.input_value("#reason") == "", "it went with the decision"
        assert page.locator(".times[open]").count() == 0
        assert desk.errors == []
    told = httpx.get(one).json()
    assert told["failure_mode_code"] == "SLP"


def test_what_was_typed_over_a_time_is_gone_where_somebody_else_corrected_it(visit: Visit) -> None:
    root = "/".join(visit.page.url.split("/")[:3])
    made = _submitted(root, "Corrected by two")
    with opened(f"{root}/approvals/{made.rsplit('/', 1)[1]}", width=1024, height=768) as desk:
        page = desk.page
        before = page.input_value("[name=malfunction_start]")
        page.click(".times summary")
        page.fill("[name=malfunction_start]", "2026-02-28T20:15")
        page.fill("#reason", "Both of us")
        match = {"If-Match": httpx.get(made).headers["etag"]}
        chen = {"name": "Chen", "role": "supervisor"}
        told = {"malfunction_start": "2026-02-28T22:00:00Z", "actor": chen}
        httpx.patch(made, json=told, headers=match).raise_for_status()
        page.reload()
        until(page, "document.querySelector('#reason').value === 'Both of us'")
        now = page.input_value("[name=malfunction_start]")
        assert now not in (before, "2026-02-28T20:15"), "theirs is not written over unseen"
        assert page.locator(".times[open]").count() == 0


@pytest.mark.parametrize("path", ["/approvals/0192f0c1-2345-7abc-8def-0123456789ab", "/aprovals"])
def test_where_nothing_is_a_page_says_so_and_leads_on(visit: Visit, path: str) -> None:
    root = "/".join(visit.page.url.split("/")[:3])
    with opened(root + path, width=390, height=844) as lost:
        page = lost.page
        for theme, gloves, language in (("day", "off", "en"), ("hall", "on", "zh")):
            prefer(page, theme=theme, gloves=gloves, language=language)
            assert page.inner_text("h1") == {"en": "Nothing is here", "zh": "页面不存在"}[language]
            assert path[:12] in page.inner_text("main")
            said = faults(page, gloves=gloves == "on") + astray(page) + foreign(page, language)
            assert said == []
            assert axe.violations(page) == []
        assert (lost.errors, lost.hosts()) == ([], {"127.0.0.1"})
        page.click("main .deeds a.primary")
        page.wait_for_url(f"{root}/approvals" if "app" in path else f"{root}/")


def test_an_answer_is_written_for_a_gap_and_withdrawn(visit: Visit) -> None:
    page = visit.page
    root = "/".join(page.url.split("/")[:3])
    words = b"Press manual, Rev. B\n\nThe press hisses when valve Y3 leaks."
    manual = {"files": ("press_rev_B.txt", words, "text/plain")}
    httpx.post(f"{root}/v1/documents", files=manual).raise_for_status()
    told = {"question": "Why does the press hiss?", "rating": "down", "reason": "wrong"}
    httpx.post(f"{root}/v1/feedback", json=told).raise_for_status()
    for _ in range(100):
        _at(visit, "/gaps")
        if page.locator("#answer_document_0 option").count() > 1:
            break
        page.wait_for_timeout(100)
    shelf = page.locator("#answer_document_0 option").all_inner_texts()
    assert re.search(r" · .*B$", shelf[1]), "revisions of a manual are told apart"
    page.click("[data-write]")
    assert page.input_value("#answer_questions") == told["question"]
    page.click(".answer-form .primary")
    assert "at least one language" in page.inner_text(".answer-form .trouble")
    page.fill("#answer_en", "Valve Y3 leaks.")
    page.select_option("#answer_document_0", index=1)
    page.click("[data-another]")
    assert page.locator(".page-row:visible").count() == 2
    assert axe.violations(page) == []
    page.click(".answer-form .primary")
    page.wait_for_selector("p.answer")
    assert "has a verified answer" in page.inner_text(".gap")
    page.click("text=Change the wordings")
    page.fill(".wordings textarea", f"{told['question']}\nThe press hisses")
    page.click(".wordings button")
    page.wait_for_selector(".questions >> text=The press hisses")
    page.click("#gaps .leave summary")
    page.fill(".withdraw [name=reason]", "Y3 was replaced")
    page.click(".withdraw button")
    page.wait_for_selector("p.answer", state="detached")
