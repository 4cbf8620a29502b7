"""The supervisor's desk around a whole plant: figures, what is behind them, whose page it is."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.model import Principal
from assistant.access.rights import RIGHTS
from assistant.api.problems import handle_problems
from assistant.build import Assistant
from assistant.history.queries.figures import Count
from assistant.history.queries.named import written
from assistant.history.queries.reliability import Reliability
from assistant.history.table import Import, WorkOrder
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.report_forms import ADA, CHEN, filled
from ui.board import approvals, ask, gaps, page
from ui.conversation import Turn
from ui.kept import Kept
from vectorstore.assets import Asset

pytestmark = pytest.mark.doors


class Comes:
    """In the place of the service's door: whoever the test says."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        role = dict(scope.get("headers", [])).get(b"x-role", b"").decode()
        somebody = Principal.console()
        if role:
            somebody = Principal.person("p1", "Ada <b>", role, frozenset({"plant"}))
        scope.setdefault("state", {})["principal"] = somebody
        await self._app(scope, receive, send)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    assistant = Assistant(
        Settings(data_dir=tmp_path_factory.mktemp("desk")), HashingEmbedder(), ScriptedGenerator([])
    )
    _fill(assistant)
    yield _door(assistant)
    assistant.close()


def _door(assistant: Assistant) -> TestClient:
    app = FastAPI()
    app.state.assistant = assistant
    app.add_middleware(Comes)
    handle_problems(app)
    for room in (page, ask, approvals, gaps):
        app.include_router(room.router)
    return TestClient(app)


def _fill(assistant: Assistant) -> None:
    """A machine that stands since yesterday, one that came back, one of which nobody knows."""
    now = datetime.now(UTC)
    started = datetime(2026, 3, 1, 6, tzinfo=UTC)
    over = datetime(2026, 3, 1, 8, tzinfo=UTC)
    rows: list[dict[str, Any]] = [
        {"asset": "PR-1", "status": "open", "malfunction_start": started},
        {"asset": "PR-2", "status": "closed", "malfunction_start": started, "malfunction_end": over,
         "closed_at": over},
        {"asset": "PR-3", "status": "who knows", "malfunction_start": started},
        {"asset": "PR-4", "status": "waiting for parts", "malfunction_start": started,
         "site": "North"},
        {"asset": "PR-5", "status": "Closed", "malfunction_start": started, "site": "South"},
        {"asset": "PR-6", "status": "closed", "closed_at": over},
        {"asset": "PR-6", "status": "closed", "malfunction_start": started - timedelta(days=400),
         "malfunction_end": over - timedelta(days=400), "closed_at": over},
    ]  # fmt: skip
    with assistant.plant.writing() as session:
        brought = Import(
            source="orders.csv", file_name="orders.csv", digest="d", mapping_digest="m", line=3,
            mapping={"columns": {"Machine": "asset"}}, counts={}, started_at=now, finished_at=now,
        )  # fmt: skip
        session.add(brought)
        session.flush()
        session.add_all(
            WorkOrder(
                source="orders.csv",
                row_key=str(number),
                external_id=f"W{number}",
                digest=b"d",
                text='=cmd|" /C calc"!A0',
                category="corrective",
                opened_at=started,
                opened_on=started.date(),
                import_id=brought.id,
                extra={},
                **row,
            )
            for number, row in enumerate(rows)
        )
    for machine, flagged in (("PR-9", False), ("PR-8", True)):
        told = filled(asset_id=None, asset_text=machine, safety_relevant=flagged,
                      hazards=["electrical"] if flagged else [], malfunction_end=None,
                      failure_mode_code=None)  # fmt: skip
        report, _ = assistant.reports.create(told, ADA)
        assistant.reports.step(report.id, "submitted", ADA, report.version)


def test_who_stands_now_is_told_by_orders_and_by_reports_nobody_has_approved(
    desk: TestClient,
) -> None:
    told = desk.get("/board/parts/down").json()["html"]
    assert '<p class="value">4</p>' in told
    found = {"PR-1": True, "PR-2": False, "PR-3": False, "PR-4": True, "PR-5": False, "PR-9": True}
    for machine, is_down in found.items():
        assert (machine.replace("-", "&#45;") in told) == is_down
    assert "1 more the status" in told.replace("&#39;", "'")


def test_a_report_is_on_the_board_of_its_area_and_stands_before_and_after_its_approval(
    tmp_path: Path,
) -> None:
    assistant = Assistant(Settings(data_dir=tmp_path), HashingEmbedder(), ScriptedGenerator([]))
    assistant.library.assets.put([Asset("AC-401", area="Utilities 公用")])
    desk = _door(assistant)

    def told(part: str, **filters: str) -> str:
        return unescape(desk.get(f"/board/parts/{part}", params=filters).json()["html"])

    nobody_knows = told("down")
    report, _ = assistant.reports.create(filled(asset_id="AC-401", malfunction_end=None), ADA)
    report = assistant.reports.step(report.id, "submitted", ADA, report.version)
    waiting = told("down")
    assistant.reports.step(report.id, "approved", CHEN, report.version)
    approved, of_area = told("down"), told("down", area="Utilities 公用")
    assistant.close()
    assert "Not enough data" in nobody_knows
    for one in (waiting, approved, of_area):
        assert '<p class="value">1</p>' in one
        assert "AC-401" in one


