"""A job goes its way: watched, stopped, tried again, and never lost."""

import io
import json
import os
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.commands.jobs import cancelled
from assistant.errors import JobConflict, ModelUnavailable, NotHere, UploadRefused
from assistant.jobs.claim import claim
from assistant.jobs.command import CommandJob
from assistant.jobs.desk import Desk
from assistant.jobs.incoming import KEPT_DAYS, expire, safe_folder, safe_name
from assistant.jobs.intake import Intake
from assistant.jobs.model import Job
from assistant.jobs.pages import grouped, page_ranges, unreadable_text
from assistant.jobs.store import LISTED_FILES, MAX_ATTEMPTS, NewFile
from ingest.document import UnreadablePage
from tests.fakes import HashingEmbedder
from vectorstore.embedder import Vectors
from vectorstore.library import Library
from vectorstore.originals import Originals
from vectorstore.sync import sync
from vectorstore.watcher import Watcher


@dataclass(frozen=True)
class Moody(HashingEmbedder):
    """Does before each batch what it is told to."""

    before: list[Callable[[Sequence[str]], object]] = field(default_factory=list)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        for act in self.before:
            act(texts)
        return super().embed_passages(texts)


class Plant:
    """A data folder with an intake."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.data = root / "data"
        self.embedder = Moody()
        self.library = Library.open(self.data, self.embedder)
        self.intake = Intake(
            self.data,
            self.data / "shiftmate.db",
            self.library,
            Originals(self.data / "originals"),
            max_bytes=1_000_000,
            max_files=100,
            poll_seconds=0.05,
            retry_seconds=0.05,
        )

    def send(self, **files: str) -> Job:
        return self.intake.accept(
            [(f"{name}.txt", io.BytesIO(text.encode())) for name, text in files.items()]
        )

    def ended(self, job: Job) -> Job:
        return self.until(job, lambda now: now.finished_at is not None)

    def until(self, job: Job, true: Callable[[Job], bool]) -> Job:
        for _ in range(1000):
            if true(now := self.intake.job(job.job_id)):
                return now
            time.sleep(0.01)
        raise AssertionError(now)

    def kept(self, job: Job) -> list[str]:
        return sorted(file.name for file in self.intake.folder(job.job_id).glob("*/*"))

    def names(self) -> set[str]:
        return {record.file_name for record in self.library.documents()}


@pytest.fixture
def plant(tmp_path: Path) -> Iterator[Plant]:
    made = Plant(tmp_path)
    yield made
    made.intake.close()
    made.library.close()


def states(job: Job) -> list[str]:
    return [file.state for file in job.files]


LONG = "\n\n".join(
    f"{n} The pump of line {n} leaks. " + "Tighten the gland. " * 40 for n in range(70)
)


def test_a_job_stops_inside_a_file_and_goes_on_when_tried_again(plant: Plant) -> None:
    reached, go = threading.Event(), threading.Event()

    def hold(texts: Sequence[str]) -> None:
        if any("leaks" in text for text in texts):
            reached.set()
            go.wait(10)

    plant.embedder.before.append(hold)
    plant.intake.start()
    job = plant.send(a="Bleed the accumulator.", b=LONG, c=LONG.replace("leaks", "drips"))
    assert reached.wait(10)
    running = plant.intake.job(job.job_id)
    assert states(running) == ["added", "running", "waiting"]
    assert (running.files[1].stage, running.files[1].done) == ("embedding", 0)
    assert plant.intake.cancel(job.job_id).cancelling
    time.sleep(0.06)  # until the table is looked at again
    go.set()
    stopped = plant.ended(job)
    assert (stopped.state, states(stopped)) == ("cancelled", ["added", "cancelled", "cancelled"])
    assert plant.names() == {"a.txt"}
    assert plant.kept(job) == ["b.txt", "c.txt"]
    assert plant.intake.cancel(job.job_id) == stopped  # a second tap
    assert stopped.retryable
    plant.intake.retry(job.job_id)
    done = plant.ended(job)
    assert (done.state, states(done)) == ("done", ["added"] * 3)
    assert done.files[0] == running.files[0]  # not read again
    assert not plant.intake.folder(job.job_id).exists()


def test_an_embedding_that_was_interrupted_leaves_no_half_and_costs_one_document(
    tmp_path: Path,
) -> None:
    reached = threading.Event()
    asked: list[str] = []
    plant = Plant(tmp_path)
    job = plant.send(a="Bleed the accumulator.", b=LONG)

    def slow(texts: Sequence[str]) -> None:
        asked.extend(texts)
        if len(asked) > 50:  # in the midst of b
            reached.set()
            plant.intake._stop.wait(10)

    plant.embedder.before.append(slow)
    plant.intake.start()
    assert reached.wait(10)
    plant.intake.close()
    assert 50 < len(asked) < 71
    assert plant.names() == {"a.txt"}
    assert plant.library.chunk_count == 1
    assert plant.library.check() == []
    plant.library.close()

    again = Plant(tmp_path)
    asked.clear()
    again.embedder.before.append(asked.extend)
    assert states(again.intake.job(job.job_id)) == ["added", "waiting"]
    again.intake.start()
    done = again.ended(job)
    assert (done.state, states(done)) == ("done", ["added", "added"])
    assert len(asked) == done.files[1].chunks == again.library.chunk_count - 1
    assert not any("accumulator" in text for text in asked)
    assert again.library.check() == []
    again.intake.close()
    again.library.close()


def test_uploads_at_once_are_all_read_first_come_first_served(plant: Plant) -> None:
    order: list[str] = []
    plant.embedder.before.append(lambda texts: order.extend(re.findall("line [0-9]", texts[0])))
    jobs: list[Job] = []
    senders = [
        threading.Thread(target=lambda n=n: jobs.append(plant.send(x=f"The pump of line {n}")))
        for n in range(3)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    queued = list(reversed(plant.intake.jobs()))
    plant.intake.start()
    assert {plant.ended(job).state for job in jobs} == {"done"}
    assert len(plant.library.documents()) == 3
    turns = [plant.library.chunks(plant.ended(job).files[0].document_id or "")[0] for job in queued]
    assert order == [chunk.text.removeprefix("The pump of ") for chunk in turns]


def test_one_bad_file_among_good_ones_is_kept_for_another_try(plant: Plant) -> None:
    plant.intake.start()
    job = plant.ended(plant.send(a="Bleed the accumulator.", b="", c="Grease the bearing."))
    assert (job.state, states(job)) == ("done", ["added", "failed", "added"])
    assert (job.files_done, job.files_failed, job.retryable) == (3, 1, True)
    assert job.outcome == "done, 1 of 3 failed"
    assert job.files[1].reason
    assert plant.kept(job) == ["b.txt"]
    plant.intake.retry(job.job_id)
    assert states(plant.ended(job)) == ["added", "failed", "added"]
    plant.intake.dismiss(job.job_id)
    assert not plant.intake.folder(job.job_id).exists()
    with pytest.raises(NotHere):
        plant.intake.job(job.job_id)


def test_a_fault_of_ours_costs_one_file(plant: Plant) -> None:
    def stumble(texts: Sequence[str]) -> None:
        if "accumulator" in texts[0]:
            raise ZeroDivisionError("a fault of ours")

    plant.embedder.before.append(stumble)
    plant.intake.start()
    job = plant.ended(plant.send(a="Bleed the accumulator.", b="Grease the bearing."))
    assert states(job) == ["failed", "added"]
    assert "ZeroDivisionError" in (job.files[0].reason or "")


def test_what_is_no_files_fault_puts_the_job_off_and_says_so(plant: Plant) -> None:
    mended = threading.Event()

    def refuse(_: Sequence[str]) -> None:
        if not mended.is_set():
            raise ModelUnavailable("the weights are missing, pull them")

    plant.embedder.before.append(refuse)
    plant.intake.start()
    job = plant.send(a="Bleed the accumulator.", b="Grease the bearing.")
    waiting = plant.until(job, lambda now: now.note is not None)
    assert "pull them" in (waiting.note or "")
    assert waiting.files_failed == 0
    mended.set()
    assert states(plant.ended(job)) == ["added", "added"]


def test_a_queued_job_is_cancelled_at_once(plant: Plant) -> None:
    job = plant.send(a="Bleed the accumulator.")
    assert plant.intake.cancel(job.job_id).state == "cancelled"
    with pytest.raises(NotHere):
        plant.intake.cancel("0" * 32)


def test_the_command_refuses_to_cancel_what_is_over(plant: Plant) -> None:
    job = plant.send(a="Bleed the accumulator.")
    assert cancelled(plant.intake, job.job_id[:8]).state == "cancelled"
    with pytest.raises(JobConflict, match=r"is over \(cancelled\), there is nothing to cancel"):
        cancelled(plant.intake, job.job_id[:8])


def test_what_does_not_fit_the_state_is_refused(plant: Plant) -> None:
    job = plant.send(a="Bleed the accumulator.")
    with pytest.raises(JobConflict, match="nothing to retry"):
        plant.intake.retry(job.job_id)
    with pytest.raises(JobConflict, match="Cancel it first"):
        plant.intake.dismiss(job.job_id)
    plant.intake.start()
    with pytest.raises(JobConflict):
        plant.intake.retry(plant.ended(job).job_id)


def test_a_file_that_processes_die_of_is_given_up(plant: Plant) -> None:
    job = plant.send(a="Bleed the accumulator.", b="Grease the bearing.")
    store = plant.intake.store
    for deaths in range(1, MAX_ATTEMPTS + 1):
        store.take_up(job.job_id)
        store.begin(job.job_id, 0)
        store.take_up(job.job_id, after_crash=True)
        given_up = deaths == MAX_ATTEMPTS
        assert states(plant.intake.job(job.job_id)) == [
            "failed" if given_up else "waiting",
            "waiting",
        ]
    plant.intake.start()
    assert states(plant.ended(job)) == ["failed", "added"]


def test_the_command_line_leaves_a_job_that_tells_no_path(plant: Plant) -> None:
    manuals = plant.root / "secret" / "manuals"
    manuals.mkdir(parents=True)
    (manuals / "a.txt").write_text("Bleed the accumulator.", "utf-8")
    (manuals / "copy of a.txt").write_text("Bleed the accumulator.", "utf-8")
    (manuals / "empty.txt").write_bytes(b"")
    (manuals / "gone.txt").write_text("Grease the bearing.", "utf-8")

    class Thief(Watcher):
        def ended(self, number, result):
            (manuals / "gone.txt").unlink(missing_ok=True)

    with CommandJob(plant.intake, Thief()) as running:
        report = sync(
            [manuals], plant.library, Originals(plant.data / "originals"), watcher=running
        )
        with claim(plant.intake.folder(running.job_id)) as mine:
            assert not mine
    job = plant.intake.job(running.job_id)
    assert (job.origin, job.state) == ("command", "done")
    assert states(job) == ["failed", "failed", "added", "unchanged"]
    assert [file.state for file in job.files] == [result.state for result in report.results]
    assert str(plant.root) not in job.model_dump_json()
    assert not plant.intake.folder(running.job_id).exists()


def test_a_service_goes_on_with_the_job_of_a_command_that_was_killed(plant: Plant) -> None:
    manual = plant.root / "a.txt"
    manual.write_text("Bleed the accumulator.", "utf-8")
    store, job_id = plant.intake.store, "ab" * 16
    with claim(plant.intake.folder(job_id)):
        store.create(job_id, "command", [NewFile(manual, str(manual))], state="running")
        store.begin(job_id, 0)
        plant.intake.start()
        time.sleep(0.05)
        assert plant.intake.job(job_id).state == "running"
        assert plant.names() == set()
    assert plant.ended(plant.intake.job(job_id)).state == "done"
    assert plant.names() == {"a.txt"}
    assert manual.exists()


def test_a_list_names_files_in_trouble_before_the_others(plant: Plant) -> None:
    store = plant.intake.store
    files = [NewFile(plant.root / f"{n}.txt", f"/{n}") for n in range(LISTED_FILES + 5)]
    store.create("ab" * 16, "command", files)
    store.begin("ab" * 16, LISTED_FILES + 3)
    store.fail_running("ab" * 16, "torn")
    (listed,) = plant.intake.jobs()
    assert listed.files_total == LISTED_FILES + 5
    assert len(listed.files) == LISTED_FILES
    assert listed.files[-1].reason == "torn"
    assert len(plant.intake.job("ab" * 16).files) == LISTED_FILES + 5


def test_kept_files_go_after_their_time_and_uploads_without_a_job_in_an_hour(
    tmp_path: Path,
) -> None:
    now = datetime.now(UTC)
    for name in ("old", "new", "waiting", "orphan", "coming in", "just begun"):
        (tmp_path / name / "0000").mkdir(parents=True)
        (tmp_path / name / "0000" / "a.txt").write_text("x", "utf-8")
        if name != "just begun":
            os.utime(tmp_path / name, (now.timestamp() - 3700,) * 2)
    ended = {"old": now - timedelta(days=KEPT_DAYS, hours=1), "new": now}
    with claim(tmp_path / "coming in"):
        expire(tmp_path, ended, lambda: ["waiting"])
    assert {path.name for path in tmp_path.iterdir()} == {
        "new",
        "waiting",
        "coming in",
        "just begun",
    }


def test_jobs_of_version_0_1_are_carried_over(tmp_path: Path) -> None:
    report = {
        "file_name": "torn.pdf", "document_id": None, "state": "failed", "reason": "cut off",
        "pages": 0, "chunks": 0, "unreadable_pages": [], "seconds": 0.1,
    }  # fmt: skip
    rows = [
        (
            "aa" * 16,
            "failed",
            "2026-01-01T00:00:00+00:00",
            "2026-01-01T00:00:01+00:00",
            1,
            [report],
        ),
        ("bb" * 16, "running", "2026-01-02T00:00:00+00:00", None, 1, []),
    ]
    with closing(sqlite3.connect(tmp_path / "shiftmate.db")) as db, db:
        db.execute("CREATE TABLE jobs (job_id, state, created_at, finished_at, files_total, files)")
        for *columns, files in rows:
            db.execute("INSERT INTO jobs VALUES (?,?,?,?,?,?)", (*columns, json.dumps(files)))
    left = tmp_path / "incoming" / ("bb" * 16) / "0000" / "press.txt"
    left.parent.mkdir(parents=True)
    left.write_text("Bleed the accumulator.", "utf-8")
    with closing(Desk(tmp_path, tmp_path / "shiftmate.db")) as desk:
        waiting, failed = desk.jobs()
        assert (waiting.state, states(waiting)) == ("queued", ["waiting"])
        assert [file.path for file in desk.store.open_files("bb" * 16)] == [left]
        assert (failed.state, failed.files[0].reason, failed.retryable) == (
            "failed",
            "cut off",
            False,
        )
    with closing(Desk(tmp_path, tmp_path / "shiftmate.db")) as desk:
        assert len(desk.jobs()) == 2


# -- pages in ranges -----------------------------------------------------------------------------


@given(st.lists(st.integers(1, 60)))
def test_ranges_name_every_page_once_and_in_order(numbers: list[int]) -> None:
    told = page_ranges(numbers)
    ends = [[int(n) for n in part.split("–")] for part in told.split(", ")] if told else []
    pages = [page for first, *last in ends for page in range(first, (last or [first])[0] + 1)]
    assert pages == sorted(set(numbers))
    assert all(before[-1] + 1 < after[0] for before, after in pairwise(ends))


@pytest.mark.parametrize("name", ["manual\u202efdp.exe", "\u2066manual\u2069fdp\u200b.\x07exe"])
def test_a_name_keeps_nothing_that_turns_it_round_or_hides(name: str) -> None:
    assert safe_name(f"C:\\up\\{name}") == "manualfdp.exe"
    with pytest.raises(UploadRefused):
        safe_name("\u202e\u200b")


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("pump.pdf", ""), ("line 1/pump.pdf", "line 1"), ("a\\b/c.pdf", "a/b"),
        ("../../etc/x.pdf", "etc"), ("./a/./b/x.pdf", "a/b"), ("a//b/x.pdf", "a/b"),
        ("/home/ann/x.pdf", ""), ("C:\\up\\x.pdf", ""), ("\\\\host\\share\\x.pdf", ""),
        ("a\u202e<b>/x.pdf", "a_b_"), ("/".join("abcdefghij") + "/x.pdf", "c/d/e/f/g/h/i/j"),
    ],
)  # fmt: skip
def test_folders_of_an_upload_are_words(name: str, folder: str) -> None:
    assert safe_folder(name) == folder


@given(st.text())
def test_no_folder_leads_anywhere(name: str) -> None:
    parts = safe_folder(name).split("/")
    assert len(parts) <= 8
    assert not {".", ".."} & set(parts)
    assert all(len(one) <= 60 and not set(one) & set('<>:"\\|?*\0') for one in parts)


def test_unreadable_pages_are_told_by_reason() -> None:
    pages = [UnreadablePage(n, f"a picture without text ({n} % of the page)") for n in (17, 4, 5)]
    groups = grouped([*pages, UnreadablePage(9, "a blank page")])
    assert unreadable_text(groups, 212) == (
        "4 of 212 pages unreadable: 4–5, 17 (a picture without text); 9 (a blank page)"
    )
    assert unreadable_text([], 212) == ""
