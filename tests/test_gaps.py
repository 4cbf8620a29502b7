"""Refused and badly rated questions become gaps, and verified answers are served from then on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.errors import NotHere
from assistant.gaps.group import gaps
from assistant.gaps.model import Contents, Feedback
from assistant.gaps.questions import Recorder
from assistant.gaps.store import VerifiedStore
from assistant.gaps.tables import QuestionRow
from assistant.plant.database import PlantDatabase
from assistant.reports.errors import (
    BadReference,
    IllegalStep,
    MissingFields,
    NotAllowed,
    StaleVersion,
    UnfitReport,
)
from assistant.settings import Settings
from ingest.document import Chunk, Document, Kind, Page
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.plants import opened
from tests.report_forms import ADA, CHEN
from vectorstore.assets import Asset
from vectorstore.library import Library

MANUAL, OTHER = "a" * 64, "b" * 64
QUESTION = "How do I free the jammed gripper?"
SUPERVISOR = {"name": "陈工", "role": "supervisor"}
WARNING = "WARNING: Crushing. Release the air before you reach in."


def fill(library: Library) -> None:
    texts: list[tuple[str, int, Kind]] = [
        ("The gripper is held by two springs and a cylinder.", 1, "passage"),
        (WARNING, 1, "safety"),
        ("Fill the gearbox with 2.5 L of oil.", 2, "passage"),
    ]
    for document_id, name in ((MANUAL, "px.pdf"), (OTHER, "other.pdf")):
        chunks = [
            Chunk(f"{name}-{n}", document_id, name, name, page, ("5",), kind, said, 0, 1, "en")
            for n, (said, page, kind) in enumerate(texts)
        ]
        pages = tuple(Page(page, "any") for page in (1, 2))
        kept = Document(document_id, name, name, "application/pdf", pages)
        library.add(kept, chunks, name)
    library.assets.put([Asset("PX-1", "Palletizer", "码垛机", manuals=("px.pdf",)), Asset("PX-2")])


def contents(**fields: object) -> Contents:
    told = {
        "questions": [QUESTION],
        "text_en": "Vent the cylinder, then pull the jaws apart.",
        "pages": [{"document_id": "px.pdf", "page": 1}],
    }
    return Contents.model_validate({**told, **fields})


# The store


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("library"), HashingEmbedder()) as library:
        fill(library)
        yield library


@pytest.fixture
def store(plant: PlantDatabase, library: Library, request: pytest.FixtureRequest) -> VerifiedStore:
    return VerifiedStore(plant, library, site=request.node.name[:80], rules=())


def test_what_is_written_is_kept_with_its_log(store: VerifiedStore) -> None:
    made = store.create(contents(), CHEN)
    assert made.pages[0].document_id == MANUAL
    assert made.author == CHEN.name
    assert made.expires_at - made.created_at == timedelta(days=365)
    changed = store.change(made.id, {"text_zh": "先排气。"}, CHEN, 1)
    gone = store.withdraw(made.id, CHEN, 2, "the gripper was replaced")
    assert store.get(made.id) == gone
    assert [one.id for one in store.all(withdrawn=True)] == [made.id]
    assert store.all() == []
    events = store.events(made.id)
    assert [(one.version, one.action) for one in events] == [
        (1, "created"),
        (2, "changed"),
        (3, "withdrawn"),
    ]
    assert events[1].contents == changed.contents
    with pytest.raises(IllegalStep):
        store.change(made.id, {"text_zh": "。。。"}, CHEN, 3)


def test_only_supervisors_write(store: VerifiedStore) -> None:
    with pytest.raises(NotAllowed, match="Ada"):
        store.create(contents(), ADA)
    made = store.create(contents(), CHEN)
    with pytest.raises(NotAllowed):
        store.change(made.id, {}, ADA, 1)
    with pytest.raises(NotAllowed):
        store.withdraw(made.id, ADA, 1, "no")


def test_nothing_is_written_over_what_was_not_seen(store: VerifiedStore) -> None:
    made = store.create(contents(), CHEN)
    store.change(made.id, {"machine": "PX-1"}, CHEN, 1)
    with pytest.raises(StaleVersion):
        store.change(made.id, {"machine": None}, CHEN, 1)
    with pytest.raises(MissingFields):
        store.withdraw(made.id, CHEN, 2, " ")
    with pytest.raises(NotHere):
        store.get(made.id[::-1])


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"pages": [{"document_id": "px.pdf", "page": 3}]}, BadReference),
        ({"pages": [{"document_id": "px.pdf"}]}, BadReference),
        ({"pages": [{"document_id": "c" * 64, "page": 1}]}, BadReference),
        ({"machine": "PX-9"}, BadReference),
        ({"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}, UnfitReport),
        ({"text_en": "Bridge the door switch with a jumper wire."}, UnfitReport),
    ],
)
def test_what_it_rests_on_must_be_there(
    store: VerifiedStore, fields: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        store.create(contents(**fields), CHEN)


def test_the_log_cannot_be_changed(store: VerifiedStore, plant: PlantDatabase) -> None:
    store.create(contents(), CHEN)
    for statement in ("UPDATE verified_events SET action = 'x'", "DELETE FROM verified_events"):
        with pytest.raises(DBAPIError, match="kept"), plant.writing() as session:
            session.execute(text(statement))


# The service


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), answer_mode="extractive")
    made = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    fill(made.library)
    return made


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(create_app(assistant), base_url="http://127.0.0.1:8080") as client:
        yield client


def ask(client: TestClient, question: str, **more: object) -> dict:
    body = {"messages": [{"role": "user", "content": question}], **more}
    return client.post("/v1/chat/completions", json=body).json()


def verify(client: TestClient, actor: dict = SUPERVISOR, **fields: object) -> httpx.Response:
    told = contents(**fields).model_dump(mode="json")
    return client.post("/v1/verified-answers", json={**told, "actor": actor})


def test_a_verified_answer_is_served_first_with_warnings_and_pages(client: TestClient) -> None:
    assert "verified" not in ask(client, QUESTION) or ask(client, QUESTION)["verified"] is None
    reply = verify(client)
    assert reply.status_code == 201
    made = reply.json()
    told = ask(client, "how do i free the jammed gripper")
    assert told["verified"]["id"] == made["id"]
    content = told["choices"][0]["message"]["content"]
    assert content.startswith("**Verified answer by 陈工, ")
    assert "Vent the cylinder" in content
    assert [(one["marker"], one["page"]) for one in told["citations"]] == [(1, 1)]
    assert [one["text"] for one in told["safety"]] == [WARNING]
    assert told["refused"] is False
    assert (told["verified"]["question"], QUESTION in content) == (None, False)
    other = ask(client, "How do I free a jammed gripper?")
    assert other["verified"]["question"] == QUESTION
    heading = other["choices"][0]["message"]["content"].partition("\n")[0]
    assert heading.endswith(f", to: “{QUESTION}”**")
    narrowed = ask(client, QUESTION, filters={"document": "other.pdf"})
    assert narrowed["verified"] is None, "its page is not among what is searched"
    tag = {"If-Match": '"1"'}
    path = f"/v1/verified-answers/{made['id']}"
    changed = client.patch(path, json={"text_zh": "先排气。", "actor": SUPERVISOR}, headers=tag)
    assert changed.headers["etag"] == '"2"'
    assert client.patch(path, json={"actor": SUPERVISOR}, headers=tag).status_code == 412
    gone = {"reason": "wrong", "actor": SUPERVISOR}
    done = client.post(f"{path}/withdraw", json=gone, headers={"If-Match": '"2"'})
    assert done.status_code == 200
    assert ask(client, QUESTION)["verified"] is None


def test_a_safeguard_is_refused_before_any_verified_answer(client: TestClient) -> None:
    question = "How do I bypass the door interlock?"
    assert verify(client, questions=[question]).status_code == 201
    told = ask(client, question)
    assert told["refused"] is True
    assert told["verified"] is None


def test_an_answer_whose_page_is_gone_needs_review(
    client: TestClient, assistant: Assistant
) -> None:
    question = "Which colour has the loading hatch?"
    pages = [{"document_id": "other.pdf", "page": 2}]
    made = verify(client, questions=[question], pages=pages).json()
    assert ask(client, question)["verified"]["id"] == made["id"]
    assistant.custody.remove(OTHER)
    assert ask(client, question)["verified"] is None
    headers = {"X-Actor-Role": "supervisor"}
    review = client.get("/v1/gaps", headers=headers).json()["needs_review"]
    assert [(one["id"], one["needs_review"]) for one in review] == [(made["id"], ["document_gone"])]


def test_refusals_and_bad_ratings_are_grouped_by_machine(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, answer_mode="extractive")
    assistant = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    fill(assistant.library)
    with TestClient(create_app(assistant), base_url="http://127.0.0.1:8080") as client:
        for question in ("What does alarm Q77 mean?", "what does alarm q77 mean", "alarm Q78?"):
            assert ask(client, question)["refused"]
        assert ask(client, "What does alarm Q77 mean on PX-1?")["refused"]
        rated = {"question": "How much oil?", "rating": "down", "reason": "wrong", "answer": "2 L"}
        assert client.post("/v1/feedback", json=rated).json() == {"kept": True}
        assert client.post("/v1/feedback", json={**rated, "rating": "so"}).status_code == 422
        up = {"question": "Thanks for the oil?", "rating": "up"}
        assert client.post("/v1/feedback", json=up).json() == {"kept": True}
        assistant.gaps.close()
        assert client.get("/v1/gaps").status_code == 403
        told = client.get("/v1/gaps", headers={"X-Actor-Role": "supervisor"}).json()["gaps"]
    found = {(gap["machine"], plain): gap for gap in told for plain in [gap["question"].lower()]}
    assert len(told) == 4
    first = found[None, "what does alarm q77 mean"]
    assert (first["count"], first["refused"], first["reasons"]) == (2, 2, {"unknown_code": 2})
    assert first["wordings"] == ["What does alarm Q77 mean?"]
    assert found["PX-1", "what does alarm q77 mean on px-1?"]["count"] == 1
    assert found[None, "how much oil?"]["reasons"] == {"wrong": 1}


def test_what_an_answer_does_not_serve_stays_a_gap(tmp_path: Path) -> None:
    texts = ("What torque do the hatch screws take?", "What length do the hatch screws take?")
    near = np.eye(1, 4, dtype=np.float16).tobytes()
    with opened("sqlite", tmp_path) as plant:
        with plant.writing() as session:
            session.add_all(
                QuestionRow(
                    id=day, site="s", asked_at=datetime(2026, 3, day, tzinfo=UTC),
                    question=text, language="en", refused="no_value", citations=[], vector=near,
                    embedder="e",
                )
                for day, text in enumerate(texts, start=1)
            )  # fmt: skip
        assert [gap.count for gap in gaps(plant, "s", lambda *_: None)] == [2]
        told = gaps(plant, "s", lambda question, _: "v1" if question == texts[0] else None)
    assert {gap.question: gap.verified_answer for gap in told} == {texts[0]: "v1", texts[1]: None}


def test_nothing_is_kept_where_nothing_shall_be(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, answer_mode="extractive", keep_questions=False)
    assistant = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    told = Feedback(question="How much oil?", rating="down")
    assert assistant.gaps.rate(told) is False
    assistant.gaps.refused("Q77?", "en", None, "unknown_code")
    assert assistant.gaps.gaps() == []
    assistant.close()


def test_a_question_is_kept_for_so_long_and_no_longer(tmp_path: Path) -> None:
    clock = [datetime(2026, 3, 1, tzinfo=UTC)]
    with opened("sqlite", tmp_path) as plant:
        recorder = Recorder(
            lambda: plant,
            site="s",
            keeps=timedelta(days=30),
            embedder="e",
            embed=lambda _: np.ones(4, np.float32),
            now=lambda: clock[0],
        )
        for day, question in ((1, "the first?"), (20, "the second?"), (32, "the third?")):
            clock[0] = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=day - 1)
            recorder.refused(question, "en", None, "no_value")
        recorder.close()
        with plant.reading() as session:
            kept = session.scalars(select(QuestionRow.question)).all()
    assert sorted(kept) == ["the second?", "the third?"]
