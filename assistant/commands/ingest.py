"""``shiftmate ingest``: files and folders into the library, and what became of each."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from assistant.build import build_embedder
from assistant.commands.console import err, out
from assistant.settings import Settings
from ingest.document import UnreadablePage
from vectorstore.library import Library
from vectorstore.originals import FOLDER_NAME, Originals
from vectorstore.sync import FileResult, SyncReport, sync
from vectorstore.watcher import Step, Watcher

ALL_READ, SOME_FAILED = 0, 3


def ingest(paths: Sequence[Path], *, prune: bool, as_json: bool) -> int:
    """Brings the files in; 3 when one of them could not be read, each named with its reason."""
    settings = Settings()
    started = time.perf_counter()
    with Library.open(settings.data_dir, build_embedder(settings)) as library, _bar() as bar:
        originals = Originals(settings.data_dir / FOLDER_NAME)
        report = sync(paths, library, originals, prune=prune, watcher=bar)
    seconds = time.perf_counter() - started
    if as_json:
        out.print_json(json.dumps(_summary(report, seconds), ensure_ascii=False))
    else:
        _show(report, seconds)
    return SOME_FAILED if report.having("failed") else ALL_READ


class _Bar(Watcher):
    """One line on the terminal: the file in hand, how far it is, how many are done."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task = bars.add_task("looking", total=None)
        self._files: Sequence[Path] = ()

    def listed(self, files: Sequence[Path]) -> None:
        self._files = files
        self._bars.update(self._task, total=len(files))

    def stepped(self, number: int, step: Step) -> None:
        words = f"{self._files[number].name}: {step.stage} {step.done} of {step.total}"
        self._bars.update(self._task, description=words if step.total else words.split(" 0 of")[0])

    def ended(self, number: int, result: FileResult) -> None:
        self._bars.update(self._task, description=result.path.name, completed=number + 1)


@contextmanager
def _bar() -> Iterator[_Bar]:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=err) as bars:
        yield _Bar(bars)


def _show(report: SyncReport, seconds: float) -> None:
    table = Table("file", "state", "pages", "chunks", "unreadable pages", "s", box=None)
    for result in report.results:
        table.add_row(
            result.path.name,
            result.state,
            str(result.pages),
            str(result.chunks),
            page_ranges(result.unreadable),
            f"{result.seconds:.1f}",
        )
    read = report.having("added", "replaced", "unchanged")
    table.add_section()
    table.add_row(
        f"{len(read)} files",
        "",
        str(sum(result.pages for result in read)),
        str(sum(result.chunks for result in read)),
        str(sum(len(result.unreadable) for result in read)),
        f"{seconds:.1f}",
    )
    out.print(table)
    for result in report.having("failed", "skipped"):
        out.print(f"{result.state}: {result.reason}", markup=False, soft_wrap=True)


def page_ranges(pages: Sequence[UnreadablePage]) -> str:
    """Page numbers as people write them: ``3, 7-9``."""
    ranges: list[list[int]] = []
    for number in sorted(page.number for page in pages):
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1] = [ranges[-1][0], number]
        else:
            ranges.append([number])
    return ", ".join("-".join(map(str, ends)) for ends in ranges)


def _summary(report: SyncReport, seconds: float) -> dict[str, object]:
    read = report.having("added", "replaced", "unchanged")
    return {
        "files": len(read),
        "pages": sum(result.pages for result in read),
        "chunks": sum(result.chunks for result in read),
        "unreadable_pages": sum(len(result.unreadable) for result in read),
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
