"""A handover of one site: of the others, nobody hears more than they may see."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.model import Principal
from assistant.api import handover as door
from assistant.api.problems import handle_problems
from assistant.build import Assistant
from assistant.errors import UnknownFilter
from assistant.handover.gather import gather
from assistant.handover.model import Handover
from assistant.history.table import Import, WorkOrder
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.report_forms import ADA, filled
from ui.board import page as board
from vectorstore.readers import Reader

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
def plants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Assistant]]:
    """Two services of one site: with orders of all, and as if there had never been South's."""
    with ExitStack() as stack:
        made = []
        for name in ("all", "less"):
            folder = tmp_path_factory.mktemp(name)
            assistant = Assistant(
                Settings(data_dir=folder), HashingEmbedder(), ScriptedGenerator([])
            )
            stack.callback(assistant.close)
            fill(assistant, [one for one in ORDERS if name == "all" or one.get("site") != "South"])
            made.append(assistant)
        yield made


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
def http(plants: list[Assistant]) -> list[TestClient]:
    told = []
    for assistant in plants:
        app = FastAPI()
        app.state.assistant = assistant
        app.add_middleware(Comes)
        handle_problems(app)
        app.include_router(door.router)
        app.include_router(board.router)
        told.append(TestClient(app))
    return told


def numbers(told: Handover) -> set[str]:
    return {re.sub(r"^FR-\d+-0*", "FR-", one.number) for one in told.open.lines}


def of(assistant: Assistant, site: str = "") -> Handover:
    return assistant.handover("now", site)


def test_of_all_sites_everything_stands_where_it_stood(plants: list[Assistant]) -> None:
    told = of(plants[0])
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
def test_one_site_is_told_alone(plants: list[Assistant], site: str, found: set[str]) -> None:
    told = of(plants[0], site)
    assert numbers(told) == found
    assert told.open.total == len(found)
    assert {re.sub(r"^FR-\d+-0*", "FR-", one.number) for one in told.changed.changes} <= found
    assert told.siteless_orders == 1, "W-0 is nobody's, and who asks is told so"
    assert (told.only or "").strip().casefold() == site.casefold()


def test_a_site_that_nobody_names_is_refused(plants: list[Assistant]) -> None:
    with pytest.raises(UnknownFilter, match=r"no site 'Nowhere'.*South, plant"):
        of(plants[0], "Nowhere")


@pytest.mark.parametrize("path", ["/v1/handover", "/v1/handover?format=md", "/handover"])
@pytest.mark.parametrize("sites", ["plant", "plant,North"])
def test_who_is_of_some_sites_hears_nothing_of_another(
    http: list[TestClient], path: str, sites: str
) -> None:
    """Not even that it is there: the reply is one of a plant that has it not."""
    for asked in ("", "South", "Sou'th", "plant"):
        replies = [
            one.get(path, params={"site": asked, "shift": "now"}, headers={"x-sites": sites})
            for one in http
        ]
        assert replies[0].status_code == replies[1].status_code == (422 if "S" in asked else 200)
        told = [bare(one.text) for one in replies]
        assert told[0] == told[1]
        assert not OF_SOUTH.search(told[0].replace(asked, "")), asked
    theirs = http[0].get("/v1/handover?shift=now", headers={"x-sites": sites}).json()
    assert {one["number"] for one in theirs["open"]["lines"]} >= {"W-P", "W-0"}
    assert ("W-N" in str(theirs)) == ("North" in sites)


def bare(text: str) -> str:
    """Without moments and ids, by which the two differ."""
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", text)
    return re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:[\d.]+)?", "THEN", text)


def test_a_site_that_is_kept_and_one_that_is_not_there_are_refused_alike(
    http: list[TestClient],
) -> None:
    told = [
        http[0].get("/v1/handover", params={"site": one}, headers={"x-sites": "plant"})
        for one in ("South", "Wayout")
    ]
    words = [json.dumps(one.json()).replace(name, "") for one, name in
             zip(told, ("South", "Wayout"), strict=True)]  # fmt: skip
    assert words[0] == words[1]
    assert "Give one of these, or none: plant." in told[0].json()["detail"]


def test_the_page_has_the_board_s_control_and_says_which_site_is_shown(
    http: list[TestClient],
) -> None:
    whole = http[0].get("/handover?shift=now&lang=en").text
    assert '<select id="site" name="site">' in whole
    assert '<option value="">All sites</option>' in whole
    assert "<li>Sites: NORTH, South, plant</li>" in whole
    one = http[0].get("/handover?shift=now&lang=zh&site=South").text
    assert '<option value="South" selected>South</option>' in one
    assert "<li>厂区：仅 South；注明其他厂区的记录不在本表中</li>" in one
    assert "未注明厂区、因此不在本表中的未完成工单：1 张" in one
    links = re.findall('href="([?/][^"]*)"', one)
    assert [link for link in links if "site=South" in link] == links, "whichever way one goes on"
    of_one = http[0].get("/handover?shift=now&lang=en", headers={"x-sites": "plant"}).text
    assert "<select" not in of_one, "of one alone, nobody asks"
    assert "<li>Site: plant</li>" in of_one


def test_the_board_hands_its_site_on_to_whom_it_is_open(http: list[TestClient]) -> None:
    def link(site: str, sites: str = "") -> str:
        told = http[0].get("/board", params={"site": site}, headers={"x-sites": sites}).text
        return told.split('href="/handover?')[1].split('"')[0]

    assert link("South") == "lang=en&#38;site&#61;South"
    assert {link(""), link("Nowhere"), link("South", "plant")} == {"lang=en"}


def test_a_reader_s_own_names_are_compared_as_the_orders_are(plants: list[Assistant]) -> None:
    plant, zone = plants[0].plant, plants[0].settings.zone
    shift = door_shift(plants[0])
    told = gather(plant, "plant", zone, shift, NOW, reader=Reader(frozenset({"north", "plant"})))
    assert numbers(told) == {"W-N", "W-n", "W-P", "W-0", "FR-1"}
    with plant.reading() as session:
        assert len(session.scalars(select(WorkOrder)).all()) == len(ORDERS)


def door_shift(assistant: Assistant) -> Any:
    from assistant.handover.shifts import shift_of

    return shift_of("now", NOW, assistant.settings.shifts, assistant.settings.zone)
