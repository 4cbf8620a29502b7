"""A handover of one site, by its parameter, its page and the board."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.model import Principal
from assistant.api import handover as door
from assistant.api.problems import handle_problems
from assistant.build import Assistant
from assistant.errors import UnknownFilter
from assistant.handover.model import Handover
from assistant.history.table import Import, WorkOrder
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.report_forms import ADA, filled
from ui.board import page as board

pytestmark = pytest.mark.doors

NOW = datetime.now(UTC)
OPENED = NOW - timedelta(hours=2)
ORDERS: list[dict[str, Any]] = [
    {"external_id": "W-N", "asset": "PR-1", "site": "North", "text": "已旁路"},
    {"external_id": "W-n", "asset": "PR-2", "site": "NORTH"},
    {"external_id": "W-P", "asset": "PR-3", "site": "plant"},
    {"external_id": "W-S", "asset": "PR-4", "site": "South", "text": "Bypassed, Quagga"},
    {"external_id": "W-0", "asset": "PR-5"},
]
OF_SOUTH = re.compile("South|W-S|PR-4|Quagga")


class Comes:
    """In the place of the service's door: a technician of the sites that the test says."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sites = dict(scope.get("headers", [])).get(b"x-sites", b"").decode()
        own = frozenset(filter(None, sites.split(",")))
        somebody = Principal.person("p1", "Odalys", "technician", own)
        scope.setdefault("state", {})["principal"] = somebody
        await self._app(scope, receive, send)


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("plant")
    assistant = Assistant(Settings(data_dir=folder), HashingEmbedder(), ScriptedGenerator([]))
    fill(assistant, ORDERS)
    yield assistant
    assistant.close()


def fill(assistant: Assistant, orders: list[dict[str, Any]]) -> None:
    report, _ = assistant.reports.create(filled(title="Of the service itself"), ADA)
    assistant.reports.step(report.id, "submitted", ADA, report.version)
    with assistant.plant.writing() as session:
        brought = Import(
            source="sap", file_name="orders.csv", digest="d", mapping_digest="m", line=5,
            mapping={"columns": {"Plant": "site"}}, counts={}, started_at=NOW, finished_at=NOW,
        )  # fmt: skip
        session.add(brought)
        session.flush()
        session.add_all(
            WorkOrder(
                source="sap", row_key=one["external_id"], digest=b"d", status="open", extra={},
                opened_at=OPENED, opened_on=OPENED.date(), opened_precision="minute",
                import_id=brought.id, **one,
            )
            for one in orders
        )  # fmt: skip


@pytest.fixture(scope="module")
def http(plant: Assistant) -> TestClient:
    app = FastAPI()
    app.state.assistant = plant
    app.add_middleware(Comes)
    handle_problems(app)
    app.include_router(door.router)
    app.include_router(board.router)
    return TestClient(app)


def numbers(told: Handover) -> set[str]:
    return {re.sub(r"^FR-\d+-0*", "FR-", one.number) for one in told.open.lines}


def of(assistant: Assistant, site: str = "") -> Handover:
    return assistant.handover("now", site)


def test_of_all_sites_everything_stands_where_it_stood(plant: Assistant) -> None:
    told = of(plant)
    assert numbers(told) == {"W-N", "W-n", "W-P", "W-S", "W-0", "FR-1"}
    assert (told.sites, told.only) == (("NORTH", "South", "plant"), None)
    assert told.siteless_orders == 0


@pytest.mark.parametrize(
    ("site", "found"),
    [
        ("north", {"W-N", "W-n"}),  # in whatever way it is written
        ("plant", {"W-P", "FR-1"}),  # reports are the service's own
        ("South", {"W-S"}),
    ],
)
def test_one_site_is_told_alone(plant: Assistant, site: str, found: set[str]) -> None:
    told = of(plant, site)
    assert numbers(told) == found
    assert told.open.total == len(found)
    assert {re.sub(r"^FR-\d+-0*", "FR-", one.number) for one in told.changed.changes} <= found
    assert told.siteless_orders == 1, "W-0 is nobody's, and who asks is told so"
    assert (told.only or "").strip().casefold() == site.casefold()


def test_a_site_that_nobody_names_is_refused(plant: Assistant) -> None:
    with pytest.raises(UnknownFilter, match=r"no site 'Nowhere'.*South, plant"):
        of(plant, "Nowhere")


def test_who_is_of_one_site_hears_of_orders_that_name_another(http: TestClient) -> None:
    """As on the board: a system need not call the site as people's is called here."""
    told = [
        http.get("/v1/handover?shift=now", headers={"x-sites": one}).json()["open"]["total"]
        for one in ("", "plant")
    ]
    assert told == [6, 6]


def test_a_site_that_nobody_names_is_a_problem_over_http(http: TestClient) -> None:
    for path in ("/v1/handover", "/v1/handover?format=md", "/handover"):
        reply = http.get(path, params={"site": "Sou'th", "shift": "now"})
        assert reply.status_code == 422
        assert "Give one of these, or none: NORTH, South, plant." in reply.json()["detail"]


def test_the_page_has_the_board_s_control_and_says_which_site_is_shown(
    http: TestClient,
) -> None:
    whole = http.get("/handover?shift=now&lang=en").text
    assert '<select id="site" name="site">' in whole
    assert '<option value="">All sites</option>' in whole
    assert "<li>Sites: NORTH, South, plant</li>" in whole
    one = http.get("/handover?shift=now&lang=zh&site=South").text
    assert '<option value="South" selected>South</option>' in one
    assert "<li>厂区：仅 South；注明其他厂区的记录不在本表中</li>" in one
    assert "未注明厂区、因此不在本表中的未完成工单：1 张" in one
    links = re.findall('href="([?/][^"]*)"', one)
    assert [link for link in links if "site=South" in link] == links, "whichever way one goes on"


def test_the_board_hands_its_site_on(http: TestClient) -> None:
    def link(site: str) -> str:
        told = http.get("/board", params={"site": site}).text
        return told.split('href="/handover?')[1].split('"')[0]

    assert link("South") == "lang=en&#38;site&#61;South"
    assert {link(""), link("Nowhere")} == {"lang=en"}
