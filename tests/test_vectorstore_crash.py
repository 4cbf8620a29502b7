"""A process that ingests is killed again and again; what the library lists, it always has."""

import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.identity import content_hash
from tests.fakes import HashingEmbedder
from tests.shelf import make_document
from tests.victim import Victim, victim_of
from vectorstore.library import Library
from vectorstore.originals import Originals
from vectorstore.records import Position
from vectorstore.sync import sync
from vectorstore.vectors import VectorIndex

ROUNDS = 12
MANUALS = 5


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    with victim_of("ingest") as victim:
        yield victim


def ingest(victim: Victim, folder: Path, kill_after: float | None = None) -> float:
    """Ingests ``folder/manuals`` into ``folder/data``; the seconds it lived."""
    return victim.do(folder / "data", folder / "manuals", kill_after=kill_after)


def write_manuals(folder: Path, edition: int) -> set[str]:
    """Writes them anew and returns their content hashes."""
    folder.mkdir(exist_ok=True)
    for number in range(MANUALS):
        sections = "\n\n".join(
            f"# Fault E-{part:02d}\n\nEdition {edition} of manual {number}: "
            + f"第{number}轴过电流报警，检查电机电缆。Replace the fuse {part}. " * 4
            for part in range(4)
        )
        (folder / f"manual{number}.md").write_text(sections, "utf-8")
    return {content_hash(path) for path in folder.iterdir()}


def faults_of(library: Library, originals: Originals) -> list[str]:
    faults = library.check()
    for document in library.documents():
        if not document.chunk_count:
            faults.append(f"{document.file_name} has no chunks")
        if originals.path(document.document_id) is None:
            faults.append(f"{document.file_name} has lost its original")
    return faults


@pytest.mark.process
def test_an_ingest_killed_at_any_moment_leaves_whole_documents(tmp_path, victim):
    data, manuals = tmp_path / "data", tmp_path / "manuals"
    originals = Originals(data / "originals")
    for edition in (-1, 0):
        write_manuals(manuals, edition)
        whole = ingest(victim, tmp_path)
    dice = np.random.default_rng(7)
    cut_short = 0
    for edition in range(1, ROUNDS + 1):
        current = write_manuals(manuals, edition)
        ingest(victim, tmp_path, kill_after=dice.uniform(0, whole))
        with Library.open(data, HashingEmbedder()) as library:
            assert faults_of(library, originals) == []
            there = set(library.sources().values())
        assert len(there) == MANUALS
        cut_short += 0 < len(there & current) < MANUALS
    with Library.open(data, HashingEmbedder()) as library:
        report = sync([manuals], library, originals)
        assert {result.state for result in report.results} <= {"replaced", "unchanged"}
        assert set(library.sources().values()) == current
        assert faults_of(library, originals) == []
        found = library.lexical(f"Edition {ROUNDS}", MANUALS)
        assert all(f"Edition {ROUNDS} of" in hit.chunk.text for hit in found)
        kept = [path for path in originals.folder.iterdir() if path.suffix != ".part"]
        assert {path.stem for path in kept} == current
    assert cut_short > 2, "too few rounds were killed at work: this proves little"


def test_documents_committed_but_not_yet_in_the_index_file_are_found(tmp_path):
    with Library.open(tmp_path, HashingEmbedder()) as library:
        library.add(*make_document("first", ["the spindle is hot"]), "/first")
    saved = (tmp_path / "vectors.faiss").read_bytes()
    with Library.open(tmp_path, HashingEmbedder()) as library:
        library.remove(make_document("first", [])[0].document_id)
        library.add(*make_document("second", ["the gripper is stuck"]), "/second")
    (tmp_path / "vectors.faiss").write_bytes(saved)  # as if killed before the file was replaced
    with Library.open(tmp_path, HashingEmbedder()) as library:
        assert library.check() == []
        assert [hit.chunk.text for hit in library.dense("gripper", 5)] == ["the gripper is stuck"]


