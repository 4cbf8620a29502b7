"""When a document changed: whatever changes what is told of it moves it, and nothing is missed."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.backup.load import load
from assistant.backup.save import save
from assistant.build import Assistant
from assistant.plant.database import PlantDatabase, sqlite_url
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.shelf import make_document
from vectorstore.library import Library
from vectorstore.originals import Originals
from vectorstore.readers import FOR_ALL, Rights
from vectorstore.sources import upload_source
from vectorstore.sync import sync

LINES = ["Switch off.", "Lock out.", "Wait five minutes.", "Open the guard."]
FEW = Rights(audience="supervisor")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "data", HashingEmbedder()) as opened:
        yield opened
        assert opened.check() == []


def put(library: Library, mark: str, folder: str = "") -> str:
    """A revision of the press's manual, sent in; its id."""
    document, chunks = make_document(f"press {mark}", [*LINES, f"Tighten {mark}"])
    document = replace(document, title=f"Press Manual Rev. {mark}", revision=f"Rev. {mark}")
    library.add(document, chunks, upload_source(document.document_id, folder))
    return document.document_id


def tick(passed: str = "") -> datetime:
    """A moment after any that was noted before, or that is given."""
    passed = max(passed, datetime.now(UTC).isoformat(timespec="milliseconds"))
    while (now := datetime.now(UTC)).isoformat(timespec="milliseconds") <= passed:
        pass
    return now


def moved(library: Library, change: Callable[[], object]) -> set[str]:
    """Marks of the documents here that a change moved, each behind all that were noted before."""
    before = {one.document_id: one for one in library.documents()}
    latest = max(one.changed_at for one in before.values())
    tick(latest)
    change()
    after = [one for one in library.documents() if one.changed_at > latest]
    for one in library.documents():
        was = before.get(one.document_id, one)
        assert one in after or one == was
        assert one.added_at == was.added_at
    return {one.revision.removeprefix("Rev. ") for one in after}


def test_a_document_came_when_it_was_added(library: Library) -> None:
    began = tick()
    record = library.document(put(library, "A"))
    assert record
    assert began.isoformat(timespec="milliseconds") <= record.added_at <= record.changed_at


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda library, one: library.restrict(one, FEW), "AB"),
        (lambda library, one: library.restrict(one, Rights("north")), "AB"),
        (lambda library, one: library.restrict(one, FOR_ALL), ""),
        (lambda library, _: put(library, "B"), "B"),
        (lambda library, _: put(library, "C"), "ABC"),
        (lambda library, one: library.link(upload_source(one, "line 3"), one), "B"),
        (lambda library, one: library.link(upload_source(one), one), ""),
        (lambda library, one: library.link(upload_source(one), one, FEW), "AB"),
        (lambda library, one: library.detach(upload_source(one, "line 1")), "B"),
        (lambda library, one: library.remove(one), "A"),
    ],
    ids=["audience", "site", "as it was", "read again", "superseded", "another folder",
         "the same source", "stricter by it", "left a folder", "removed"],
)  # fmt: skip
def test_what_is_done_to_a_document_moves_it(
    library: Library, change: Callable[[Library, str], object], expected: str
) -> None:
    """And the older one, where it may be told of another successor now."""
    put(library, "A")
    one = put(library, "B")
    library.link(upload_source(one, "line 1"), one)
    document, chunks = make_document("lathe", ["Grease it."])
    library.add(replace(document, revision="lathe"), chunks, "/lathe.pdf")
    assert moved(library, lambda: change(library, one)) == set(expected)


def test_what_is_superseded_and_current_again_moved_twice(library: Library) -> None:
    one = put(library, "A")
    assert moved(library, lambda: put(library, "B")) == {"A", "B"}
    record = library.document(one)
    assert record
    assert record.superseded_by
    newer = record.superseded_by
    assert moved(library, lambda: library.remove(newer)) == {"A"}


def test_a_path_that_brings_another_document_moves_both(library: Library) -> None:
    older, one = put(library, "A"), put(library, "B")
    elsewhere = upload_source("0", "line 9")
    library.link(elsewhere, one)
    assert moved(library, lambda: library.link(elsewhere, older)) == {"A", "B"}


def test_a_folder_that_is_looked_through_again_moves_nothing(
    library: Library, tmp_path: Path
) -> None:
    manuals, originals = tmp_path / "manuals", Originals(tmp_path / "originals")
    manuals.mkdir()
    (manuals / "press.txt").write_text("Grease the press once a year.", "utf-8")
    sync([manuals], library, originals)
    assert moved(library, lambda: sync([manuals], library, originals)) == set()


def test_a_change_that_is_undone_moves_nothing(library: Library) -> None:
    put(library, "A")
    document, chunks = make_document("press B", [*LINES, "Tighten B"])

    def fail() -> None:
        raise OSError("the disk is full")

    def add() -> None:
        with pytest.raises(OSError, match="full"):
            library.add(replace(document, revision="Rev. B"), chunks, "/b", keep=fail)

    assert moved(library, add) == set()


