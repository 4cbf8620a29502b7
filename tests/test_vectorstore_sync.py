import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.identity import content_hash
from tests.fakes import HashingEmbedder
from vectorstore.library import Library
from vectorstore.originals import ChangedFile, Originals
from vectorstore.sync import FileResult, SyncReport, source_name, sync, take_in, tidy
from vectorstore.watcher import Step, Watcher


class Plant:
    """A folder of manuals and the library that should equal it."""

    def __init__(self, root: Path) -> None:
        self.manuals = root / "manuals"
        self.manuals.mkdir()
        self.library = Library.open(root / "data", HashingEmbedder())
        self.originals = Originals(root / "data" / "originals")

    def write(self, name: str, text: str) -> Path:
        path = self.manuals / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"# Faults\n\n{text}\n", "utf-8")
        return path

    def sync(self, *paths: Path, **options) -> SyncReport:
        return sync(paths or [self.manuals], self.library, self.originals, **options)

    def states(self, *paths: Path, **options) -> dict[str, str]:
        return {r.path.name: r.state for r in self.sync(*paths, **options).results}

    def kept(self) -> set[str]:
        return {path.name for path in self.originals.folder.iterdir()}


@pytest.fixture
def plant(tmp_path):
    made = Plant(tmp_path)
    yield made
    assert made.library.check() == []
    for record in made.library.documents():
        original = made.originals.path(record.document_id)
        assert original is not None
        assert content_hash(original) == record.document_id
    made.library.close()


def test_new_changed_and_unchanged_files_are_told_apart(plant):
    plant.write("a.md", "alarm E-07")
    plant.write("b.md", "alarm E-08")
    assert plant.states() == {"a.md": "added", "b.md": "added"}
    plant.write("b.md", "alarm E-09")
    assert plant.states() == {"a.md": "unchanged", "b.md": "replaced"}
    assert plant.library.lexical("E09", 5)[0].chunk.file_name == "b.md"
    assert all("E-08" not in hit.chunk.text for hit in plant.library.lexical("E08", 5))
    assert len(plant.kept()) == 2


def test_a_result_tells_pages_chunks_and_seconds(plant):
    file = plant.write("a.md", "alarm E-07")
    for state in ("added", "unchanged"):
        (result,) = plant.sync().results
        assert (result.path, result.state, result.reason) == (file, state, None)
        assert result.document_id == content_hash(file)
        assert result.chunks == plant.library.chunk_count > 0
        assert result.seconds > 0


def test_one_bad_file_stops_no_other(plant):
    plant.write("z.md", "alarm E-07")
    (plant.manuals / "a.pdf").write_bytes(b"%PDF-1.4 torn")
    (plant.manuals / "empty.txt").write_bytes(b"")
    (plant.manuals / "drawing.dwg").write_bytes(b"AC1015")
    report = plant.sync(plant.manuals, plant.manuals / "nowhere")
    assert {result.path.name for result in report.having("failed")} == {
        "a.pdf",
        "empty.txt",
        "nowhere",
    }
    assert [result.path.name for result in report.having("skipped")] == ["drawing.dwg"]
    assert [result.path.name for result in report.having("added")] == ["z.md"]
    assert all(result.reason for result in report.having("failed", "skipped"))


def test_a_version_that_cannot_be_read_leaves_the_earlier_one(plant):
    file = plant.write("a.md", "alarm E-07")
    plant.sync()
    file.write_bytes(b"")
    assert plant.states() == {"a.md": "failed"}
    assert len(plant.library.lexical("E07", 5)) == 1


def test_the_same_bytes_twice_are_one_document(plant):
    for name in ("a.md", "b.md"):
        plant.write(name, "alarm E-07")
    report = plant.sync()
    assert [result.state for result in report.results] == ["added", "unchanged"]
    assert report.results[1].reason == "the same content as a.md"
    uploaded = take_in(
        plant.manuals / "b.md", "upload:1234", plant.library, plant.originals
    )  # its sources tell no name
    again = take_in(plant.manuals / "a.md", "upload:5678", plant.library, plant.originals)
    assert [uploaded.state, again.state] == ["unchanged", "unchanged"]
    assert (uploaded.reason, again.reason) == ("the same content as a.md", None)
    for source in ("upload:1234", "upload:5678"):
        plant.library.detach(source)
    assert len(plant.library.documents()) == len(plant.kept()) == 1
    (plant.manuals / "a.md").unlink()
    assert plant.states(prune=True) == {"b.md": "unchanged", "a.md": "removed"}
    assert len(plant.library.documents()) == 1


def test_vanished_files_go_only_when_asked_and_only_below_the_folder(plant):
    plant.write("line1/a.md", "alarm E-07")
    plant.write("line2/b.md", "alarm E-08")
    plant.sync()
    for name in ("line1/a.md", "line2/b.md"):
        (plant.manuals / name).unlink()
    assert plant.states() == {}
    assert len(plant.library.documents()) == 2
    assert plant.states(plant.manuals / "line1", prune=True) == {"a.md": "removed"}
    assert [record.file_name for record in plant.library.documents()] == ["b.md"]
    assert len(plant.kept()) == 1


def test_a_missing_folder_prunes_nothing(plant):
    plant.write("line1/a.md", "alarm E-07")
    plant.sync()
    (plant.manuals / "line1").rename(plant.manuals.parent / "unplugged")
    assert plant.states(plant.manuals / "line1", prune=True) == {"line1": "failed"}
    assert len(plant.library.documents()) == 1


