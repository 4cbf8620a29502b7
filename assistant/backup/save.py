"""``shiftmate backup``: one tar of a plant at one moment, while it is at work; sealed on request.

For a few milliseconds nothing is written: both databases are held as they are, and every other file
gets a second name (originals and uploads are never changed, only deleted, and the index is put in
place whole). What is copied then, however long it takes, is that moment.
"""

import io
import os
import shutil
import sqlite3
import tarfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import IO

from assistant.backup.errors import BadPlace, CutOff, NothingToSave
from assistant.backup.manifest import MANIFEST, PLANT, SHELF, Digesting, Manifest, Member
from assistant.backup.room import working_folder
from assistant.backup.seal import recipients, sealing
from vectorstore.atomic import PART_SUFFIX, put_in_place, write_part_with
from vectorstore.database import FILE_NAME, Database, being_restored

_STAGING = ".backup-"
_UNFINISHED = ".shiftmate-backup-"
_ABANDONED = 24 * 3600.0
"""Seconds after which an unfinished backup has no process behind it any more."""
_NOT_TAKEN = (PART_SUFFIX, "-wal", "-shm", "-journal")
_WAIT = 30.0


def save(data: Path, plant: Path | None, target: Path, seal_for: Sequence[str] = ()) -> Manifest:
    """Writes a backup, in place of what the target was, once it is whole.

    Args:
        data: The data folder.
        plant: The SQLite file of reports and work orders; None where it is PostgreSQL's.
        target: The file to make.
        seal_for: Public keys whose holders alone can read it; none: it is not encrypted.

    Raises:
        BadKey: One of them is no key.
        NothingToSave: There is no database.
        BadPlace: The target is inside the data folder, and not in its folder of backups.
        CutOff: A backup is being put back there.
        LibraryError: Another process holds the library.
        OSError: The disk is full, or a file cannot be read.
    """
    if restoring := being_restored(data):
        raise CutOff(restoring)
    keys = recipients(seal_for) if seal_for else []
    databases = {FILE_NAME: data / FILE_NAME, **({PLANT: plant} if plant else {})}
    databases = {name: file for name, file in databases.items() if file.exists()}
    if not databases:
        raise NothingToSave(f"{data}: there is no plant to save. Check SHIFTMATE_DATA_DIR.")
    if target.resolve().is_relative_to(data.resolve()) and target.parent != data / SHELF:
        raise BadPlace(f"{target} is inside of what is saved. Choose a folder outside {data}.")
    with working_folder(data, _STAGING) as staging:
        _take(data, databases, staging)
        made: list[Manifest] = []
        _sweep(target.parent)

        def write(out: IO[bytes]) -> None:
            tar = partial(_write, staging=staging)
            made.append(sealing(out, keys, tar) if keys else tar(out))

        part = write_part_with(target.parent, write, prefix=_UNFINISHED)
        put_in_place(part, target)
    return made[0]


def size_of(data: Path, plant: Path | None) -> int:
    """Bytes that making a backup may take: of all files, and of the databases' copies."""
    own = [data / name for name in _files(data)]
    outside = [plant] if plant and plant.exists() and plant not in own else []
    sizes = {file: file.stat().st_size for file in (*own, *outside) if file.exists()}
    return sum(sizes.values()) + sum(sizes[file] for file in sizes if file.suffix == ".db")


def _sweep(folder: Path) -> None:
    """Deletes what killed backups left: each is as large as a whole one."""
    for part in folder.glob(f"{_UNFINISHED}*{PART_SUFFIX}"):
        if time.time() - part.stat().st_mtime > _ABANDONED:
            part.unlink(missing_ok=True)


def _take(data: Path, databases: dict[str, Path], staging: Path) -> None:
    """Holds everything at one moment, then copies the databases.

    The plant first: a report that is published in between is then published once more.
    """
    with ExitStack() as held:
        pinned = {}
        if PLANT in databases:
            pinned[PLANT] = held.enter_context(_pinned(databases[PLANT]))
        with _unchanging(data / FILE_NAME):
            if FILE_NAME in databases:
                pinned[FILE_NAME] = held.enter_context(_pinned(databases[FILE_NAME]))
            taken = {file.resolve() for file in databases.values()}
            for name in _files(data):
                # A database is never copied as it lies there: it may be half written.
                if name not in (FILE_NAME, PLANT) and (data / name).resolve() not in taken:
                    _name_again(data / name, staging / name)
        for name, source in pinned.items():
            with closing(sqlite3.connect(staging / name)) as copy:
                source.backup(copy)


@contextmanager
def _unchanging(library: Path) -> Iterator[None]:
    """No document comes or goes in the block."""
    if not library.exists():
        yield
        return
    with closing(Database(library)) as database, database.writing():
        yield


@contextmanager
def _pinned(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees one state of the database, however others go on writing."""
    with closing(sqlite3.connect(file, timeout=_WAIT, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield connection


def _files(folder: Path) -> Iterator[str]:
    """Files by their path below a folder; none that are hidden, unfinished or SQLite's own."""
    for root, folders, names in os.walk(folder, followlinks=True):
        is_top = Path(root) == folder
        folders[:] = [
            name for name in folders if not (name.startswith(".") or (is_top and name == SHELF))
        ]
        for name in names:
            if not name.startswith(".") and not name.endswith(_NOT_TAKEN) and name != "lock":
                yield (Path(root) / name).relative_to(folder).as_posix()


def _name_again(file: Path, name: Path) -> None:
    """A second name for a file; a copy where the disk has none or the file stands elsewhere."""
    name.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):  # an upload that was read just now
        try:
            os.link(file, name)
        except OSError:
            shutil.copy2(file, name)


def _write(out: IO[bytes], staging: Path) -> Manifest:
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        files = {name: _add(tar, staging / name, name) for name in sorted(_files(staging))}
        manifest = Manifest(
            made_at=datetime.now(UTC),
            version=version("shiftmate"),
            has_plant=PLANT in files,
            files=files,
        )
        told = manifest.model_dump_json(indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mtime = len(told), int(manifest.made_at.timestamp())
        tar.addfile(info, io.BytesIO(told))
    return manifest


def _add(tar: tarfile.TarFile, file: Path, name: str) -> Member:
    """Adds a file as long as it is now: one that is still coming in may grow meanwhile."""
    with file.open("rb") as stream:
        info = tar.gettarinfo(arcname=name, fileobj=stream)
        info.type = tarfile.REGTYPE  # it has two names for the moment
        reading = Digesting(stream)
        tar.addfile(info, reading)
    return Member(bytes=info.size, sha256=reading.digest.hexdigest())
