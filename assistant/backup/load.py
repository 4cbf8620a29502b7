"""``shiftmate restore``: a backup is unpacked, verified, and only then put in place."""

import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from pydantic import ValidationError

from assistant.backup.errors import DamagedBackup, NotEmpty
from assistant.backup.manifest import MANIFEST, Manifest, member

_STAGING = ".restore-"
_ASIDE = ".before-restore-"


class Restored(NamedTuple):
    """What was put back."""

    manifest: Manifest
    aside: Path | None
    """Where the plant is that was there before."""


def load(file: Path, data: Path, *, force: bool = False) -> Restored:
    """Puts a backup into the data folder. The service must not run.

    Args:
        file: The backup.
        data: The data folder; made if it is not there.
        force: Moves a plant that is there aside, into a hidden folder beside the new one.

    Raises:
        DamagedBackup: The file is no backup, or not as it was written.
        NotEmpty: There is a plant, and no ``force``.
    """
    data.mkdir(parents=True, exist_ok=True)
    there = _visible(data)
    if there and not force:
        raise NotEmpty(
            f"{data} is not empty. Set SHIFTMATE_DATA_DIR to another folder; or stop the service "
            "and use --force, which moves what is there aside first."
        )
    with _unpacked(file, data) as staging:
        manifest = _verified(file, staging)
        _sync(staging)
        aside = _put_aside(there, data) if there else None
        # The databases last: until they are there, the folder holds no plant.
        for entry in sorted(_visible(staging), key=lambda entry: entry.suffix == ".db"):
            entry.rename(data / entry.name)
    return Restored(manifest, aside)


def _visible(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))


@contextmanager
def _unpacked(file: Path, data: Path) -> Iterator[Path]:
    """Its contents in a folder on the same disk."""
    folder = Path(mkdtemp(prefix=_STAGING, dir=data))
    try:
        try:
            with tarfile.open(file, "r:") as tar:
                # "data" refuses what would leave the folder, and devices.
                tar.extractall(folder, filter="data")
        except (tarfile.TarError, EOFError) as exc:
            raise DamagedBackup(f"{file}: {exc}. Take another backup.") from exc
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _verified(file: Path, staging: Path) -> Manifest:
    """Raises DamagedBackup unless all is as the manifest says, and the databases are sound."""
    try:
        manifest = Manifest.model_validate_json((staging / MANIFEST).read_text("utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError) as exc:
        raise DamagedBackup(f"{file}: it has no manifest of ours, so it may be cut off.") from exc
    (staging / MANIFEST).unlink()
    found = [entry for entry in staging.rglob("*") if entry.is_symlink() or not entry.is_dir()]
    names = {entry.relative_to(staging).as_posix() for entry in found}
    if names != manifest.files.keys() or any(entry.is_symlink() for entry in found):
        differing = sorted(names ^ manifest.files.keys())[:3]
        raise DamagedBackup(f"{file}: its files are not those of its manifest: {differing}.")
    for name, expected in manifest.files.items():
        if member(staging / name) != expected:
            raise DamagedBackup(f"{file}: {name} is not as it was written. Take another backup.")
        if name.endswith(".db") and (fault := _fault(staging / name)):
            raise DamagedBackup(f"{file}: {name}: {fault}. Take another backup.")
    return manifest


def _fault(database: Path) -> str:
    """What SQLite finds wrong; empty when nothing is."""
    with closing(sqlite3.connect(database)) as connection:
        try:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        except sqlite3.DatabaseError as exc:
            return str(exc)
    return "" if found == "ok" else str(found)


def _sync(folder: Path) -> None:
    """Down to the disk, before anything counts on it."""
    for entry in (folder, *folder.rglob("*")):
        descriptor = os.open(entry, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _put_aside(entries: list[Path], data: Path) -> Path:
    folder = data / f"{_ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    folder.mkdir()
    for entry in entries:
        entry.rename(folder / entry.name)
    return folder
