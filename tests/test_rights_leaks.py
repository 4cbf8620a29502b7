"""What is kept from somebody reaches them through no door: not in words, pictures or counts.

Documents and records are planted with words that stand nowhere else. Every door is tried by those
they are kept from; a door that is not in the table of this file fails the test until it is.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.access.model import Principal
from assistant.access.rights import SCOPES
from assistant.access.tables import PersonRow
from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.gaps.model import Contents
from assistant.history.table import Import, WorkOrder
from assistant.jobs.intake import Intake
from assistant.settings import Settings
from ingest.document import Box, Chunk, Document, FaultRecord, Figure, Kind, Page
from ingest.identity import content_hash
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.paper import make_pdf, writing
from tests.report_forms import ADA, CHEN, filled
from vectorstore.assets import Asset
from vectorstore.readers import Rights

pytestmark = pytest.mark.doors

QUESTION = "How do I free the jammed tipper lever?"
VERIFIED = "Which grease does the tipper bearing take?"
SITE = "plant"


@dataclass(frozen=True)
class Planted:
    """A manual whose every word of its own is a secret, and whose codes begin alike."""

    secret: str
    code: str
    rights: Rights | None

    @property
    def file_name(self) -> str:
        return f"{self.secret}.pdf"


OPEN = Planted("meadowlark", "QK-701", None)
SUPERVISORS = Planted("zebrafinch", "QK-702", Rights(audience="supervisor"))
ADMINS = Planted("quokkanaut", "QK-703", Rights(audience="admin"))
ELSEWHERE = Planted("narwhalian", "QK-704", Rights(site="elsewhere"))
RECORDS = "wombatgear"
"""In reports and work orders, which are the site's own."""
ALL = (OPEN, SUPERVISORS, ADMINS, ELSEWHERE)


def plant_manual(assistant: Assistant, folder: Path, one: Planted) -> str:
    """Puts it on the shelf, with a picture, in every kind of chunk; returns its id."""
    lines = f"Free the jammed tipper lever by the {one.secret} screw."
    file = make_pdf(folder / one.file_name, writing(lines, f"{one.code} {one.secret}"))
    document_id = content_hash(file)
    told: list[tuple[Kind, str]] = [
        ("passage", lines),
        ("safety", f"WARNING: The tipper lever snaps back. Lock the {one.secret} bolt."),
        ("fault_record", f"{one.code} Lever jammed. Turn the {one.secret} screw."),
        ("table_row", f"{one.code}-77 | {one.secret} seal | 3"),
    ]
    fault = FaultRecord((one.code,), "Lever jammed", f"{one.secret} dirt", "Turn the screw.")
    chunks = [
        Chunk(
            f"{document_id[:12]}-{place}", document_id, one.file_name, f"Tipper {one.secret}", 1,
            ("5 Faults", one.secret), kind, text, place, place + 1, "en",
            boxes=(Box(72, 90, 300, 110),), fault=fault if kind == "fault_record" else None,
        )
        for place, (kind, text) in enumerate(told)
    ]  # fmt: skip
    figure = Figure(1, "Fig. 1", f"Fig. 1 The {one.secret} lever", Box(72, 90, 300, 110))
    document = Document(
        document_id, one.file_name, f"Tipper {one.secret}", "application/pdf",
        (Page(1, "\n".join(text for _, text in told)),), figures=(figure,),
    )  # fmt: skip
    staged = assistant.originals.stage(file, document_id)
    assistant.library.add(document, chunks, str(file), keep=staged.place, rights=one.rights)
    return document_id