# -- a library of an earlier release -------------------------------------------------------------


def made_older(file: Path) -> None:
    """Takes out of a database what the release before did not have."""
    with closing(sqlite3.connect(file)) as db, db:
        triggers = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute("ALTER TABLE documents DROP COLUMN changed_at")


def test_an_older_library_is_brought_up_where_it_is_by_whoever_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Library.open(folder, HashingEmbedder()) as library:
        one, _ = put(library, "A"), put(library, "B")
        library.restrict(one, FEW)
    made_older(folder / "shiftmate.db")

    def opened(_: int) -> None:
        Library.open(folder, HashingEmbedder()).close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(opened, range(4)))
    with Library.open(folder, HashingEmbedder()) as library:
        assert [one.changed_at for one in library.documents()] == [
            one.added_at for one in library.documents()
        ]
        assert moved(library, lambda: library.restrict(one, FOR_ALL)) == {"A"}
        assert library.check() == []


def test_an_older_releases_backup_comes_back(tmp_path: Path) -> None:
    folder, file = tmp_path / "data", tmp_path / "plant.tar"
    with Library.open(folder, HashingEmbedder()) as library:
        one = put(library, "A")
    PlantDatabase.open(sqlite_url(folder)).close()
    made_older(folder / "shiftmate.db")
    save(folder, folder / "plant.db", file)
    load(file, tmp_path / "new")
    with Library.open(tmp_path / "new", HashingEmbedder()) as library:
        assert moved(library, lambda: library.restrict(one, FEW)) == {"A"}


# -- over HTTP -----------------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Assistant]:
    settings = Settings(data_dir=tmp_path, gate=0.3)
    with closing(Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))) as assistant:
        yield assistant


@pytest.fixture
def client(house: Assistant) -> TestClient:
    return TestClient(create_app(house), base_url="http://127.0.0.1:8080")


def since(client: TestClient, moment: datetime | str, **query: str | int) -> dict:
    told = moment if isinstance(moment, str) else moment.isoformat()
    reply = client.get("/v1/documents", params={"updated_since": told, **query})
    assert reply.status_code == 200, reply.text
    return reply.json()


def marks(reply: dict) -> list[str]:
    return [one["revision"] for one in reply["documents"]]


def test_who_follows_changes_is_told_of_restricted_and_superseded_ones(
    house: Assistant, client: TestClient
) -> None:
    one, _ = put(house.library, "B"), house.library.add(*make_document("lathe", ["Grease."]), "/l")
    read = client.get(f"/v1/documents/{one}")
    before = tick()
    assert marks(since(client, before)) == []
    etag = {"If-Match": read.headers["ETag"]}
    told = client.patch(f"/v1/documents/{one}", json={"audience": "supervisor"}, headers=etag)
    assert told.json()["changed_at"] > read.json()["changed_at"]
    assert told.json()["added_at"] == read.json()["added_at"]
    assert since(client, before)["documents"] == [told.json()]
    tick()
    put(house.library, "A")  # which is older, and is told after B all the same
    assert marks(since(client, before)) == ["Rev. B", "Rev. A"]
    newer = put(house.library, "C")
    before = tick()
    client.delete(f"/v1/documents/{newer}")
    assert set(marks(since(client, before))) == {"Rev. A", "Rev. B"}


def test_what_changes_between_two_pages_is_told_again(house: Assistant, client: TestClient) -> None:
    names = ["a", "b", "c"]
    began = tick()
    for name in names:
        house.library.add(*make_document(name, [f"Grease {name}."]), f"/{name}")
        tick()
    first = since(client, began, limit=2)
    seen = [one["file_name"] for one in first["documents"]]
    house.library.restrict(first["documents"][0]["id"], FEW)
    rest = since(client, began, limit=2, cursor=first["next_cursor"])
    seen += [one["file_name"] for one in rest["documents"]]
    assert seen == ["a.pdf", "b.pdf", "c.pdf", "a.pdf"]
    assert rest["next_cursor"] is None
    again = since(client, rest["documents"][-1]["changed_at"])["documents"]
    assert [one["file_name"] for one in again] == ["a.pdf"]


def test_a_cursor_goes_with_the_list_that_gave_it(house: Assistant, client: TestClient) -> None:
    for name in ("a", "b"):
        house.library.add(*make_document(name, [f"Grease {name}."]), f"/{name}")
    moment = {"updated_since": "2026-01-01T00:00:00Z"}
    for asked, other in (({}, moment), (moment, {})):
        given = client.get("/v1/documents", params={"limit": 1, **asked}).json()["next_cursor"]
        refused = client.get("/v1/documents", params={"cursor": given, **other})
        assert refused.status_code == 422
        rest = client.get("/v1/documents", params={"cursor": given, **asked}).json()["documents"]
        assert [one["file_name"] for one in rest] == ["b.pdf"]
