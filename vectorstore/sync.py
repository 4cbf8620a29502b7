"""Makes the library equal to files: new ones are added, changed ones replaced, the rest left alone.

Identity is the content: a file whose bytes the library knows is not read again.
"""

import errno
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from ingest.document import UnreadablePage
from ingest.errors import IngestError, MissingPath, ReaderUnavailable
from ingest.identity import content_hash, size_of
from ingest.isolation.isolate import ReadingRoom, reading_room
from ingest.letters import shown
from ingest.walk import walk
from vectorstore.errors import LibraryError
from vectorstore.library import Library
from vectorstore.originals import Originals
from vectorstore.readers import FOR_ALL, Rights
from vectorstore.records import DocumentRecord
from vectorstore.watcher import Cancelled, Step, Steps, Watcher, stopping, unwatched

State = Literal["added", "replaced", "unchanged", "removed", "failed", "skipped"]
_FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file."""

    path: Path
    state: State
    reason: str | None = None
    """Why it failed or was skipped; for the others a remark, or nothing."""
    document_id: str | None = None
    pages: int = 0
    chunks: int = 0
    unreadable: tuple[UnreadablePage, ...] = ()
    seconds: float = 0.0


@dataclass(slots=True)
class SyncReport:
    """What became of every file, in the order they were taken."""

    results: list[FileResult] = field(default_factory=list)
    cancelled: bool = False
    """Asked to stop before the last file; a later run takes up the rest."""

    def having(self, *states: State) -> list[FileResult]:
        """The results in one of these states."""
        return [result for result in self.results if result.state in states]


def sync(
    paths: Sequence[Path],
    library: Library,
    originals: Originals,
    *,
    prune: bool = False,
    refresh: bool = False,
    watcher: Watcher | None = None,
    room: ReadingRoom | None = None,
    rights: Rights | None = None,
) -> SyncReport:
    """Brings files, and those below folders, into the library, the shortest first.

    One bad file stops no other.

    Args:
        paths: Files and folders.
        library: What is to hold them.
        originals: Where the files themselves are kept.
        prune: Also let go of files that have vanished from the folders named.
        refresh: Read and split unchanged files again, for instance with a better splitter.
        watcher: Told how it goes; may stop it.
        room: Where files are read, if not within the usual limits.
        rights: Whom the files are for; see `Library.add`.

    Raises:
        LibraryError: the library itself cannot be used; what was done until then stays done.
    """
    report = SyncReport()
    files, folders = _list(paths, report)
    named = [(file, source_name(file)) for file in files]
    watcher = watcher or Watcher()
    watcher.listed(files)
    taken = take_all(
        named, library, originals, refresh=refresh, watcher=watcher, room=room, rights=rights
    )
    report.results.extend(taken.results)
    report.cancelled = taken.cancelled
    if prune and not report.cancelled:
        report.results.extend(_prune(library, folders, {source for _, source in named}))
        tidy(library, originals)
    return report


def take_all(
    files: Sequence[tuple[Path, str]],
    library: Library,
    originals: Originals,
    *,
    refresh: bool = False,
    watcher: Watcher | None = None,
    room: ReadingRoom | None = None,
    rights: Rights | None = None,
) -> SyncReport:
    """Brings files in under the source names beside them, one after the other.

    Raises:
        LibraryError: the library itself cannot be used; what was done until then stays done.
    """
    report = SyncReport()
    watcher = watcher or Watcher()
    try:
        for number, (file, source) in enumerate(files):
            steps = stopping(watcher, number)
            if watcher.cancelled():
                raise Cancelled
            watcher.begun(number)
            result = take_in(
                file,
                source,
                library,
                originals,
                refresh=refresh,
                steps=steps,
                room=room,
                rights=rights,
            )
            report.results.append(result)
            watcher.ended(number, result)
    except Cancelled:
        report.cancelled = True
    finally:
        tidy(library, originals)
    return report


def take_in(
    file: Path,
    source: str,
    library: Library,
    originals: Originals,
    *,
    refresh: bool = False,
    steps: Steps | None = None,
    room: ReadingRoom | None = None,
    rights: Rights | None = None,
) -> FileResult:
    """Brings one file into the library under a source name, usually its path.

    What is wrong with the file is in the result. When an earlier version of it is in the library,
    that one stays until a readable one takes its place. Call `tidy` after the last file.

    Raises:
        LibraryError: the library itself cannot be used, or its disk is full.
        ReaderUnavailable: no file can be read at present.
        Cancelled: ``steps`` raised it.
    """
    begun = time.perf_counter()
    try:
        shelves = _Shelves(library, originals, room or reading_room(), rights)
        result = _take_in(file, source, shelves, refresh, steps or unwatched)
    except ReaderUnavailable:
        raise  # not the file's fault: the next one would fare no better
    except IngestError as exc:
        result = FileResult(file, "failed", str(exc))
    except OSError as exc:
        if exc.errno in _FULL:
            raise LibraryError(f"The disk is full ({exc}). Free some space.") from exc
        result = FileResult(file, "failed", f"{file.name}: {exc.strerror or exc}")
    return replace(result, seconds=time.perf_counter() - begun)


def tidy(library: Library, originals: Originals) -> None:
    """Deletes originals without a document and saves the index: the end of any change."""
    with library.exclusive() as document_ids:
        originals.sweep(document_ids)
    library.save()


def source_name(file: Path) -> str:
    """The absolute path, in text that any database can hold."""
    return str(file.absolute()).encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class _Shelves:
    """Where a file is read and put, and for whom."""

    library: Library
    originals: Originals
    room: ReadingRoom
    rights: Rights | None


def _take_in(file: Path, source: str, shelves: _Shelves, refresh: bool, steps: Steps) -> FileResult:
    library, rights = shelves.library, shelves.rights
    document_id = content_hash(file)
    if refresh or shelves.originals.path(document_id) is None:
        return _read(file, source, document_id, shelves, steps)
    if library.document_at(source) == document_id:
        if rights is not None:
            library.link(source, document_id, rights)
        return _known(file, "unchanged", library, document_id)
    if outcome := library.link(source, document_id, rights):
        state: State = "replaced" if outcome.state == "replaced" else "unchanged"
        return _known(file, state, library, document_id)
    return _read(file, source, document_id, shelves, steps)


def _read(file: Path, source: str, document_id: str, shelves: _Shelves, steps: Steps) -> FileResult:
    library = shelves.library
    document, chunks = shelves.room.understand(
        file, document_id, lambda done, total: steps(Step("reading", done, total))
    )
    steps(Step("embedding", 0, len(chunks)))
    staged = shelves.originals.stage(file, document_id)
    try:
        outcome = library.add(
            document,
            chunks,
            source,
            keep=staged.place,
            progress=lambda done, total: steps(Step("embedding", done, total)),
            rights=shelves.rights,
        )
    finally:
        staged.discard()
    return FileResult(
        file,
        outcome.state,
        _remark(library, document_id) if chunks else "no text that can be searched",
        document_id,
        document.page_count,
        len(chunks),
        document.unreadable,
    )


def _remark(library: Library, document_id: str) -> str | None:
    """How it stands to other revisions, of those that are for whoever may read it."""
    record = library.document(document_id)
    if record is None:
        return None
    for_them = (FOR_ALL, record.rights)
    older = [one for one in library.predecessors(document_id) if one.rights in for_them]
    newer = record.superseded_by and library.document(record.superseded_by)
    told = [f"supersedes {_called(one)}" for one in older]
    if newer and newer.rights in for_them:
        told.append(f"superseded by {_called(newer)}")
    return "; ".join(told) or None


def _called(record: DocumentRecord) -> str:
    return f"{record.file_name} ({record.revision})" if record.revision else record.file_name


def _known(file: Path, state: State, library: Library, document_id: str) -> FileResult:
    record = library.document(document_id)
    if record is None:
        return FileResult(file, "failed", "removed while it was looked at. Ingest it again.")
    # By name, not by path: what is said here is read on every tablet.
    called = record.file_name if record.file_name != shown(file.name) else None
    return FileResult(
        file,
        state,
        called and f"the same content as {called}",
        document_id,
        record.page_count,
        record.chunk_count,
        record.unreadable,
    )


def _list(paths: Sequence[Path], report: SyncReport) -> tuple[list[Path], list[Path]]:
    """Files to take, the shortest first, and folders they were found in.

    What is passed over goes to the report.
    """
    files: dict[str, Path] = {}
    folders: list[Path] = []
    for path in paths:
        try:
            found = walk([path])
        except MissingPath as exc:
            report.results.append(FileResult(path, "failed", str(exc)))
            continue
        files.update((source_name(file), file) for file in found.files)
        report.results.extend(
            FileResult(item.path, "skipped", item.reason) for item in found.skipped
        )
        if path.is_dir():
            folders.append(path)
    names = sorted(files, key=lambda name: (size_of(files[name]), name))
    return [files[name] for name in names], folders


def _prune(library: Library, folders: Sequence[Path], there: set[str]) -> Iterator[FileResult]:
    """Lets go of sources below the folders whose file is certainly gone.

    A file in a folder that cannot be listed just now is not gone, nor is an unplugged drive: its
    folder is missing and was reported as such.
    """
    roots = tuple(source_name(folder).rstrip(os.sep) + os.sep for folder in folders)
    for source, document_id in library.sources().items():
        if source.startswith(roots) and source not in there and _is_gone(source):
            library.detach(source)
            record = library.document(document_id)
            kept = record and record.superseded_by and "an earlier revision: it can still be cited"
            yield FileResult(Path(source), "removed", kept or None, document_id)


def _is_gone(path: str) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