DAMAGES = {
    "absent": None,
    "empty": b"",
    "foreign": b"PNG\n1\n{}\n\x00",
    "cut short": b"shiftmate vectors 2\n",
    "no checksum": b"shiftmate vectors 2\nx\n{}\n\x00",
    "no facts": b"shiftmate vectors 2\n%d\n{}\n" % zlib.crc32(b"{}"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_useless_index_file_is_made_again(tmp_path, damage):
    with Library.open(tmp_path, HashingEmbedder()) as library:
        library.add(*make_document("first", ["the spindle is hot"]), "/first")
    file = tmp_path / "vectors.faiss"
    file.unlink()
    if (content := DAMAGES[damage]) is not None:
        file.write_bytes(content)
    with Library.open(tmp_path, HashingEmbedder()) as library:
        assert library.check() == []
        assert len(library.dense("spindle", 5)) == 1


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_flipped_byte_in_the_index_file_is_noticed(whole_index, place, flip):
    content = bytearray(whole_index.read_bytes())
    content[place % len(content)] ^= flip
    broken = whole_index.with_name("broken")
    broken.write_bytes(content)
    index = VectorIndex.load(broken, "me", 4)
    assert index is None or index.position == Position(2, 0)


@pytest.fixture(scope="module")
def whole_index(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("index") / "whole"
    index = VectorIndex(4)
    index.update(np.array([1, 2]), np.eye(4, dtype=np.float32)[:2], [], Position(2, 0))
    index.save(path, "me")
    return path


def test_the_index_of_another_library_is_not_believed(tmp_path):
    for name, text in (("one", "the spindle is hot"), ("two", "the gripper is stuck")):
        with Library.open(tmp_path / name, HashingEmbedder()) as library:
            library.add(*make_document(name, [text]), "/manual")
    shutil.copy(tmp_path / "one" / "vectors.faiss", tmp_path / "two" / "vectors.faiss")
    with Library.open(tmp_path / "two", HashingEmbedder()) as library:
        assert library.check() == []


def test_an_index_ahead_of_its_rows_is_not_believed(tmp_path):
    with Library.open(tmp_path, HashingEmbedder()) as library:
        library.add(*make_document("first", ["the spindle is hot"]), "/first")
    with sqlite3.connect(tmp_path / "shiftmate.db") as db:
        backup = sqlite3.connect(tmp_path / "backup.db")
        db.backup(backup)
        backup.close()
    db.close()
    with Library.open(tmp_path, HashingEmbedder()) as library:
        library.add(*make_document("second", ["the gripper is stuck"]), "/second")
    (tmp_path / "backup.db").replace(tmp_path / "shiftmate.db")
    with Library.open(tmp_path, HashingEmbedder()) as library:
        assert library.check() == []
        assert len(library.dense("anything", 5)) == 1


def test_check_tells_of_rows_that_lost_their_words_or_vectors(tmp_path):
    with Library.open(tmp_path, HashingEmbedder()) as library:
        library.add(*make_document("first", ["the spindle is hot", "cool it"]), "/first")
        assert library.check() == []
        db = sqlite3.connect(tmp_path / "shiftmate.db")
        with db:
            db.execute("DELETE FROM vectors WHERE id = 1")
            db.execute("DELETE FROM keywords WHERE rowid = 2")
            db.execute("DELETE FROM pages")
            db.execute("DELETE FROM sources")
        db.close()
        faults = "\n".join(library.check())
    for sign in ("words", "a vector", "vector index", "pages are missing", "no source"):
        assert sign in faults


@pytest.mark.process
def test_a_running_service_finds_what_another_process_ingests(tmp_path, victim):
    write_manuals(tmp_path / "manuals", 1)
    with Library.open(tmp_path / "data", HashingEmbedder()) as library:
        assert library.dense("fuse", 5) == library.lexical("fuse", 5) == []
        ingest(victim, tmp_path)
        assert len(library.dense("fuse", 5)) == len(library.lexical("fuse", 5)) == 5
        library.remove(next(iter(library.sources().values())))
        ingest(victim, tmp_path)
        assert len(library.documents()) == MANUALS
        assert library.check() == []
