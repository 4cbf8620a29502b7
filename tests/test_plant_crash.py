"""Killed while reports move, a plant is saved or put back: nothing is lost, nothing is doubled."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import select, text

from assistant.backup.errors import DamagedBackup
from assistant.backup.load import finish, load
from assistant.backup.save import save
from assistant.plant.database import PlantDatabase, sqlite_url
from assistant.reports.publish import Publisher, document_id
from assistant.reports.states import PUBLISHED
from assistant.reports.store import ReportStore
from assistant.reports.tables import OutboxRow, ReportRow
from tests.fakes import HashingEmbedder
from tests.plants import ENGINES, opened
from tests.report_forms import ADA, filled
from tests.shelf import make_document
from tests.victim import victim_of
from vectorstore.errors import LibraryError
from vectorstore.library import Library
from vectorstore.originals import Originals

pytestmark = pytest.mark.process

KILLS = {"sqlite": 50, "postgresql": 10}
SAVES = RESTORES = 20


class Shop:
    """What is there after a kill: reports, their library, and what the victim was told."""

    def __init__(self, plant: PlantDatabase, data: Path) -> None:
        self.plant = plant
        self.store = ReportStore(plant)
        self.data = data
        self.acknowledged = data / "acknowledged"

    def told(self) -> list[tuple[str, int]]:
        """The versions of reports that were acknowledged, in order."""
        if not self.acknowledged.exists():
            return []
        lines = self.acknowledged.read_text("utf-8").splitlines()
        return [(one[0], one[1]) for one in map(json.loads, lines)]

    def logged(self) -> set[tuple[str, int]]:
        """The versions that the log has; each report stands where its log says, and once."""
        with self.plant.reading() as session:
            rows = session.execute(select(ReportRow.id, ReportRow.number)).all()
        numbers = sorted(int(number[-6:]) for _, number in rows)
        assert numbers == list(range(1, len(rows) + 1))
        return {(one, version) for one, _ in rows for version in self._versions(one)}

    def _versions(self, report_id: str) -> range:
        report, events = self.store.get(report_id), self.store.events(report_id)
        assert [event.version for event in events] == list(range(1, report.version + 1))
        assert events[-1].to_status == report.status
        for before, after in pairwise(events):
            assert after.from_status == before.to_status
        return range(1, report.version + 1)

    def wanted(self) -> dict[str, int]:
        """The published reports and their versions."""
        with self.plant.reading() as session:
            rows = select(ReportRow.id, ReportRow.version).where(ReportRow.status.in_(PUBLISHED))
            return {one: version for one, version in session.execute(rows)}  # noqa: C416

    def wishes(self) -> set[str]:
        with self.plant.reading() as session:
            return set(session.scalars(select(OutboxRow.report_id)))


def held(library: Library) -> dict[str, int]:
    """The reports in a library and their versions."""
    assert library.check() == []
    found = {}
    for source, document in library.sources().items():
        (chunk,) = library.chunks(document)
        assert document == document_id(source.removeprefix("report:"))
        found[source.removeprefix("report:")] = int(chunk.chunk_id.rpartition("-")[2])
    return found


@pytest.fixture(params=ENGINES)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    with opened(request.param, tmp_path / "data") as plant:
        (tmp_path / "data").mkdir(exist_ok=True)
        yield Shop(plant, tmp_path / "data")


def test_reports_that_move_are_in_one_state_and_the_library_follows(shop: Shop) -> None:
    url = shop.plant.engine.url.render_as_string(hide_password=False)
    kills, dice = KILLS[shop.plant.engine.dialect.name], np.random.default_rng(7)
    cut_short = unpublished = 0
    with victim_of("move reports") as victim:
        whole = min(victim.do(url, shop.data, shop.acknowledged) for _ in range(3))
        known = shop.logged()
        assert known == set(shop.told())
        for _ in range(kills):
            victim.do(url, shop.data, shop.acknowledged, kill_after=dice.uniform(0, whole))
            settle(shop)
            told, logged = shop.told(), shop.logged()
            assert len(told) == len(set(told)), "a step was acknowledged twice"
            assert set(told) <= logged, "an acknowledged step is lost"
            assert len(logged - known - set(told)) <= 1, "a step was taken that nobody asked for"
            cut_short += known < logged
            known = logged
            with Library.open(shop.data, HashingEmbedder(), small=8) as library:
                stale = dict(held(library).items() ^ shop.wanted().items()).keys()
                assert stale <= shop.wishes(), "what the library lacks is wished for"
                unpublished += bool(stale)
                publisher = Publisher(lambda: shop.plant, library, "plant", ZoneInfo("UTC"))
                assert publisher.drain() == 0
                assert held(library) == shop.wanted()
                publisher.reconcile()
                assert shop.wishes() == set()
    assert cut_short > kills // 4, "too few were killed at work: this proves little"
    assert unpublished, "none was killed between a step and its publication"


def settle(shop: Shop) -> None:
    """Waits until a server has seen that its client is dead."""
    if shop.plant.engine.dialect.name != "postgresql":
        return
    others = text(
        "SELECT count(*) FROM pg_locks JOIN pg_class ON pg_class.oid = relation"
        " WHERE relnamespace = current_schema::regnamespace AND pid <> pg_backend_pid()"
    )
    while True:
        with shop.plant.reading() as session:
            if not session.scalar(others):
                return


class Whole(NamedTuple):
    """A plant, as far as it can be told from another."""

    documents: frozenset[str]
    reports: frozenset[str]


def stock(data: Path, count: int) -> Whole:
    """A plant with so many documents, their originals and reports, and some files of its own."""
    plant, originals = PlantDatabase.open(sqlite_url(data)), Originals(data / "originals")
    with closing(plant), Library.open(data, HashingEmbedder()) as library:
        for number in range(count):
            content = f"{data.name} {number} " * 50_000
            document, chunks = make_document(f"m{number}", [f"AL-{number} belt"], content=content)
            file = data / "upload.txt"
            file.write_text(content, "utf-8")
            staged = originals.stage(file, document.document_id)
            library.add(document, chunks, f"/{number}", keep=staged.place)
            ReportStore(plant).create(filled(title=f"{data.name} {number}"), ADA)
    for number in range(60):
        (data / f"note{number}.txt").write_text(data.name, "utf-8")
    return whole_of(data)


def whole_of(data: Path) -> Whole:
    """What is there, all parts of it being of the same plant."""
    plant, originals = PlantDatabase.open(sqlite_url(data)), Originals(data / "originals")
    with closing(plant), Library.open(data, HashingEmbedder()) as library:
        assert library.check() == []
        documents = frozenset(one.document_id for one in library.documents())
        assert all(originals.path(one) for one in documents)
        with plant.reading() as session:
            titles = frozenset(session.scalars(select(ReportRow.title)))
    (name,) = {file.read_text("utf-8") for file in data.glob("note*.txt")}
    assert all(title.startswith(name) for title in titles)
    return Whole(documents, titles)


def contents(data: Path) -> dict[str, str]:
    """What a backup may not change; SQLite's own helpers come and go."""
    return {
        file.name: sha256(file.read_bytes()).hexdigest()
        for file in (*data.glob("*.*"), *data.glob("originals/*"))
        if file.is_file() and not file.name.endswith(("-wal", "-shm"))
    }


