"""Tools over the Model Context Protocol, with the protocol's own client, in both of its eras."""

import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from fastapi import FastAPI

from assistant.access.model import Principal
from assistant.api.app import create_app
from assistant.api.entrance import Entrance
from assistant.build import Assistant
from assistant.mcp.tools import TOOLS
from assistant.reports.model import Report
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.far import listening
from tests.paper import make_pdf, writing
from tests.report_forms import ADA, filled
from tests.service import ROOT
from vectorstore.assets import Asset
from vectorstore.readers import Rights
from vectorstore.sync import take_in

pytestmark = pytest.mark.process  # the protocol's package takes a second to import

ERAS = ["legacy", "auto"]
URL = "http://127.0.0.1/mcp"
NOTE = "CV-201 tripped E07 at 08:00, replaced the belt, ok now"
QUESTION = {"query": "motor overload alarm AL-31"}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("tools")
    settings = Settings(data_dir=folder / "data", gate=0.1)
    built = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    built.library.assets.put([Asset("CV-201", "Infeed conveyor", aliases=("conv 1",))])
    path = make_pdf(folder / "d1.pdf", writing("Drive D1", "AL-31 motor overload alarm: cool."))
    take_in(path, "d1.pdf", built.library, built.originals)
    yield built
    built.close()


@pytest.fixture(scope="module")
def report(assistant: Assistant) -> Report:
    made, _ = assistant.reports.create(filled(), ADA)
    return made


def key(assistant: Assistant, *scopes: str) -> str:
    return assistant.access.keys.create("bot", scopes, by=Principal.console())[1]


@pytest.fixture(scope="module")
def doors(assistant: Assistant) -> dict[bool, FastAPI]:
    """The application, by whether it demands a key."""
    return {keyed: create_app(assistant, entrance=Entrance(keyed)) for keyed in (False, True)}


@asynccontextmanager
async def talking(app: FastAPI, token: str, era: str) -> AsyncIterator[Any]:
    """The protocol's client at the door."""
    from mcp import Client
    from mcp.client.streamable_http import streamable_http_client

    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with (
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), headers=headers) as http,
        Client(streamable_http_client(URL, http_client=http), mode=era) as client,
    ):
        yield client


def told(
    doors: dict[bool, FastAPI],
    does: Callable[[Any], Awaitable[Any]],
    token: str = "",
    era: str = "auto",
) -> Any:
    """What comes of one conversation."""

    async def converse() -> Any:
        async with talking(doors[bool(token)], token, era) as client:
            return await does(client)

    return anyio.run(converse)


def call(doors: dict[bool, FastAPI], name: str, token: str = "", **asked: Any) -> Any:
    return told(doors, lambda client: client.call_tool(name, asked), token)


@pytest.mark.parametrize("era", ERAS)
def test_tools_are_listed_in_order_with_their_schemas(doors: dict[bool, FastAPI], era: str) -> None:
    async def ask(client: Any) -> Any:
        return (await client.list_tools()).tools, client.instructions

    tools, instructions = told(doors, ask, era=era)
    assert [tool.name for tool in tools] == [tool.name for tool in TOOLS]
    assert "never say that a machine is safe" in instructions
    for tool in tools:
        assert tool.input_schema["type"] == tool.output_schema["type"] == "object"
        assert tool.annotations.read_only_hint == (tool.name != "create_report_draft")
        assert tool.annotations.destructive_hint is False


@pytest.mark.parametrize("era", ERAS)
def test_the_manuals_are_searched(doors: dict[bool, FastAPI], era: str) -> None:
    found = told(doors, lambda client: client.call_tool("search_documents", QUESTION), era=era)
    assert not found.is_error
    best = found.structured_content["results"][0]
    assert (best["file_name"], best["page"]) == ("d1.pdf", 1)
    assert json.loads(found.content[0].text) == found.structured_content


def test_machines_and_reports_are_read(doors: dict[bool, FastAPI], report: Report) -> None:
    machine = call(doors, "get_asset", tag="Conv 1").structured_content
    assert machine["tag"] == "CV-201"
    (line,) = call(doors, "list_reports", asset="CV-201", limit=1).structured_content["reports"]
    assert line["machine"] == "CV-201"
    for name in (report.number.lower(), report.id):
        read = call(doors, "get_report", report=name)
        assert read.structured_content["actions"][0]["parts"][0]["qty"] == "1"


def test_a_draft_is_marked_as_a_programs_and_cannot_go_further(
    assistant: Assistant, doors: dict[bool, FastAPI]
) -> None:
    token = key(assistant, "reports:draft", "reports:read")
    made = call(doors, "create_report_draft", token, note=NOTE).structured_content["report"]
    assert (made["status"], made["machine_made"]) == ("draft", True)
    kept = assistant.reports.get(made["id"])
    assert (kept.author.name, kept.author.role) == ("bot", "service")
    assert kept.reported_text == NOTE
    assert kept.ai is not None
    here = call(doors, "create_report_draft", note=NOTE).structured_content["report"]
    assert assistant.reports.get(here["id"]).author.role == "service"
    assert not any(word in tool.name for tool in TOOLS for word in ("approve", "close", "delete"))


