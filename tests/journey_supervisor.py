"""What a supervisor does: reads the board, asks the history, decides on reports, fills a gap."""

import csv
import io
from pathlib import Path
from typing import Any

import httpx
import pypdfium2

from tests.door import PASSWORD
from tests.journey import SHOTS, Person
from tests.journey_plant import MACHINE
from tests.report_forms import FIELDS

TITLES = {"zh": ("传送带打滑", "托盘卡住"), "en": ("The belt slips", "A pallet is stuck")}
GAP = {"zh": "压机为什么漏油？", "en": "Why does the press leak oil?"}
HISTORY = {"zh": "每台设备的停机时间", "en": "Pareto of downtime by machine"}


def somebody_reported(one: Person, technician: str) -> None:
    """Two reports wait, and a question was not answered well."""
    lacking: dict[str, Any] = {"asset_id": None, "failure_mode_code": None}
    with httpx.Client(base_url=one.address, timeout=20) as tablet:
        tablet.post("/sign-in", data={"name": technician, "secret": PASSWORD})
        for title in TITLES[one.language]:
            told = {**FIELDS, **lacking, "title": f"{title} {one.width}", "safety_relevant": False}
            made = tablet.post("/v1/reports", json=told).raise_for_status()
            steps = f"{made.headers['location']}/transitions"
            sent = {"If-Match": made.headers["etag"]}
            tablet.post(steps, json={"to": "submitted"}, headers=sent).raise_for_status()
        gap = {"question": f"{GAP[one.language]} {one.width}", "rating": "down", "reason": "wrong"}
        tablet.post("/v1/feedback", json=gap).raise_for_status()


def reads_the_board(one: Person) -> None:
    """The picture; what is behind a figure; one machine alone; a file and a sheet of paper."""
    one.page.wait_for_selector("#board[data-loaded]")
    one.look("board")
    one.opens("behind")
    one.reads("formula")
    one.look("behind a figure")
    one.box("board_machine").fill(MACHINE[one.language])
    one.tap("apply", "button")
    one.page.wait_for_url(f"**machine={MACHINE[one.language]}**")
    one.page.wait_for_selector("#board[data-loaded]")
    one.look("board of one machine")
    with one.page.expect_download() as coming:
        one.tap("figures_csv", "link")
    rows = list(csv.reader(io.StringIO(coming.value.path().read_text("utf-8-sig"))))
    assert len(rows) > 5
    one.named("print", "button").wait_for()
    paper = one.page.pdf(format="A4")
    with pypdfium2.PdfDocument(paper) as sheets:
        told = "".join(sheet.get_textpage().get_text_range() for sheet in sheets)
    assert str(one.words("section_reliability")) in told
    if SHOTS:
        (Path(SHOTS) / f"supervisor_board_{one.width}_{one.language}.pdf").write_bytes(paper)


def hands_the_shift_over(one: Person) -> None:
    """The page of the shift."""
    one.tap("handover", "link")
    one.page.wait_for_url("**/handover**")
    one.look("handover")


def asks_the_history(one: Person) -> None:
    """In words; then the query that was used, changed as a form."""
    one.at("/board")
    one.box("history_label").fill(HISTORY[one.language])
    one.tap("ask", "button")
    one.page.wait_for_selector("#answered .chart .point")
    one.look("history")
    one.tap("run_again", "button")
    one.page.wait_for_url("**edited=1**")
    one.page.wait_for_selector("#answered .chart .point")


def decides(one: Person) -> None:
    """Sends one report back with a reason; approves another with what it lacked, and withdraws."""
    back, good = (f"{title} {one.width}" for title in TITLES[one.language])
    one.goes("place_approvals")
    one.look("approvals")
    _row(one, back).get_by_role("link").first.click()
    one.page.wait_for_selector("form.decide")
    one.look("approval")
    one.box("reason").fill("?")
    one.tap("step_rejected", "button")
    one.reads("state_rejected")
    one.goes("place_approvals")
    _row(one, good).get_by_role("link").first.click()
    one.page.wait_for_selector("form.decide")
    one.box("field_asset_id").fill(MACHINE[one.language])
    one.box("field_failure_mode_code").select_option("SLP")
    one.tap("step_approved", "button")
    one.named("step_closed", "button").wait_for()
    one.look("approved")
    one.box("reason").fill("?")
    one.tap("step_submitted", "button")
    one.named("step_approved", "button").wait_for()


def fills_a_gap(one: Person) -> None:
    """A question that was not answered well gets its answer, which is served and withdrawn."""
    one.goes("place_gaps")
    one.look("gaps")
    gap = _row(one, f"{GAP[one.language]} {one.width}")
    gap.get_by_role("button", name=one.words("write_answer"), exact=True).click()
    one.tap("keep_answer", "button")
    one.reads("answer_needs_text")
    one.box(f"answer_{one.language}").fill(
        {"zh": "阀 Y3 漏。", "en": "Valve Y3 leaks."}[one.language]
    )
    one.box("answer_document").select_option(index=1)
    one.box("answer_page").fill("1")
    one.look("verified answer")
    one.tap("keep_answer", "button")
    one.reads("has_answer")


def _row(one: Person, words: str) -> Any:
    return one.page.get_by_role("listitem").filter(has_text=words).first
