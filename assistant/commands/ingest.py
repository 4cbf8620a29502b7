"""``shiftmate ingest``: files and folders into the library, and what became of each."""

import json
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from assistant.commands.audit import note
from assistant.commands.console import err, out
from assistant.commands.elsewhere import server
from assistant.engines import build_embedder, build_reading_room
from assistant.jobs.command import CommandJob
from assistant.jobs.desk import Desk
from assistant.jobs.pages import grouped, page_ranges, unreadable_text
from assistant.settings import Settings
from vectorstore.library import Library
from vectorstore.originals import FOLDER_NAME, Originals
from vectorstore.readers import Rights
from vectorstore.sync import FileResult, SyncReport, sync
from vectorstore.watcher import Step, Watcher

ALL_READ, SOME_FAILED, STOPPED = 0, 3, 128 + signal.SIGINT


def ingest(paths: Sequence[Path], *, prune: bool, rights: Rights | None, as_json: bool) -> int:
    """Brings the files in, for those that the rights name.

    Returns:
        0, or 3 when one of them could not be read, each named with its reason, or 130 when it was
        stopped.
    """
    if address := server():
        from assistant.commands.upload import upload

        return upload(address, paths, prune=prune, rights=rights, as_json=as_json)
    settings = Settings()
    started = time.perf_counter()
    with (
        Library.open(settings.data_dir, build_embedder(settings)) as library,
        closing(Desk(settings.data_dir, settings.database)) as desk,
        _screen() as screen,
        CommandJob(desk, screen, rights) as job,
    ):
        originals = Originals(settings.data_dir / FOLDER_NAME)
        room = build_reading_room(settings)
        report = sync(paths, library, originals, prune=prune, watcher=job, room=room, rights=rights)
    note(settings, "document.added", ("job", job.job_id), {"files": len(report.results)})
    seconds = time.perf_counter() - started
    if as_json:
        out.print_json(json.dumps(_summary(report, seconds, job.job_id), ensure_ascii=False))
    else:
        _show(report, seconds)
    if report.cancelled:
        err.print("Stopped. What is listed stays; the same command again goes on with the rest.")
        return STOPPED
    return SOME_FAILED if report.having("failed") else ALL_READ


class _Screen(Watcher):
    """One line on the terminal: the file in hand, how far it is, how many are done."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task = bars.add_task("looking", total=None)
        self._files: Sequence[Path] = ()
        self._interrupted = False

    def listed(self, files: Sequence[Path]) -> None:
        self._files = files
        self._bars.update(self._task, total=len(files))

    def stepped(self, number: int, step: Step) -> None:
        words = f"{self._files[number].name}: {step.words}"
        self._bars.update(self._task, description=words)

    def ended(self, number: int, result: FileResult) -> None:
        self._bars.update(self._task, description=result.path.name, completed=number + 1)

    def cancelled(self) -> bool:
        return self._interrupted

    def interrupt(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a handler
        """Ctrl-C: once stops after the present batch, twice at once."""
        self._interrupted = True
        self._bars.update(self._task, description="stopping after this batch")
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def _screen() -> Iterator[_Screen]:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=err) as bars:
        screen = _Screen(bars)
        before = signal.signal(signal.SIGINT, screen.interrupt)
        try:
            yield screen
        finally:
            signal.signal(signal.SIGINT, before)


def _show(report: SyncReport, seconds: float) -> None:
    table = Table("file", "state", "pages", "chunks", "unreadable pages", "s", box=None)
    for result in report.results:
        table.add_row(
            result.path.name,
            result.state,
            str(result.pages),
            str(result.chunks),
            page_ranges(page.number for page in result.unreadable),
            f"{result.seconds:.1f}",
        )
    read = report.having("added", "replaced", "unchanged")
    table.add_section()
    table.add_row(
        f"{len(read)} files",
        "",
        *map(str, _counts(read)),
        f"{seconds:.1f}",
    )
    out.print(table)
    for result in read:
        if result.unreadable:
            told = unreadable_text(grouped(result.unreadable), result.pages)
            out.print(f"{result.path.name}: {told}", markup=False, soft_wrap=True)
    for result in report.having("added", "replaced", "unchanged", "removed"):
        if result.reason:
            out.print(f"{result.path.name}: {result.reason}", markup=False, soft_wrap=True)
    for result in report.having("failed"):
        out.print(f"failed: {result.reason}", markup=False, soft_wrap=True)
    for result in report.having("skipped"):
        told = f"skipped: {result.path.name}: {result.reason}"
        out.print(told, markup=False, soft_wrap=True)


def _counts(read: Sequence[FileResult]) -> tuple[int, int, int]:
    """Pages, chunks and unreadable pages; a document that came in two files counts once."""
    documents = {result.document_id: result for result in read}.values()
    return (
        sum(result.pages for result in documents),
        sum(result.chunks for result in documents),
        sum(len(result.unreadable) for result in documents),
    )


def _summary(report: SyncReport, seconds: float, job_id: str) -> dict[str, object]:
    read = report.having("added", "replaced", "unchanged")
    pages, chunks, unreadable = _counts(read)
    return {
        "job": job_id,
        "cancelled": report.cancelled,
        "files": len(read),
        "pages": pages,
        "chunks": chunks,
        "unreadable_pages": unreadable,
        "failed": len(report.having("failed")),
        "seconds": round(seconds, 2),
        "results": [_row(result) for result in report.results],
    }


def _row(result: FileResult) -> dict[str, object]:
    return {
        "path": str(result.path),
        "file_name": result.path.name,
        "state": result.state,
        "reason": result.reason,
        "document_id": result.document_id,
        "pages": result.pages,
        "chunks": result.chunks,
        "unreadable_pages": [
            {"number": page.number, "reason": page.reason} for page in result.unreadable
        ],
        "seconds": round(result.seconds, 2),
    }