class Diary(Watcher):
    """Writes down what it is told; says stop at a certain entry."""

    def __init__(self, stop_at: tuple | None = None) -> None:
        self.entries: list[tuple] = []
        self._stop_at = stop_at

    def listed(self, files: Sequence[Path]) -> None:
        self.entries.append(("listed", *(file.name for file in files)))

    def begun(self, number: int) -> None:
        self.entries.append(("begun", number))

    def stepped(self, number: int, step: Step) -> None:
        self.entries.append((step.stage, number, step.done, step.total))

    def ended(self, number: int, result: FileResult) -> None:
        self.entries.append((result.state, number))

    def cancelled(self) -> bool:
        return self._stop_at is not None and self._stop_at in self.entries


def test_a_watcher_hears_of_every_step(plant):
    plant.write("a.md", "alarm E-07")
    (plant.manuals / "b.txt").write_bytes(b"")
    diary = Diary()
    plant.sync(watcher=diary)
    assert diary.entries == [
        ("listed", "b.txt", "a.md"),  # the shortest first
        ("begun", 0),
        ("reading", 0, 0, 0),
        ("failed", 0),
        ("begun", 1),
        ("reading", 1, 0, 0),
        ("embedding", 1, 0, 1),
        ("embedding", 1, 1, 1),
        ("added", 1),
    ]


def test_a_stop_is_heeded_between_files(plant):
    for name in ("a.md", "b.md", "c.md"):
        plant.write(name, f"alarm {name}")
    report = plant.sync(watcher=Diary(stop_at=("added", 1)))
    assert report.cancelled
    assert plant.states() == {"a.md": "unchanged", "b.md": "unchanged", "c.md": "added"}


def test_a_stop_is_heeded_inside_a_file_which_leaves_no_trace(plant):
    plant.write("a.md", "alarm E-07")
    plant.write("b.md", "\n\n".join(f"# Fault {n}\n\nalarm {n}" for n in range(100)))
    report = plant.sync(watcher=Diary(stop_at=("embedding", 1, 64, 100)))
    assert report.cancelled
    assert [result.path.name for result in report.results] == ["a.md"]
    assert len(plant.library.documents()) == len(plant.kept()) == 1
    assert plant.states() == {"a.md": "unchanged", "b.md": "added"}


def test_refresh_reads_again_what_did_not_change(plant):
    plant.write("a.md", "alarm E-07")
    plant.sync()
    assert plant.states(refresh=True) == {"a.md": "replaced"}
    assert len(plant.library.documents()) == 1


def test_a_lost_original_is_fetched_again(plant):
    plant.write("a.md", "alarm E-07")
    plant.sync()
    for file in plant.originals.folder.iterdir():
        file.unlink()
    plant.sync()
    assert len(plant.kept()) == 1


def test_a_name_that_is_no_text_is_still_a_file(plant):
    name = os.fsdecode(b"torn\xe4.md")
    file = plant.write(name, "alarm E-07")
    assert plant.states() == {name: "added"}
    assert plant.states() == {name: "unchanged"}
    assert list(plant.library.sources()) == [source_name(file)]
    assert source_name(file).endswith(r"torn\udce4.md")


def test_an_upload_has_a_name_instead_of_a_path(plant):
    file = plant.write("a.md", "alarm E-07")
    assert take_in(file, "upload:a.md", plant.library, plant.originals).state == "added"
    assert list(plant.library.sources()) == ["upload:a.md"]


def test_a_removed_document_takes_its_original_along(plant):
    plant.write("a.md", "alarm E-07")
    (result,) = plant.sync().results
    plant.library.remove(result.document_id)
    tidy(plant.library, plant.originals)
    assert plant.kept() == set()
    assert plant.originals.path(result.document_id) is None


def test_a_file_that_changes_while_it_is_read_is_not_kept(plant):
    file = plant.write("a.md", "alarm E-07")
    before = content_hash(file)
    plant.write("a.md", "alarm E-08")
    with pytest.raises(ChangedFile, match=r"a\.md changed"):
        plant.originals.stage(file, before)
    assert plant.kept() == set()


def test_a_sweep_spares_copies_at_work_and_other_peoples_files(plant):
    folder = plant.originals.folder
    staged = plant.originals.stage(plant.write("a.md", "x"), content_hash(plant.manuals / "a.md"))
    (folder / "notes.txt").write_text("mine", "utf-8")
    (folder / ("f" * 64 + ".pdf")).write_text("orphan", "utf-8")
    abandoned = folder / ".old.part"
    abandoned.write_text("torn", "utf-8")
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(abandoned, (long_ago, long_ago))
    assert plant.originals.sweep(set()) == 1
    assert plant.kept() == {"notes.txt", staged.part.name}


@pytest.mark.parametrize("document_id", ["", "*", "../" * 21 + "x", "F" * 64, "a" * 63, "a" * 65])
def test_only_a_document_id_leads_to_a_file(plant, document_id):
    plant.write("a.md", "alarm E-07")
    plant.sync()
    assert plant.originals.path(document_id) is None


@pytest.mark.parametrize(("name", "suffix"), [("a.PDF", ".pdf"), ("a.p f", ""), ("a", "")])
def test_an_original_keeps_a_harmless_suffix(plant, name, suffix):
    file = plant.manuals / name
    file.write_bytes(b"x")
    staged = plant.originals.stage(file, content_hash(file))
    staged.discard()
    assert staged.path.name == content_hash(file) + suffix


def test_a_name_that_is_no_utf8_stops_nothing(plant):
    folder = os.fsencode(plant.manuals)
    with open(folder + b"/weird_\xe9.md", "wb") as file:  # noqa: PTH123 - a Path would do as well
        file.write("# 报警\n\nalarm E-07\n".encode())
    plant.write("plain.md", "alarm E-08")
    report = plant.sync()
    assert [result.state for result in report.results] == ["added", "added"]
    assert "weird_?" in {record.file_name[:7] for record in plant.library.documents()}