def plant_records(assistant: Assistant, pages: dict[str, str]) -> dict[str, str]:
    """A work order, an approved report in the library and in the history, verified answers."""
    at = datetime(2026, 2, 1, 8, tzinfo=UTC)
    with assistant.plant.writing() as session:
        session.add(
            Import(source="sap", file_name="", digest="", mapping={}, mapping_digest="",
                   counts={}, started_at=at)
        )  # fmt: skip
        session.flush()
        session.add(
            WorkOrder(
                source="sap", external_id="W-1", row_key="W-1", asset=f"{RECORDS} press",
                text=f"lever jams {RECORDS}", action=f"greased {RECORDS}", category="corrective",
                opened_at=at, opened_on=at.date(), malfunction_start=at,
                malfunction_end=at.replace(hour=10), digest=b"", extra={}, import_id=1,
                failure_code="QK-701",
            )
        )  # fmt: skip
    report = assistant.reports.create(
        filled(title=f"Jammed {RECORDS}", reported_text=RECORDS, asset_id="TP-1"), ADA
    )[0]
    report = assistant.reports.step(report.id, "submitted", ADA, report.version)
    assistant.reports.step(report.id, "approved", CHEN, report.version)
    assert assistant.publisher().drain() == 0
    ids = {"report": report.id}
    for one in (ADMINS, OPEN):
        contents = Contents.model_validate(
            {
                "questions": [f"{VERIFIED} {one.code}", VERIFIED][: 2 if one is ADMINS else 1],
                "text_en": f"The {one.secret} grease.",
                "pages": [{"document_id": pages[one.secret], "page": 1}],
            }
        )
        ids[f"answer-{one.secret}"] = assistant.gaps.answers.create(contents, CHEN).id
    return ids


def build(
    folder: Path, planted: Sequence[Planted]
) -> tuple[Assistant, ScriptedGenerator, dict[str, str]]:
    """An assistant with these manuals, its model, and the ids of what was planted."""
    config = Settings(
        data_dir=folder, gate=0.2, site=SITE, site_zone="UTC", answer_mode="generative"
    )
    folder.mkdir(exist_ok=True)
    generator = ScriptedGenerator([["Turn the screw [1]."] for _ in range(99)])
    assistant = Assistant(config, HashingEmbedder(), generator)
    ids = {one.secret: plant_manual(assistant, folder, one) for one in planted}
    manuals = tuple(one.file_name for one in planted)
    assistant.library.assets.put([Asset("TP-1", "Tipper", "翻板机", manuals=manuals)])
    return assistant, generator, ids


@dataclass(frozen=True)
class House:
    """The service, who asks it, and what they ask for."""

    client: TestClient
    generator: ScriptedGenerator
    intake: Intake
    ids: dict[str, str]
    askers: dict[str, dict[str, str]]

    def ask(self, asker: str, method: str, path: str, **told: Any) -> httpx.Response:
        """In somebody's name."""
        headers = {**self.askers[asker], **told.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **told)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    assistant, generator, ids = build(tmp_path_factory.mktemp("leaks"), ALL)
    ids |= plant_records(assistant, ids)
    client = TestClient(create_app(assistant), base_url="http://127.0.0.1")
    client.post("/v1/search", json={"query": QUESTION})
    askers = {
        "console": {},
        "technician": key(assistant, "technician", SITE),
        "supervisor": session(assistant, "supervisor", SITE),
        "stranger": key(assistant, "admin", "elsewhere"),
    }
    yield House(client, generator, assistant.intake, ids, askers)
    assistant.close()


def key(assistant: Assistant, role: str, site: str) -> dict[str, str]:
    """A program's that may ask at every door a program may, and read as this role."""
    made = assistant.access.keys.create(
        f"{role} of {site}", SCOPES, by=Principal.console(), role=role, sites=[site]
    )
    return {"Authorization": f"Bearer {made[1]}"}


def session(assistant: Assistant, role: str, site: str) -> dict[str, str]:
    """A person's who signed in."""
    person = assistant.access.people.add("Chen Wei", role, by=Principal.console(), sites=[site])
    with assistant.plant.writing() as db:
        row = db.get_one(PersonRow, person.id)
        _, token = assistant.access.sessions.open(db, row, "password", "tablet")
    return {"Cookie": f"shiftmate={token}", "Origin": "http://127.0.0.1"}


# Every door

Ask = tuple[str, str, dict[str, Any]]
ABOUT = ("Tipper lever jammed", QUESTION, "QK-70", "Which manuals are there?", VERIFIED)


