"""A plant in one file: one moment of it, though it is at work; nothing broken is put back."""

import json
import os
import shutil
import sqlite3
import tarfile
import threading
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from assistant.access.desk import Access
from assistant.backup.errors import (
    BadPlace,
    BeingRestored,
    CutOff,
    DamagedBackup,
    NotEmpty,
    NothingToSave,
    Served,
)
from assistant.backup.load import finish, load
from assistant.backup.room import alone
from assistant.backup.save import save
from assistant.backup.served import not_serving, serving
from assistant.errors import PlantUnavailable
from assistant.plant.database import PlantDatabase, sqlite_url
from assistant.reports.store import ReportStore
from tests.access import CHEAP, CONSOLE
from tests.fakes import HashingEmbedder
from tests.report_forms import ADA, filled
from tests.shelf import make_document
from vectorstore.errors import LibraryError
from vectorstore.library import Library
from vectorstore.originals import Originals


class Plant:
    """Documents with their originals, and reports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = Library.open(folder, HashingEmbedder())
        self.originals = Originals(folder / "originals")
        self.database = PlantDatabase.open(sqlite_url(folder))
        self.reports = ReportStore(self.database)
        self.count = 0

    def work(self) -> None:
        """One more document, with its original in the same transaction, and one more report."""
        self.count += 1
        name = f"m{self.count}"
        document, chunks = make_document(name, [f"AL-{self.count} belt"], content=name)
        file = self.folder.parent / f"{name}.pdf"
        file.write_text(name, "utf-8")
        staged = self.originals.stage(file, document.document_id)
        self.library.add(document, chunks, f"/{name}.pdf", keep=staged.place)
        self.reports.create(filled(), ADA)

    def close(self) -> None:
        self.library.close()
        self.database.close()


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    made = Plant(tmp_path / "data")
    made.work()
    return made


def test_what_was_saved_comes_back(plant: Plant, tmp_path: Path) -> None:
    (plant.folder / "glossary.tsv").write_text("泵\tpump\n", "utf-8")
    upload = plant.folder / "incoming" / "job" / "0000" / "手册.pdf"
    upload.parent.mkdir(parents=True)
    upload.write_bytes(b"%PDF")
    file = tmp_path / "plant.tar"
    save(plant.folder, plant.folder / "plant.db", file)
    plant.close()
    assert file.stat().st_mode & 0o077 == 0
    load(file, tmp_path / "new")
    again = Plant(tmp_path / "new")
    assert again.library.check() == []
    assert again.library.search([], 1) == []
    (record,) = again.library.documents()
    assert again.originals.path(record.document_id)
    assert again.reports.numbered("FR-2026-000001") or again.reports.numbered("FR-2027-000001")
    assert (again.folder / "incoming/job/0000/手册.pdf").read_bytes() == b"%PDF"
    assert (again.folder / "glossary.tsv").exists()
    assert not list(plant.folder.glob(".backup-*")) + list(again.folder.glob(".restore-*"))
    again.close()


def test_nobody_is_signed_in_after_a_restore(plant: Plant, tmp_path: Path) -> None:
    file = tmp_path / "plant.tar"
    access = Access(plant.database, hasher=CHEAP)
    ada = access.people.add("Ada", "admin", by=CONSOLE, password="gears turn slowly")  # noqa: S106
    tokens = [access.sign_in("Ada", "gears turn slowly")[1] for _ in range(2)]
    _, key = access.keys.create("ERP", ["docs:read"], by=CONSOLE)
    save(plant.folder, plant.folder / "plant.db", file)
    assert access.sessions.principal_of(tokens[0]) is not None, "a backup ends nothing"
    plant.close()
    assert load(file, tmp_path / "new").signed_out == 2
    assert not list((tmp_path / "new").glob("plant.db-*"))
    again = PlantDatabase.open(sqlite_url(tmp_path / "new"))
    access = Access(again, hasher=CHEAP)
    assert [access.sessions.principal_of(token) for token in tokens] == [None, None]
    assert access.sessions.of(ada.id) == []
    access.sign_in("Ada", "gears turn slowly")
    assert access.keys.principal_of(key) is not None, "what was revoked since cannot be known"
    again.close()


def test_a_plant_at_work_is_saved_at_one_moment(plant: Plant, tmp_path: Path) -> None:
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set() and plant.count < 60:
            plant.work()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for number in range(2):
            save(plant.folder, plant.folder / "plant.db", tmp_path / f"{number}.tar")
    finally:
        stop.set()
        worker.join()
    for number in range(2):
        load(tmp_path / f"{number}.tar", tmp_path / f"new{number}")
        again = Plant(tmp_path / f"new{number}")
        assert again.library.check() == []
        ids = {record.document_id for record in again.library.documents()}
        assert ids == {path.name[:64] for path in again.originals.folder.glob("*.pdf")}
        with closing(sqlite3.connect(again.folder / "plant.db")) as db:
            (reports,) = db.execute("SELECT count(*) FROM reports").fetchone()
            (events,) = db.execute("SELECT count(*) FROM report_events").fetchone()
        assert reports == events > 0
        again.close()
    plant.close()


def test_a_plant_is_only_replaced_on_purpose(plant: Plant, tmp_path: Path) -> None:
    file = tmp_path / "plant.tar"
    save(plant.folder, plant.folder / "plant.db", file)
    plant.work()
    plant.close()
    with pytest.raises(NotEmpty, match="--force"):
        load(file, plant.folder)
    restored = load(file, plant.folder, force=True)
    assert restored.aside is not None
    for folder, documents in ((restored.aside, 2), (plant.folder, 1)):
        with Library.open(folder, HashingEmbedder()) as library:
            assert len(library.documents()) == documents


def test_nothing_is_put_back_under_a_service(plant: Plant, tmp_path: Path) -> None:
    file = tmp_path / "plant.tar"
    with serving(plant.folder), serving(plant.folder):
        save(plant.folder, plant.folder / "plant.db", file)
        before = sorted(plant.folder.iterdir())
        with pytest.raises(Served, match="Stop it"):
            load(file, plant.folder, force=True)
        assert sorted(plant.folder.iterdir()) == before
    plant.close()
    with not_serving(plant.folder):
        with pytest.raises(BeingRestored, match="has ended"), serving(plant.folder):
            pass
        with pytest.raises(Served):
            load(file, plant.folder, force=True)
    assert load(file, plant.folder, force=True).aside is not None


@pytest.mark.parametrize("is_old_out", [False, True])
def test_a_restore_that_was_cut_off_is_told_and_finished(
    plant: Plant, tmp_path: Path, is_old_out: bool
) -> None:
    file, data = tmp_path / "plant.tar", plant.folder
    save(data, data / "plant.db", file)
    plant.work()
    plant.close()
    with tarfile.open(file) as tar:
        tar.extractall(data / ".restoring" / "new", filter="data")
    (data / ".restoring" / "new" / "manifest.json").unlink()
    old = data / ".restoring" / "old"
    old.mkdir()
    for entry in [entry for entry in data.iterdir() if is_old_out and entry.name[0] != "."]:
        entry.rename(old / entry.name)
    with pytest.raises(LibraryError, match="cut off"):
        Library.open(data, HashingEmbedder())
    with pytest.raises(PlantUnavailable, match="cut off"):
        PlantDatabase.open(sqlite_url(data))
    with pytest.raises(CutOff, match="without a file"):
        load(file, data, force=True)
    with pytest.raises(CutOff, match="without a file"):
        save(data, data / "plant.db", tmp_path / "again.tar")
    assert (finish(data), finish(data), finish(tmp_path / "none")) == (True, False, False)
    (aside,) = data.glob(".before-restore-*")
    for folder, documents in ((aside, 2), (data, 1)):
        with Library.open(folder, HashingEmbedder()) as library:
            assert len(library.documents()) == documents


def test_what_killed_processes_left_is_swept(plant: Plant, tmp_path: Path) -> None:
    data, file = plant.folder, tmp_path / "plant.tar"
    left = [tmp_path / ".shiftmate-backup-old.part", tmp_path / ".shiftmate-backup-new.part"]
    for part in left:
        part.touch()
    os.utime(left[0], (0, 0))
    (data / ".backup-killed").mkdir()
    (data / ".backup-at-work").mkdir()
    with alone(data / ".backup-at-work"):
        save(data, data / "plant.db", file)
    assert [part.exists() for part in left] == [False, True]
    assert [one.name for one in data.glob(".backup-*")] == [".backup-at-work"]
    plant.close()


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup."""
    folder = tmp_path_factory.mktemp("saved")
    plant = Plant(folder / "data")
    plant.work()
    save(plant.folder, plant.folder / "plant.db", folder / "plant.tar")
    plant.close()
    return folder / "plant.tar"


