"""What is kept from somebody reaches them through no door: not in words, pictures or counts.

Documents and records are planted with words that stand nowhere else. Every door is tried by those
they are kept from; a door that is not in the table of this file fails the test until it is.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from assistant.access.model import Principal
from assistant.access.rights import SCOPES
from assistant.access.tables import PersonRow
from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.errors import NotHere
from assistant.gaps.model import Contents
from assistant.gaps.tables import QuestionRow
from assistant.history.table import Import, WorkOrder
from assistant.jobs.intake import Intake
from assistant.ledger import Ledger
from assistant.marks import mark_of
from assistant.reports.model import Actor
from assistant.reports.publish import document_id
from assistant.reports.store import ReportStore
from assistant.settings import Settings
from ingest.document import Box, Chunk, Document, FaultRecord, Figure, Kind, Page
from ingest.identity import content_hash
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.paper import make_pdf, writing
from tests.report_forms import ADA, CHEN, filled
from vectorstore.assets import Asset
from vectorstore.readers import Audience, Rights

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
SUPERVISORS_REPORT, ADMINS_REPORT, REPORT_ELSEWHERE = "ibexvalve", "axolotlcam", "numbatrod"
REPORTS: dict[str, tuple[str, Audience]] = {
    SUPERVISORS_REPORT: (SITE, "supervisor"),
    ADMINS_REPORT: (SITE, "admin"),
    REPORT_ELSEWHERE: ("elsewhere", "technician"),
}
"""Approved ones by their secrets: of which site, and for whom."""
LI = Actor(name="Li", role="supervisor")
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


def plant_report(assistant: Assistant) -> str:
    """An approved one that everybody may read."""
    fault = filled(title=f"Jammed {RECORDS}", reported_text=RECORDS, asset_id="TP-1")
    report = assistant.reports.create(fault, ADA)[0]
    report = assistant.reports.step(report.id, "submitted", ADA, report.version)
    assistant.reports.step(report.id, "approved", CHEN, report.version)
    assert assistant.publisher().drain() == 0
    return report.id


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
    ids = {"report": plant_report(assistant)} | plant_reports(assistant)
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


def plant_reports(assistant: Assistant) -> dict[str, str]:
    """Reports that are for few, told with a machine, a code, a part and a person of their own."""
    ids = {}
    for place, (secret, (site, audience)) in enumerate(REPORTS.items()):
        told = {
            "title": f"Tipper lever jammed {secret}", "reported_text": f"QK-70{place} {secret}",
            "asset_id": "TP-1", "asset_text": secret, "item_text": f"{secret} lever",
            "fault_codes": [f"QK-77{place}", OPEN.code, secret], "downtime_minutes": 9000 + place,
            "is_breakdown": False, "malfunction_start": None, "malfunction_end": None,
            "external_refs": [{"system": "sap", "id": f"X-{secret}"}], "audience": audience,
            "actions": [{"activity_code": "1", "text": f"New {secret}", "performed_by": [secret],
                         "parts": [{"name": f"{secret} seal", "qty": "2"}]}],
        }  # fmt: skip
        store = assistant.reports
        if site != SITE:
            store = ReportStore(assistant.plant, site=site, published=Ledger(store.zone).tell)
        report = store.create(filled(**told), CHEN)[0]
        report = store.step(report.id, "submitted", CHEN, report.version)
        store.step(report.id, "approved", LI, report.version)
        ids |= {secret: report.id, f"page of {secret}": document_id(report.id)}
    assert assistant.publisher().drain() == 0
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
        "fitter": session(assistant, "technician", SITE, "Li Na"),
        "stranger": key(assistant, "admin", "elsewhere"),
    }
    yield House(client, generator, assistant.intake, ids, askers)
    assistant.close()


def key(assistant: Assistant, role: str, site: str, name: str = "") -> dict[str, str]:
    """A program's that may ask at every door a program may, and read as this role."""
    name, sites = name or f"{role} of {site}", [site] if site else []
    made = assistant.access.keys.create(
        name, SCOPES, by=Principal.console(), role=role, sites=sites
    )
    return {"Authorization": f"Bearer {made[1]}"}