def doors(ids: dict[str, str]) -> dict[str, list[Ask]]:
    """What is asked at each door; ids of everything, those of others too."""
    documents = [ids[one.secret] for one in ALL]
    answers = [ids["answer-quokkanaut"], ids["answer-meadowlark"]]
    report = ids["report"]
    words = [*ABOUT, *(one.code for one in ALL[1:]), f"{ADMINS.code}-77", "QK-799"]
    chats = [
        {"model": "m", "stream": text is QUESTION, "messages": [{"role": "user", "content": text}]}
        for text in words
    ]
    within = [{"document": one} for one in documents] + [{"asset": "TP-1"}, {"revision": "all"}]
    return {
        "POST /v1/search": [
            *(("POST", "/v1/search", {"json": {"query": text, "limit": 20}}) for text in words),
            *(
                ("POST", "/v1/search", {"json": {"query": QUESTION, "filters": one}})
                for one in [*within, *({"kind": kind} for kind in ("safety", "report"))]
            ),
        ],
        "GET /v1/alarms": [
            ("GET", "/v1/alarms", {"params": {"code": text, "machine": machine}})
            for text, machine in [*((one, "") for one in words), (ADMINS.code, "TP-1")]
        ],
        "POST /v1/chat/completions": [
            ("POST", "/v1/chat/completions", {"json": one}) for one in chats
        ],
        "GET /v1/documents": [("GET", "/v1/documents", {})],
        "GET /v1/documents/{document_id}": [
            ("GET", f"/v1/documents/{one}", {}) for one in documents
        ],
        "PATCH /v1/documents/{document_id}": [
            ("PATCH", f"/v1/documents/{one}", {"json": {}}) for one in documents
        ],
        "GET /v1/documents/{document_id}/pages/{number}.png": [
            ("GET", f"/v1/documents/{one}/pages/1.png", {"params": params})
            for one in documents
            for params in ({}, *({"chunk_id": f"{other[:12]}-0"} for other in documents[1:]))
            if params or one != documents[0]
        ],
        "GET /v1/documents/{document_id}/figures": [
            ("GET", f"/v1/documents/{one}/figures", {}) for one in documents
        ],
        "GET /v1/documents/{document_id}/figures/{number}.png": [
            ("GET", f"/v1/documents/{one}/figures/1.png", {}) for one in documents
        ],
        "GET /v1/documents/{document_id}/changes": [
            ("GET", f"/v1/documents/{one}/changes", {"params": params})
            for one in documents
            for params in ({}, *({"from": other} for other in documents))
        ],
        "GET /v1/assets": [("GET", "/v1/assets", {})],
        "GET /v1/jobs": [("GET", "/v1/jobs", {})],
        "GET /v1/jobs/{job_id}": [("GET", f"/v1/jobs/{'0' * 32}", {})],
        "POST /v1/reports/draft": [
            ("POST", "/v1/reports/draft", {"json": {"note": f"TP-1 jammed {one.code}, belt loose"}})
            for one in (OPEN, ADMINS)
        ],
        "GET /v1/reports": [("GET", "/v1/reports", {})],
        "GET /v1/reports/{report_id}": [("GET", f"/v1/reports/{report}", {})],
        "GET /v1/reports/{report_id}/events": [("GET", f"/v1/reports/{report}/events", {})],
        "GET /v1/handover": [("GET", "/v1/handover", {"params": {"shift": "now"}})],
        "GET /handover": [("GET", "/handover", {"params": {"shift": "now"}})],
        "GET /v1/repairs": [
            ("GET", "/v1/repairs", {"params": {"symptom": f"{one.code} belt slips"}}) for one in ALL
        ],
        "POST /v1/history/query": [
            ("POST", "/v1/history/query", {"json": {"question": one}}) for one in HISTORY
        ],
        "GET /v1/history/rows.csv": [
            ("GET", "/v1/history/rows.csv", {"params": {"question": one}}) for one in HISTORY
        ],
        "GET /v1/gaps": [("GET", "/v1/gaps", {})],
        "GET /v1/verified-answers": [
            ("GET", "/v1/verified-answers", {}),
            ("GET", "/v1/verified-answers", {"params": {"withdrawn": True}}),
        ],
        "GET /v1/verified-answers/{answer_id}": [
            ("GET", f"/v1/verified-answers/{one}", {}) for one in answers
        ],
        "PATCH /v1/verified-answers/{answer_id}": [
            ("PATCH", f"/v1/verified-answers/{one}",
             {"json": {"questions": [VERIFIED]}, "headers": {"If-Match": '"9"'}})
            for one in answers
        ],
        "POST /v1/verified-answers/{answer_id}/withdraw": [
            ("POST", f"/v1/verified-answers/{one}/withdraw",
             {"json": {"reason": "x"}, "headers": {"If-Match": '"9"'}})
            for one in answers
        ],
        "GET /v1/verified-answers/{answer_id}/events": [
            ("GET", f"/v1/verified-answers/{one}/events", {}) for one in answers
        ],
        "POST /v1/verified-answers": [
            ("POST", "/v1/verified-answers",
             {"json": {"questions": ["x"], "text_en": "x",
                       "pages": [{"document_id": one, "page": 99}]}})
            for one in documents
        ],
        "GET /healthz": [("GET", "/healthz", {})],
        "GET /metrics": [("GET", "/metrics", {})],
        "GET /v1/me": [("GET", "/v1/me", {})],
        "GET /docs": [("GET", "/docs", {})],
    }  # fmt: skip