def test_each_tool_needs_its_scope(assistant: Assistant, doors: dict[bool, FastAPI]) -> None:
    asked: dict[str, dict[str, Any]] = {
        "search_documents": QUESTION,
        "get_asset": {"tag": "CV-201"},
        "list_reports": {},
        "get_report": {"report": "FR-2026-000001"},
        "get_kpis": {"kpi": "mtbf"},
        "ask_history": {"question": "how many work orders?"},
        "create_report_draft": {"note": NOTE},
    }
    assert asked.keys() == {tool.name for tool in TOOLS}
    token = key(assistant, "jobs:read")

    async def all_of_them(client: Any) -> list[Any]:
        return [await client.call_tool(name, told) for name, told in asked.items()]

    for refused in told(doors, all_of_them, token):
        assert refused.is_error
        assert "lacks the scope" in refused.content[0].text


def test_what_is_kept_from_a_reader_is_kept_from_their_program(
    assistant: Assistant, doors: dict[bool, FastAPI], tmp_path: Path
) -> None:
    path = make_pdf(tmp_path / "pay.pdf", writing("Zephyrine", "The zephyrine bonus is 7 crowns."))
    rights = Rights(audience="supervisor")
    take_in(path, "pay.pdf", assistant.library, assistant.originals, rights=rights)
    seen = {}
    for role in ("technician", "supervisor"):
        _, token = assistant.access.keys.create(
            role, {"docs:read"}, by=Principal.console(), role=role
        )
        seen[role] = call(doors, "search_documents", token, query="zephyrine bonus", limit=20)
    assert "zephyrine" not in seen["technician"].content[0].text.lower()
    assert "zephyrine" in seen["supervisor"].content[0].text.lower()


def test_the_history_is_asked_by_name(doors: dict[bool, FastAPI]) -> None:
    nothing = call(doors, "get_kpis", kpi="mtbf", machine="CV-201")
    assert nothing.is_error
    assert "import-workorders" in nothing.content[0].text


@pytest.mark.parametrize(
    ("name", "asked", "why"),
    [
        ("search_documents", {"query": ""}, "query"),
        ("search_documents", {"query": "x", "actor": "me"}, "actor"),
        ("get_kpis", {"kpi": "mtbf", "first_day": "2026-01-01"}, "first_day and last_day"),
        ("get_asset", {"tag": "XX-1"}, "no machine 'XX-1'"),
        ("get_report", {"report": "FR-1"}, "no report"),
        ("create_report_draft", {"note": "all good today"}, "no fault"),
        ("list_reports", {"cursor": "nonsense"}, "cursor"),
    ],
)
def test_what_cannot_be_done_is_an_error_that_a_model_reads(
    doors: dict[bool, FastAPI], name: str, asked: dict[str, Any], why: str
) -> None:
    refused = call(doors, name, **asked)
    assert refused.is_error
    assert why in refused.content[0].text


def test_a_tool_that_is_none_is_an_error_of_the_protocol(doors: dict[bool, FastAPI]) -> None:
    from mcp import MCPError

    async def approve(client: Any) -> str:
        with pytest.raises(MCPError) as refused:
            await client.call_tool("approve_report", {})
        return str(refused.value)

    assert told(doors, approve) == "There is no tool 'approve_report'."


def test_strangers_and_other_sites_pages_stay_outside(
    assistant: Assistant, doors: dict[bool, FastAPI]
) -> None:
    async def statuses() -> list[int]:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=doors[True])) as http:
            body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
            good = {"authorization": f"Bearer {key(assistant, 'docs:read')}"}
            foreign = good | {"origin": "https://evil.example"}
            return [
                (await http.post(URL, json=body)).status_code,
                (await http.post(URL, json=body, headers=foreign)).status_code,
                (await http.get(URL, headers=good)).status_code,
                (await http.post(URL, content=b"x" * 5_000_000, headers=good)).status_code,
            ]

    assert anyio.run(statuses) == [401, 403, 405, 413]


def test_over_stdio_tools_ask_the_server_that_is_named(
    doors: dict[bool, FastAPI], report: Report
) -> None:
    from mcp import Client, StdioServerParameters
    from mcp.client.stdio import stdio_client

    async def converse(address: str) -> Any:
        command = ["-c", "from assistant.cli import main; main()", "--server", address, "mcp"]
        server = StdioServerParameters(command=sys.executable, args=command, cwd=ROOT)
        # Its own default is what was standard error when it was imported: a test's capture, maybe.
        async with Client(stdio_client(server, errlog=sys.__stderr__)) as client:
            return await client.call_tool("get_report", {"report": report.number})

    with listening(doors[False]) as address:
        read = anyio.run(converse, address)
    assert read.structured_content["id"] == report.id
