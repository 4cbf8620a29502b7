"""Which file is read next: short ones pass long ones, and none waits for ever."""

import io
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.jobs.order import BATCH_BYTES, HEAD_START, batch, in_order
from assistant.jobs.store import OpenFile, OpenJob
from tests.test_jobs import Plant, plant, states

__all__ = ["plant"]
MIB = 1 << 20


@pytest.fixture(scope="module")
def shelf(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("shelf")


def file_of(shelf: Path, size: int, number: int = 0) -> OpenFile:
    path = shelf / str(size)
    with path.open("wb") as file:
        file.truncate(size)
    return OpenFile(number, path, str(size))


def job_of(name: str, seconds: float, *files: OpenFile) -> OpenJob:
    return OpenJob(name, round(1000 * seconds), list(files))


def test_a_note_passes_a_long_manual_that_came_before_it(shelf: Path) -> None:
    long, note = file_of(shelf, 25 * MIB), file_of(shelf, 2000)
    assert in_order([job_of("long", 0, long), job_of("note", 60, note)]) == ["note", "long"]


def test_a_job_goes_by_its_shortest_file(shelf: Path) -> None:
    mixed = job_of("mixed", 0, file_of(shelf, 25 * MIB), file_of(shelf, 1000))
    assert in_order([mixed, job_of("note", 60, file_of(shelf, 2000))]) == ["mixed", "note"]


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0, 1e5))
def test_nothing_waits_for_more_than_what_came_within_its_head_start(shelf, old, new, later):
    first = job_of("old", 0, file_of(shelf, old * MIB))
    order = in_order([first, job_of("new", later, file_of(shelf, new * MIB))])
    if later > HEAD_START * old:
        assert order[0] == "old"
    elif later == 0:
        assert order[0] == ("new" if new < old else "old")


@given(st.lists(st.integers(0, 6 * MIB), max_size=9))
def test_a_batch_is_the_shortest_files_within_its_bytes_and_never_none(shelf, sizes):
    files = [file_of(shelf, size, number) for number, size in enumerate(sizes)]
    taken = [sizes[file.number] for file in batch(files)]
    assert taken == sorted(sizes)[: len(taken)]
    assert bool(taken) == bool(sizes)
    assert sum(taken) <= BATCH_BYTES or len(taken) == 1
    assert len(taken) == len(sizes) or sum(sorted(sizes)[: len(taken) + 1]) > BATCH_BYTES


def test_a_file_that_is_gone_does_not_hold_the_queue() -> None:
    gone = OpenFile(0, Path("/no/such/file"), "gone")
    assert batch([gone]) == [gone]
    assert in_order([job_of("b", 1, gone), job_of("a", 0, gone)]) == ["a", "b"]


def test_an_upload_is_read_before_the_rest_of_a_longer_job(plant: Plant) -> None:
    reached, go = threading.Event(), threading.Event()
    order: list[str] = []

    def hold(texts) -> None:
        order.append(texts[0][:5])
        if len(order) == 1:
            reached.set()
            go.wait(10)

    plant.embedder.before.append(hold)
    # Longer than a batch with zeros, which a reader refuses: only its place counts here.
    plant.intake.max_bytes = 20 * MIB
    job = plant.intake.accept(
        [("a.txt", io.BytesIO(b"First note.")), ("z.txt", io.BytesIO(bytes(5 * MIB)))]
    )
    plant.intake.start()
    assert reached.wait(10)
    note = plant.send(note="Second note.")
    go.set()
    assert states(plant.ended(note)) == ["added"]
    assert states(plant.ended(job)) == ["added", "failed"]
    assert plant.ended(note).finished_at < plant.ended(job).finished_at