HISTORY = ("Which machine had the most downtime?", "list all work orders")
SILENT = {
    "POST /v1/documents": "tells the job of the files that were sent",
    "DELETE /v1/documents/{document_id}": "tells nothing; see the test of what may be changed",
    "DELETE /v1/jobs/{job_id}": "tells nothing; see the test of jobs",
    "POST /v1/jobs/{job_id}/cancel": "asks for the job first; see the test of jobs",
    "POST /v1/jobs/{job_id}/retry": "asks for the job first; see the test of jobs",
    "POST /v1/reports": "tells what was sent; of the plant's database, like the others",
    "PATCH /v1/reports/{report_id}": "of the plant's database, like GET",
    "POST /v1/reports/{report_id}/transitions": "of the plant's database, like GET",
    "POST /v1/feedback": "tells whether it is kept",
    "GET /docs/oauth2-redirect": "a page of FastAPI's",
    "GET /openapi.json": "says what there could be, never what there is",
}
ROOMS = {
    "webhooks": "administrators' alone; of the plant's database",
    "tickets": "of the plant's database; what answers them asks as a technician",
    "audit": "administrators' alone; of the plant's database",
    "people": "administrators' alone",
    "keys": "administrators' alone",
    "sign-in": "no document",
    "sign-out": "no document",
    "password": "no document",
}
"""Doors that begin so."""


def every_door(client: TestClient) -> set[str]:
    """By method and path, those that the description leaves out too."""
    found: set[str] = set()
    for route in client.app.routes:  # type: ignore[attr-defined]
        inner = getattr(route, "original_router", None)
        for one in inner.routes if inner is not None else [route]:
            methods = getattr(one, "methods", None) or ()
            found |= {f"{method} {one.path}" for method in methods if method != "HEAD"}
    return {one for one in found if "{rest:path}" not in one and not one.endswith(" /mcp")}


def test_every_door_is_tried(house: House) -> None:
    tried = doors(house.ids).keys() | SILENT.keys()
    rooms = re.compile(rf"[A-Z]+ (/v1)?/({'|'.join(ROOMS)})([/.].*)?")
    unknown = {one for one in every_door(house.client) - tried if not rooms.fullmatch(one)}
    assert not unknown, "new doors: say in this file what they may tell to whom"


KEPT_FROM = {
    "technician": (SUPERVISORS.secret, ADMINS.secret, ELSEWHERE.secret),
    "supervisor": (ADMINS.secret, ELSEWHERE.secret),
    "stranger": (RECORDS,),
}


@pytest.mark.parametrize("asker", list(KEPT_FROM))
def test_what_is_kept_from_somebody_reaches_them_through_no_door(house: House, asker: str) -> None:
    hidden = [house.ids[one.secret] for one in ALL if one.secret in KEPT_FROM[asker]]
    secrets = [*KEPT_FROM[asker], *hidden, *(one[:12] for one in hidden)]
    house.generator.asked.clear()
    for method, path, told in chain.from_iterable(doors(house.ids).values()):
        reply = house.ask(asker, method, path, **told)
        assert reply.status_code < 500, reply.text
        typed = f"{path} {json.dumps(told)}"
        leaked = [one for one in secrets if one not in typed and one in reply.text.lower()]
        assert not leaked, f"{method} {path} {told} tells {asker} of {leaked}"
        if path.endswith(".png") and any(one in path for one in hidden):
            assert reply.status_code == 404
    prompts = str(house.generator.asked).lower()
    assert OPEN.secret in prompts
    assert not [one for one in secrets if one in prompts]