def session(assistant: Assistant, role: str, site: str, name: str = "Chen Wei") -> dict[str, str]:
    """A person's who signed in, and so may submit."""
    person = assistant.access.people.add(name, role, by=Principal.console(), sites=[site])
    with assistant.plant.writing() as db:
        row = db.get_one(PersonRow, person.id)
        _, token = assistant.access.sessions.open(db, row, "password", "tablet")
    return {"Cookie": f"shiftmate={token}", "Origin": "http://127.0.0.1"}


# Every door

Ask = tuple[str, str, dict[str, Any]]
ABOUT = ("Tipper lever jammed", QUESTION, "QK-70", "Which manuals are there?", VERIFIED)


def _read(one: Planted) -> dict[str, str]:
    """As who has seen the document would name its version."""
    rights = one.rights or Rights()
    return {"If-Match": f'"{mark_of(rights.site, rights.audience)}"'}


def doors(ids: dict[str, str]) -> dict[str, list[Ask]]:
    """What is asked at each door; ids of everything, those of others too."""
    documents = [ids[one.secret] for one in ALL]
    answers = [ids["answer-quokkanaut"], ids["answer-meadowlark"]]
    reports = [ids[one] for one in ("report", *REPORTS)]
    pages = [*documents, ids[f"page of {SUPERVISORS_REPORT}"]]
    documents += [ids[f"page of {one}"] for one in REPORTS]
    stale, number = {"If-Match": '"99"'}, f"FR-{datetime.now(UTC):%Y}-000002"
    words = [*ABOUT, *(one.code for one in ALL), f"{ADMINS.code}-77", "QK-799", "QK-770"]
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
        # That no kept code is offered, tests/test_speech.py tries.
        "POST /v1/speech": [("POST", "/v1/speech", {"files": {"audio": ("a.wav", b"RIFF")}})],
        "POST /v1/chat/completions": [
            ("POST", "/v1/chat/completions", {"json": one}) for one in chats
        ],
        "GET /v1/documents": [("GET", "/v1/documents", {})],
        "GET /v1/documents/{document_id}": [
            ("GET", f"/v1/documents/{one}", {}) for one in documents
        ],
        "PATCH /v1/documents/{document_id}": [
            ("PATCH", f"/v1/documents/{ids[one.secret]}", {"json": {}, "headers": _read(one)})
            for one in ALL
        ],
        "GET /v1/documents/{document_id}/pages/{number}.png": [
            ("GET", f"/v1/documents/{one}/pages/1.png", {"params": params})
            for one in pages
            for params in ({}, *({"chunk_id": f"{other[:12]}-0"} for other in pages[1:]))
            if params or one != documents[0]
        ],
        "GET /v1/documents/{document_id}/figures": [
            ("GET", f"/v1/documents/{one}/figures", {}) for one in documents
        ],
        "GET /v1/documents/{document_id}/figures/{number}.png": [
            ("GET", f"/v1/documents/{one}/figures/1.png", {}) for one in documents
        ],
        "GET /v1/documents/{document_id}/machines": [
            ("GET", f"/v1/documents/{one}/machines", {}) for one in documents
        ],
        "PUT /v1/documents/{document_id}/machines": [
            ("PUT", f"/v1/documents/{one}/machines", {"json": {"machines": []}, "headers": stale})
            for one in documents
        ],
        "GET /v1/documents/{document_id}/changes": [
            ("GET", f"/v1/documents/{one}/changes", {"params": params})
            for one in pages
            for params in ({}, *({"from": other} for other in pages))
        ],
        "GET /v1/assets": [("GET", "/v1/assets", {})],
        "GET /v1/assets/find": [
            ("GET", "/v1/assets/find", {"params": {"scan": one}}) for one in ("TP-1", *words)
        ],
        "GET /v1/assets/{tag:path}/pack": [("GET", "/v1/assets/TP-1/pack", {})],
        "GET /v1/jobs": [("GET", "/v1/jobs", {})],
        "GET /v1/jobs/{job_id}": [("GET", f"/v1/jobs/{'0' * 32}", {})],
        "POST /v1/reports/draft": [
            ("POST", "/v1/reports/draft", {"json": {"note": f"TP-1 jammed {one.code}, belt loose"}})
            for one in (OPEN, ADMINS)
        ],
        "GET /v1/reports": [
            ("GET", "/v1/reports", {"params": params})
            for params in (
                {}, {"limit": 1}, {"order": "oldest", "limit": 1}, {"status": "approved"},
                {"asset": "TP-1"}, {"number": number},
                {"updated_since": "2020-01-01T00:00:00Z"},
            )
        ],
        "POST /v1/reports": [
            ("POST", "/v1/reports", {"json": {"id": one, "title": "x"}}) for one in reports[1:]
        ] + [
            ("POST", "/v1/reports", {"json": {"title": "x", **told}})
            for one, secret in zip(reports[1:], REPORTS, strict=True)
            for told in (
                {"repeat_of": one}, {"duplicate_of": one},
                {"external_refs": [{"system": "sap", "id": f"X-{secret}"}]},
            )
        ],
        "GET /v1/reports/{report_id}": [("GET", f"/v1/reports/{one}", {}) for one in reports] + [
            ("GET", f"/v1/reports/{one}", {"headers": {"If-None-Match": '"3"'}}) for one in reports
        ],
        "PATCH /v1/reports/{report_id}": [
            ("PATCH", f"/v1/reports/{one}", {"json": {"title": "x"}, "headers": stale})
            for one in reports
        ],
        "POST /v1/reports/{report_id}/transitions": [
            ("POST", f"/v1/reports/{one}/transitions", {"json": {"to": to}, "headers": stale})
            for one in reports for to in ("draft", "closed")
        ],
        "GET /v1/reports/{report_id}/events": [
            ("GET", f"/v1/reports/{one}/events", {}) for one in reports
        ],
        "GET /v1/reports/{report_id}/photos": [
            ("GET", f"/v1/reports/{one}/photos", {}) for one in reports
        ],
        "GET /v1/reports/{report_id}/photos/{number}.jpg": [
            ("GET", f"/v1/reports/{one}/photos/1.jpg", {}) for one in reports
        ],
        "POST /v1/reports/{report_id}/photos": [
            ("POST", f"/v1/reports/{one}/photos", {"files": {"photo": ("a.jpg", b"GIF89a")}})
            for one in reports
        ],
        "DELETE /v1/reports/{report_id}/photos/{number}": [
            ("DELETE", f"/v1/reports/{one}/photos/1", {}) for one in reports
        ],
        "POST /v1/reports/submit": [
            ("POST", "/v1/reports/submit", {"data": {"report": json.dumps({"id": one, **told})}})
            for one in reports for told in ({}, {"repeat_of": one})
        ],
        "GET /v1/handover": [("GET", "/v1/handover", {"params": {"shift": "now"}})],
        "GET /handover": [("GET", "/handover", {"params": {"shift": "now"}})],
        "GET /v1/repairs": [
            ("GET", "/v1/repairs", {"params": {"symptom": f"{one.code} belt slips"}}) for one in ALL
        ] + [
            ("GET", "/v1/repairs", {"params": {"symptom": told, "machine": machine}})
            for told, machine in (
                ("QK-770", ""), ("QK-771 lever jammed", "TP-1"), ("lever jammed", "TP-1"),
                *(("lever jammed", one) for one in REPORTS),
            )
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


HISTORY = (
    "Which machine had the most downtime?", "list all work orders", "How many reports are there?",
    "How many work orders by technician?", "Longest downtime", "Most frequent failure code", "MTTA",
    *(f"How many work orders have failure code {one}?" for one in ("QK-770", "QK-771", "QK-772")),
    *(f"How many orders of {one}?" for one in REPORTS),
)  # fmt: skip
SILENT = {
    "POST /v1/photos/read": "reads what is sent; that no kept code is known, tests/test_speech.py",
    "POST /v1/documents": "tells the job of the files that were sent",
    "DELETE /v1/documents/{document_id}": "tells nothing; see the test of what may be changed",
    "DELETE /v1/jobs/{job_id}": "tells nothing; see the test of jobs",
    "POST /v1/jobs/{job_id}/cancel": "asks for the job first; see the test of jobs",
    "POST /v1/jobs/{job_id}/retry": "asks for the job first; see the test of jobs",
    "POST /v1/feedback": "tells whether it is kept",
    "GET /docs/oauth2-redirect": "a page of FastAPI's",
    "GET /openapi.json": "says what there could be, never what there is",
}
ROOMS = {
    "webhooks": "administrators' alone; of the plant's database",
    "tickets": "of the plant's database; what answers them asks as a technician",
    "audit": "administrators' alone; of the plant's database",
    "backups": "administrators' of every site alone",
    "models": "of the service; no document",
    "gate": "of the service; no document",
    "people": "administrators' alone",
    "keys": "administrators' alone",
    "me/sessions": "of who asks, and of nobody else",
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


OF_REPORTS = re.compile("search|completions|reports|handover|repairs|history")
KEPT_FROM = {
    "technician": (SUPERVISORS.secret, ADMINS.secret, ELSEWHERE.secret, *REPORTS),
    "fitter": (SUPERVISORS.secret, ADMINS.secret, ELSEWHERE.secret, *REPORTS),
    "supervisor": (ADMINS.secret, ELSEWHERE.secret, ADMINS_REPORT, REPORT_ELSEWHERE),
    "stranger": (RECORDS, *REPORTS),
    "console": (REPORT_ELSEWHERE,),
}


@pytest.mark.parametrize("asker", list(KEPT_FROM))
def test_what_is_kept_from_somebody_reaches_them_through_no_door(house: House, asker: str) -> None:
    hidden = [house.ids[one.secret] for one in ALL if one.secret in KEPT_FROM[asker]]
    kept = [one for one in REPORTS if one in KEPT_FROM[asker]]
    hidden += [house.ids[name] for one in kept for name in (one, f"page of {one}")]
    secrets = [*KEPT_FROM[asker], *hidden, *(one[:12] for one in hidden)]
    house.generator.asked.clear()
    tried = doors(house.ids)
    if asker in ("console", "fitter"):  # what keys are not asked, or not let in to
        tried = {door: asks for door, asks in tried.items() if OF_REPORTS.search(door)}
    for method, path, told in chain.from_iterable(tried.values()):
        reply = house.ask(asker, method, path, **told)
        assert reply.status_code < 500 or "weights for speech" in reply.text, reply.text
        typed = f"{path} {json.dumps(told, default=str)}"
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

    def tells(ask: Ask, secrets: Sequence[str] = secrets) -> bool:
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
    for door in (
        "POST /v1/search", "POST /v1/chat/completions", "GET /v1/reports", "GET /v1/handover",
        "GET /v1/reports/{report_id}", "GET /v1/repairs", "POST /v1/history/query",
        "GET /v1/history/rows.csv", "PATCH /v1/reports/{report_id}",
    ):  # fmt: skip
        assert any(tells(one, [ADMINS_REPORT, house.ids[ADMINS_REPORT], "version 99"])
                   for one in doors(house.ids)[door]), door  # fmt: skip


SHOWN = re.compile(rf"({SUPERVISORS.secret}|{ELSEWHERE.secret}) (screw|bolt|seal|lever|dirt)")
"""Words of their pages; title, section and file name are told by lists too."""


def test_whoever_is_shown_a_restricted_manual_is_in_the_log(house: House) -> None:
    assistant = house.client.app.state.assistant  # type: ignore[attr-defined]
    secret_of = {house.ids[one.secret]: one.secret for one in (SUPERVISORS, ELSEWHERE)}
    seen: dict[str, set[str]] = {}
    for door, asks in doors(house.ids).items():
        reader = key(assistant, "admin", "", door)  # a fresh one: a reading is noted once an hour
        told: set[str] = set()
        for method, path, body in asks:
            reply = house.client.request(
                method, path, **{**body, "headers": {**reader, **body.get("headers", {})}}
            )
            if reply.headers.get("content-type") == "image/png":
                told |= {secret for one, secret in secret_of.items() if one in path}
            typed = json.dumps(body, default=str)
            told |= {found[1] for found in SHOWN.finditer(reply.text) if found[0] not in typed}
        if told:
            seen[door] = told
    logged: dict[str, set[str]] = {}
    for entry in assistant.audit.entries():
        if entry.event == "document.read" and entry.subject_id in secret_of:
            logged.setdefault(entry.who_name, set()).add(secret_of[entry.subject_id])
    read = {door: logged[door] for door in doors(house.ids) if door in logged}
    assert read == seen
    assert seen.keys() == {
        "POST /v1/search", "GET /v1/alarms", "POST /v1/chat/completions",
        "GET /v1/documents/{document_id}/pages/{number}.png",
        "GET /v1/documents/{document_id}/figures",
        "GET /v1/documents/{document_id}/figures/{number}.png",
        "GET /v1/documents/{document_id}/changes", "GET /v1/assets/{tag:path}/pack",
    }, "a door more or fewer shows words of manuals"  # fmt: skip


def test_whom_a_manual_is_for_is_said_and_changed_by_those_who_may(house: House) -> None:
    one = f"/v1/documents/{house.ids[OPEN.secret]}"

    def change(asker: str, **told: str) -> int:
        read = {"If-Match": house.ask("console", "GET", one).headers["etag"]}
        return house.ask(asker, "PATCH", one, json=told, headers=read).status_code

    assert change("supervisor", audience="supervisor") == 403, "it is other sites' too"
    assert house.ask("supervisor", "DELETE", one).status_code == 403
    assert change("console", site=SITE) == 200
    before = house.ask("console", "GET", one).headers["etag"]

    assert change("supervisor", audience="admin") == 403, "it would be kept from them"
    assert change("supervisor", site="elsewhere") == 403
    assert change("supervisor", audience="supervisor") == 200
    for read, status in (({"If-Match": before}, 412), ({"If-Match": '"1"'}, 412), ({}, 428)):
        stale = house.ask("supervisor", "PATCH", one, json={"audience": "admin"}, headers=read)
        assert stale.status_code == status
    assert house.ask("technician", "GET", one).status_code == 404
    assert house.ask("technician", "DELETE", one).status_code == 404
    assert house.ask("supervisor", "GET", one).json()["audience"] == "supervisor"
    assert change("supervisor", audience="technician") == 200
    assert change("supervisor", site="") == 403
    assert change("console", site="") == 200
    assert house.ask("technician", "GET", one).status_code == 200


def test_a_report_is_for_fewer_from_one_request_to_the_next(house: House) -> None:
    def post(asker: str, path: str, body: dict[str, Any], **headers: str) -> httpx.Response:
        headers |= {"Idempotency-Key": f"{asker} {path}"[:250].replace(" ", "-")}
        return house.ask(asker, "POST", path, json=body, headers=headers)

    fault = filled(asset_id="TP-1", title="Seen for a while").model_dump(mode="json")
    assert post("technician", "/v1/reports", fault | {"audience": "supervisor"}).status_code == 403
    made = post("technician", "/v1/reports", fault)
    one = f"/v1/reports/{made.json()['id']}"

    def change(asker: str, audience: str) -> int:
        read = {"If-Match": house.ask("console", "GET", one).headers["etag"]}
        told = {"json": {"audience": audience}, "headers": read}
        return house.ask(asker, "PATCH", one, **told).status_code

    known = {"If-None-Match": house.ask("technician", "GET", one).headers["etag"]}
    assert house.ask("technician", "GET", one, headers=known).status_code == 304
    assert change("technician", "supervisor") == 403
    assert change("supervisor", "admin") == 403, "it would be kept from them"
    assert change("supervisor", "supervisor") == 200
    assert house.ask("technician", "GET", one, headers=known).status_code == 404
    assert "for a while" not in house.ask("technician", "GET", "/v1/reports").text
    replayed = post("technician", "/v1/reports", fault)
    assert replayed.status_code == 404
    assert "for a while" not in replayed.text
    step = {"to": "submitted"}
    moved = post("supervisor", f"{one}/transitions", step, **{"If-Match": '"2"'})
    assert moved.json()["audience"] == "supervisor"
    assert change("console", "admin") == 403, "it says that it is a technician"
    console = {"name": "Li", "role": "supervisor"}
    house.ask("console", "PATCH", one, json={"audience": "admin", "actor": console},
              headers={"If-Match": '"3"'})  # fmt: skip
    again = post("supervisor", f"{one}/transitions", step, **{"If-Match": '"2"'})
    assert again.status_code == 404, "what was told before is not told again"


def test_the_library_follows_a_report_s_audience(house: House) -> None:
    assistant = house.client.app.state.assistant  # type: ignore[attr-defined]
    report = house.ids["report"]

    def found(asker: str) -> bool:
        body = {"query": f"jammed {RECORDS}", "limit": 20}
        return RECORDS in house.ask(asker, "POST", "/v1/search", json=body).text

    page = f"/v1/documents/{document_id(report)}"
    etag = house.ask("console", "GET", page).headers["etag"]
    told = {"json": {"audience": "supervisor"}, "headers": {"If-Match": etag}}
    assert house.ask("console", "PATCH", page, **told).status_code == 409
    for audience, theirs in (("supervisor", False), ("technician", True)):
        version = assistant.reports.get(report).version
        assistant.reports.patch(report, {"audience": audience}, CHEN, version)
        assert assistant.publisher().drain() == 0
        assert (found("technician"), found("supervisor")) == (theirs, True)


def test_an_upload_is_for_whom_it_says(house: House) -> None:
    def upload(asker: str, **told: str) -> httpx.Response:
        files = {"files": ("a.txt", b"x")}
        return house.ask(asker, "POST", "/v1/documents", files=files, data=told)

    assert upload("supervisor", audience="admin").status_code == 422
    job = upload("console", audience="admin", site="plant").json()["id"]
    assert house.intake.store.rights(job) == Rights("plant", "admin")
    assert house.ask("supervisor", "GET", f"/v1/jobs/{job}").status_code == 404
    assert house.ask("supervisor", "GET", "/v1/jobs").json()["jobs"] == []


_ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}"
VARYING = re.compile(_ID + r"|\d{4}-\d\d-\d\dT[\d:.+Z]*")


def plain(told: object) -> object:
    """A reply without what differs from one asking to the next: times, ids of replies, scores."""
    changing = {"took_ms", "score", "id", "created", "timings", "added_at", "created_at"}
    changing |= {"age_minutes", "changed_at", "chunk_id", "instance"}
    if isinstance(told, dict):
        return {name: plain(one) for name, one in told.items() if name not in changing}
    if isinstance(told, str):
        return VARYING.sub("", told)
    if isinstance(told, float):
        return round(told, 3)
    return [plain(one) for one in told] if isinstance(told, list) else told


NOBODY = dict.fromkeys(
    ("report", "answer-quokkanaut", "answer-meadowlark", *(one.secret for one in ALL), *REPORTS,
     *(f"page of {one}" for one in REPORTS)), "nobody's"
)  # fmt: skip


def test_to_a_technician_the_plant_is_as_if_nothing_else_were_in_it(tmp_path: Path) -> None:
    whole, _, _ = build(tmp_path / "whole", ALL)
    alone, _, _ = build(tmp_path / "alone", [OPEN])
    for one in (whole, alone):
        plant_report(one)
    plant_reports(whole)
    clients = [
        TestClient(create_app(one), base_url="http://127.0.0.1", headers=headers)
        for one, headers in ((whole, key(whole, "technician", SITE)), (alone, {}))
    ]
    words = (*ABOUT[:2], OPEN.code, ADMINS.code, "QK-799", "quokkanaut seal")
    asked: list[Ask] = [
        *chain.from_iterable(doors(NOBODY)[one] for one in (
            "GET /v1/reports", "GET /v1/handover", "GET /v1/repairs", "POST /v1/history/query",
        )),
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


def test_the_rooms_do_nothing_with_what_is_kept_from_who_asks(tmp_path: Path) -> None:
    """Behind the doors: these ask for the document before they ask for its picture."""
    house, _, ids = build(tmp_path, ALL)
    with closing(house):
        assert house.plant
        technician, supervisor, stranger = (
            house.as_asked_by(Principal.person(name, name, role, frozenset({site})))
            for name, role, site in (
                ("Ravi", "technician", SITE), ("Mila", "supervisor", SITE),
                ("Otto", "admin", "elsewhere"),
            )
        )  # fmt: skip
        known, kept = ids[OPEN.secret], ids[SUPERVISORS.secret]
        marked = supervisor.pictures.page(kept, 1, f"{kept[:12]}-0")
        assert marked.startswith(b"\x89PNG")
        assert supervisor.pictures.figure(kept, 1).startswith(b"\x89PNG")
        for draw in (
            lambda: technician.pictures.page(kept, 1),
            lambda: technician.pictures.page(known, 1, f"{kept[:12]}-0"),
            lambda: technician.pictures.figure(kept, 1),
        ):
            with pytest.raises(NotHere):
                draw()
        note = f"TP-1 stuck near {SUPERVISORS.code} station, changed the belt"
        codes = [one.drafts.of_note(note).value("fault_codes") for one in (supervisor, technician)]
        assert codes == [(SUPERVISORS.code,), None]
        for one in (technician, supervisor, stranger):
            rooms = (one.drafts, one.pictures, one.hearing, one.plates, one.memory, one.packs.bench)
            assert all(room.library is one.library for room in rooms)
        assert technician.memory.plant().hidden_audiences == ("supervisor", "admin")
        assert stranger.memory.plant() is stranger.memory.finder() is None
        told = [(entry.event, entry.who_name) for entry in house.audit.entries()]
    assert told == [
        ("document.read", "Mila"), ("draft.made", "Mila"), ("draft.made", "Ravi"),
    ]  # fmt: skip


def test_a_verified_answer_is_served_to_who_may_read_its_pages(house: House) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": VERIFIED}]}
    told = {
        asker: house.ask(asker, "POST", "/v1/chat/completions", json=body).text
        for asker in ("console", "supervisor", "stranger")
    }
    served = f"The {ADMINS.secret} grease."
    assert {asker for asker, text in told.items() if served in text} == {"console"}


def test_nobody_rates_in_anothers_name(tmp_path: Path) -> None:
    assistant, _, _ = build(tmp_path, [OPEN])
    client = TestClient(create_app(assistant), base_url="http://127.0.0.1")
    fitter = session(assistant, "technician", SITE, "Jin Bo")
    program = key(assistant, "admin", "", "ERP")

    def rate(who: str, asker: dict[str, str]) -> httpx.Response:
        body = {"question": f"as {who}?", "rating": "down", "who": who}
        return client.post("/v1/feedback", json=body, headers=asker)

    refused = rate("Mira", fitter)
    assert refused.status_code == 403
    assert "Leave who out, or say the same." in refused.json()["detail"]
    for who, asker in (("Jin Bo", fitter), ("Mira", program), ("Anton", {})):
        assert rate(who, asker).json() == {"kept": True}
    assistant.gaps.close()
    with assistant.plant.reading() as db:
        kept = {row.question: row.who for row in db.scalars(select(QuestionRow))}
    assert kept == {"as Jin Bo?": "Jin Bo", "as Mira?": "ERP / Mira", "as Anton?": "Anton"}
    assistant.close()