def test_what_waits_begins_with_safety(desk: TestClient) -> None:
    told = desk.get("/board/parts/waiting").json()["html"]
    assert told.index("PR&#45;8") < told.index("PR&#45;9")
    assert "安全" in told


def test_a_figure_without_data_says_why_and_shows_none(desk: TestClient) -> None:
    told = desk.get("/board/parts/compliance").json()["html"]
    assert "Not enough data" in told
    assert 'class="value"' not in told
    assert "no column tells when the work was due" in told
    assert desk.get("/board/parts/secrets").status_code == 404


def test_every_figure_opens_its_rows_and_its_formula(desk: TestClient) -> None:
    period = "?period=own&first=2026-01-01&last=2026-06-30"
    assert "n = 5" in desk.get(f"/board/parts/mtbf{period}").json()["html"].replace("&#61;", "=")
    query = written(Reliability(kpi="mttr"))
    told = desk.get("/board/behind", params={"query": query}).json()["html"]
    assert "W1" in told
    assert "mttr" in told
    rows = desk.get("/board/rows.csv", params={"query": query, "lang": "zh"}).text
    assert rows.startswith("\ufeff开单日期")
    assert "'=cmd" in rows
    assert desk.get("/board/behind", params={"query": "{}"}).status_code == 422
    figures = desk.get(f"/board/figures.csv{period}&lang=en").text
    assert "MTTR: to restoration,,2.0,h," in figures


def test_what_no_stop_is_known_of_stands_behind_a_figure_without_a_value_too(
    desk: TestClient,
) -> None:
    told = desk.get("/board/parts/mtbf?machine=PR-6&period=own&first=2026-03-01&last=2026-03-01")
    html = told.json()["html"]
    assert "nothing was observed in the period" in html
    query = unquote(unescape(html.split("query&#61;")[1].split('"')[0]))
    behind = desk.get("/board/behind", params={"query": query}).json()["html"]
    for words in ("1 corrective without a beginning of the stop", "停机开始时间的纠正性工单 1 张"):
        assert words in unescape(behind)


def test_a_site_is_a_filter_where_orders_tell_theirs(desk: TestClient) -> None:
    everything = desk.get("/board").text
    assert '<select id="site"' in everything
    north = desk.get("/board/parts/down?site=North").json()["html"]
    assert "PR&#45;4" in north
    assert "PR&#45;1" not in north
    assert "PR&#45;9" not in north  # a report of this service's own site
    own = desk.get("/board/parts/waiting?site=plant").json()["html"]
    assert '<p class="value">2</p>' in own
    told = desk.get("/board?site=Nowhere&machine=PR-1").text
    assert "No site is called" in told
    assert "No machine is called" not in told
    figures = desk.get("/board/figures.csv?lang=en&period=all&site=South").text
    assert '""site"",""values"":[""South""]' in figures


def test_a_question_and_its_form_tell_the_same(desk: TestClient) -> None:
    asked = desk.get("/board/ask", params={"question": "How many work orders?"}).text
    again = desk.get("/board/ask", params={"query": written(Count())}).text
    assert "7 work orders" in asked
    assert "7 work orders" in again
    wrong = desk.get("/board/ask", params={"query": "{}"})
    assert (wrong.status_code, "trouble" in wrong.text) == (200, True)


def test_approvals_and_gaps_are_words_for_who_is_no_supervisor(desk: TestClient) -> None:
    waiting = desk.get("/approvals", headers={"x-role": "supervisor"})
    assert waiting.status_code == 200
    link = waiting.text.split('href="/approvals/')[1].split('"')[0]
    for path in ("/approvals", f"/approvals/{link}", "/gaps"):
        assert desk.get(path, headers={"x-role": "supervisor"}).status_code == 200
        told = desk.get(path, headers={"x-role": "technician"})
        assert told.status_code == 403
        assert "supervisors" in told.text
        assert "<b>" not in told.text
        assert "PR&#45;" not in told.text
    assert "reports:approve" not in RIGHTS["technician"]


def test_only_what_its_author_asked_stands_beside_a_report(desk: TestClient) -> None:
    name, app = "c" * 32, desk.app
    app.state.kept = kept = Kept()  # type: ignore[attr-defined]
    told = filled(source="chat", conversation_id=name, safety_relevant=False)
    report, _ = app.state.assistant.reports.create(told, ADA)  # type: ignore[attr-defined]

    def keep(asker: str, question: str) -> str:
        turns = (Turn(question, state="finished"),)
        person = Principal.person(asker, asker, "technician", frozenset())
        kept.keep(f"{asker}:", name, turns, person)
        return unescape(desk.get(f"/approvals/{report.id}", headers={"x-role": "supervisor"}).text)

    assert "Forged by Marvin" not in keep("Marvin", "Forged by Marvin")
    assert "Asked by Ada" in keep(ADA.name, "Asked by Ada")