def test_the_doors_would_tell_who_may_know(house: House) -> None:
    """Else the test above could not fail."""
    secrets = (ADMINS.secret, ELSEWHERE.secret, RECORDS)

    def tells(ask: Ask) -> bool:
        method, path, told = ask
        said = house.ask("console", method, path, **told).text.lower()
        return any(one in said for one in secrets)

    for door in (
        "POST /v1/search", "GET /v1/alarms", "POST /v1/chat/completions", "GET /v1/documents",
        "GET /v1/documents/{document_id}/figures", "GET /v1/assets", "GET /v1/verified-answers",
        "GET /v1/verified-answers/{answer_id}/events", "GET /v1/reports", "GET /v1/handover",
        "GET /v1/repairs", "POST /v1/history/query", "GET /v1/history/rows.csv",
    ):  # fmt: skip
        assert any(map(tells, doors(house.ids)[door])), door


def test_whom_a_manual_is_for_is_said_and_changed_by_those_who_may(house: House) -> None:
    one = f"/v1/documents/{house.ids[OPEN.secret]}"

    def change(asker: str, **told: str) -> int:
        return house.ask(asker, "PATCH", one, json=told).status_code

    assert change("supervisor", audience="admin") == 403, "it would be kept from them"
    assert change("supervisor", site="elsewhere") == 403
    assert change("supervisor", audience="supervisor") == 200
    assert house.ask("technician", "GET", one).status_code == 404
    assert house.ask("technician", "DELETE", one).status_code == 404
    assert house.ask("supervisor", "GET", one).json()["audience"] == "supervisor"
    assert change("supervisor", audience="technician") == 200
    assert house.ask("technician", "GET", one).status_code == 200


def test_an_upload_is_for_whom_it_says(house: House) -> None:
    def upload(asker: str, **told: str) -> httpx.Response:
        files = {"files": ("a.txt", b"x")}
        return house.ask(asker, "POST", "/v1/documents", files=files, data=told)

    assert upload("supervisor", audience="admin").status_code == 422
    job = upload("console", audience="admin", site="plant").json()["id"]
    assert house.intake.store.rights(job) == Rights("plant", "admin")
    assert house.ask("supervisor", "GET", f"/v1/jobs/{job}").status_code == 404
    assert house.ask("supervisor", "GET", "/v1/jobs").json()["jobs"] == []


def plain(told: object) -> object:
    """A reply without what differs from one asking to the next: times, ids of replies, scores."""
    changing = {"took_ms", "score", "id", "created", "timings", "added_at", "created_at"}
    if isinstance(told, dict):
        return {name: plain(one) for name, one in told.items() if name not in changing}
    return [plain(one) for one in told] if isinstance(told, list) else told


def test_to_a_technician_the_library_is_as_if_nothing_else_were_in_it(tmp_path: Path) -> None:
    whole, _, _ = build(tmp_path / "whole", ALL)
    alone, _, _ = build(tmp_path / "alone", [OPEN])
    clients = [
        TestClient(create_app(one), base_url="http://127.0.0.1", headers=headers)
        for one, headers in ((whole, key(whole, "technician", SITE)), (alone, {}))
    ]
    words = (*ABOUT[:2], OPEN.code, ADMINS.code, "QK-799", "quokkanaut seal")
    asked: list[Ask] = [
        ("GET", "/v1/documents", {}),
        ("GET", "/v1/assets", {}),
        *(("GET", "/v1/alarms", {"params": {"code": one}}) for one in words),
        ("POST", "/v1/reports/draft", {"json": {"note": f"{ADMINS.code} on the panel, TP-1"}}),
        *(("POST", "/v1/search", {"json": {"query": one, "limit": 20}}) for one in words),
        *(
            ("POST", "/v1/chat/completions",
             {"json": {"model": "m", "messages": [{"role": "user", "content": one}]}})
            for one in words
        ),
    ]  # fmt: skip
    for method, path, told in asked:
        theirs, others = (plain(one.request(method, path, **told).json()) for one in clients)
        assert theirs == others, f"{path} {told}"
    whole.close()
    alone.close()


def test_a_verified_answer_is_served_to_who_may_read_its_pages(house: House) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": VERIFIED}]}
    told = {
        asker: house.ask(asker, "POST", "/v1/chat/completions", json=body).text
        for asker in ("console", "supervisor", "stranger")
    }
    served = f"The {ADMINS.secret} grease."
    assert {asker for asker, text in told.items() if served in text} == {"console"}