def rewritten(file: Path, change: str) -> None:
    """The backup with one thing about it changed."""
    with tarfile.open(file) as tar:
        members = {one.name: tar.extractfile(one).read() for one in tar.getmembers()}
    told = json.loads(members["manifest.json"])
    name = next(name for name in members if name.startswith("originals/"))
    match change:
        case "no manifest":
            del members["manifest.json"]
        case "a byte":
            members[name] = b"X" + members[name][1:]
        case "a file too few":
            del members[name]
        case "a file too many":
            members["more.txt"] = b""
        case "a broken database":
            page = members["plant.db"]
            members["plant.db"] = page[:4096] + os.urandom(4096) + page[8192:]
            digest = sha256(members["plant.db"]).hexdigest()
            told["files"]["plant.db"]["sha256"] = digest
            members["manifest.json"] = json.dumps(told).encode()
        case "a way out":
            members["../../out.txt"] = b"out"
    with tarfile.open(file, "w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            part = file.with_suffix(".part")
            part.write_bytes(content)
            with part.open("rb") as stream:
                tar.addfile(info, stream)


@pytest.mark.parametrize(
    "change",
    [
        "no manifest",
        "a byte",
        "a file too few",
        "a file too many",
        "a broken database",
        "a way out",
        "half of it",
        "no tar",
    ],
)
def test_nothing_broken_is_put_back(saved: Path, tmp_path: Path, change: str) -> None:
    file = Path(shutil.copy(saved, tmp_path))
    if change == "half of it":
        os.truncate(file, file.stat().st_size // 2)
    elif change == "no tar":
        file.write_bytes(b"nothing of the kind")
    else:
        rewritten(file, change)
    target = tmp_path / "new"
    with pytest.raises(DamagedBackup, match=r"plant\.tar"):
        load(file, target)
    assert [one.name for one in target.iterdir()] == [".served"]
    assert not list(tmp_path.rglob("out.txt"))


def test_there_is_something_to_save_and_a_place_for_it(plant: Plant, tmp_path: Path) -> None:
    with pytest.raises(NothingToSave, match="SHIFTMATE_DATA_DIR"):
        save(tmp_path / "nowhere", None, tmp_path / "plant.tar")
    with pytest.raises(BadPlace, match="outside"):
        save(plant.folder, None, plant.folder / "plant.tar")
    manifest = save(plant.folder, None, tmp_path / "plant.tar")
    assert not manifest.has_plant
    plant.close()