def test_a_backup_that_is_killed_is_none_and_leaves_its_source(tmp_path: Path) -> None:
    data, target, dice = tmp_path / "data", tmp_path / "out" / "plant.tar", np.random.default_rng(7)
    target.parent.mkdir()
    plant, before, parts = stock(data, 6), contents(data), 0
    with victim_of("back up") as victim:
        seconds = min(victim.do(data, target) for _ in range(3))
        first = target.read_bytes()
        for turn in range(SAVES):
            target.write_bytes(first)
            victim.do(data, target, kill_after=dice.uniform(0, seconds))
            assert contents(data) == before
            for part in target.parent.glob(".*.part"):
                parts += not is_whole(part, tmp_path / f"part{turn}", plant)
                part.unlink()
            assert is_whole(target, tmp_path / f"new{turn}", plant)
    assert parts > 2, "too few were killed at work: this proves little"
    save(data, data / "plant.db", target)
    assert not list(data.glob(".backup-*"))


def is_whole(file: Path, folder: Path, plant: Whole) -> bool:
    """Whether a backup can be put back; then nothing of it is missing."""
    try:
        load(file, folder)
    except DamagedBackup:
        return False
    assert whole_of(folder) == plant
    shutil.rmtree(folder)
    return True


def test_a_restore_that_is_killed_leaves_the_old_or_the_new_and_says_so(tmp_path: Path) -> None:
    data, dice = tmp_path / "data", np.random.default_rng(7)
    plants, files = {}, {}
    for name in ("one", "two"):
        plants[name], files[name] = stock(tmp_path / name, 4), tmp_path / f"{name}.tar"
        save(tmp_path / name, tmp_path / name / "plant.db", files[name])
    load(files["two"], data)
    old, new, cut_off, kept = "two", "one", 0, 0
    with victim_of("restore") as victim:
        seconds = min(victim.do(files[name], data) for name in ("one", "two", "one", "two"))
        for turn in range(RESTORES):
            clear(data)
            decided = data / ".restoring" if turn % 2 else None
            wait = dice.uniform(0, seconds / 20 if decided else seconds)
            victim.do(files[new], data, kill_after=wait, once_there=decided)
            if is_cut_off(data):
                cut_off += 1
                assert finish(data)
                assert whole_of(data) == plants[new]
            if whole_of(data) == plants[old]:
                kept += 1
                assert not list(data.glob(".before-restore-*"))
                continue
            assert whole_of(data) == plants[new]
            (aside,) = data.glob(".before-restore-*")
            assert whole_of(aside) == plants[old]
            old, new = new, old
        clear(data)
        victim.do(files[new], data)
    assert not list(data.glob(".restor*"))
    assert min(cut_off, kept) > 2, "too few were killed at work: this proves little"


def is_cut_off(data: Path) -> bool:
    """Whether the folder says so."""
    try:
        Library.open(data, HashingEmbedder()).close()
    except LibraryError as exc:
        return "shiftmate restore" in str(exc)
    return False


def clear(data: Path) -> None:
    for aside in data.glob(".before-restore-*"):
        shutil.rmtree(aside)
