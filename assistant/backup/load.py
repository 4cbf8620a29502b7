"""``shiftmate restore``: a backup is unpacked, verified, and only then put in place.

The one moment at which it is decided is the rename of the staging folder to `RESTORING`. Whatever
ends the process before leaves the old plant; after it there is only the way forward, which can be
walked again from anywhere: while ``old`` is in it, all that is visible in the data folder is old;
once ``old`` has a name of its own, what is left is to be put in. Nobody opens a plant meanwhile.

Nobody is signed in afterwards: who has signed out since, or was signed out because a tablet was
lost, would be in again.
"""

import os
import shutil
import sqlite3
import tarfile
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

from pydantic import ValidationError

from assistant.backup.errors import CutOff, DamagedBackup, NotEmpty, WrongKey
from assistant.backup.manifest import MANIFEST, PLANT, SHELF, Manifest, member
from assistant.backup.room import alone, working_folder
from assistant.backup.seal import identities, is_sealed, opened
from assistant.backup.served import not_serving
from vectorstore.atomic import put_in_place, sync_names
from vectorstore.database import RESTORING

_STAGING = ".restore-"
_ASIDE = ".before-restore-"
_NEW, _OLD = "new", "old"
_FOR_US_ALONE = 0o700


class Restored(NamedTuple):
    """What was put back."""

    manifest: Manifest
    aside: Path | None
    """Where the plant is that was there before."""
    signed_out: int
    """Sessions that the backup held; none of them is good any more."""


def load(file: Path, data: Path, *, force: bool = False, identity: Path | None = None) -> Restored:
    """Puts a backup into the data folder, in which no service may be at work.

    Args:
        file: The backup.
        data: The data folder; made if it is not there.
        force: Moves a plant that is there aside, into a hidden folder beside the new one.
        identity: The file with the secret key, where the backup is sealed.

    Raises:
        BadKey: That file holds none.
        WrongKey: Another key is needed, or one at all, or none.
        DamagedBackup: The file is no backup, or not as it was written.
        NotEmpty: There is a plant, and no ``force``.
        CutOff: An earlier restore is to be finished first.
        Served: A service is at work there, or another restore.
    """
    with not_serving(data):
        return _load(file, data, identity, force=force)


def _load(file: Path, data: Path, identity: Path | None, *, force: bool) -> Restored:
    if (data / RESTORING).exists():
        raise CutOff(
            f"{data}: a restore was cut off here. Run `shiftmate restore` without a file: it puts "
            "the rest in place."
        )
    there = bool(_visible(data))
    if there and not force:
        raise NotEmpty(
            f"{data} is not empty. Set SHIFTMATE_DATA_DIR to another folder; or stop the service "
            "and use --force, which moves what is there aside first."
        )
    with working_folder(data, _STAGING) as staging:
        with _stream(file, identity) as tar:
            _unpack(file, tar, staging / _NEW)
        manifest = _verified(file, staging / _NEW)
        signed_out = _end_sessions(staging / _NEW / PLANT)
        if there:
            (staging / _OLD).mkdir()
        _sync(staging)
        with alone(data):
            put_in_place(staging, data / RESTORING)
            return Restored(manifest, _go_on(data), signed_out)


def finish(data: Path) -> bool:
    """Ends a restore that was cut off after it had been decided; False if there is none."""
    if not data.is_dir():
        return False
    with alone(data):
        if not (data / RESTORING).exists():
            return False
        _go_on(data)
    return True


def _go_on(data: Path) -> Path | None:
    """The old out and the new in, from wherever it stands. Where the old is, if it went now."""
    new, old, aside = data / RESTORING / _NEW, data / RESTORING / _OLD, None
    if old.exists():
        for entry in _visible(data):
            entry.rename(old / entry.name)
        aside = data / f"{_ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        put_in_place(old, aside)
    # The databases last: until they are there, the folder holds no plant.
    left = _visible(new) if new.exists() else []
    for entry in sorted(left, key=lambda entry: entry.suffix == ".db"):
        entry.rename(data / entry.name)
    sync_names(data)
    shutil.rmtree(data / RESTORING)
    return aside


def _visible(folder: Path) -> list[Path]:
    """What is of the plant: neither what is hidden nor the backups that are kept there."""
    entries = (entry for entry in folder.iterdir() if entry.name != SHELF)
    return sorted(entry for entry in entries if not entry.name.startswith("."))


def _stream(file: Path, identity: Path | None) -> AbstractContextManager[IO[bytes]]:
    """The tar in a backup, sealed or not."""
    if not is_sealed(file):
        if identity is not None:
            raise WrongKey(f"{file} is not sealed, so no key opens it. Leave --identity out.")
        return file.open("rb")
    if identity is None:
        raise WrongKey(f"{file} is sealed. Name the file with its secret key: --identity FILE.")
    return opened(file, identities(identity))


def _unpack(file: Path, stream: IO[bytes], folder: Path) -> None:
    folder.mkdir()
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            # "data" refuses what would leave the folder, and devices.
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError) as exc:
        raise DamagedBackup(f"{file}: {exc}. Take another backup.") from exc
    for entry in (folder, *folder.rglob("*")):
        if not entry.is_symlink():
            entry.chmod(entry.stat().st_mode & _FOR_US_ALONE)  # who made the backup may not have


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


def _end_sessions(plant: Path) -> int:
    """How many there were; a plant without people, or none at all, has none."""
    if not plant.exists():
        return 0
    with closing(sqlite3.connect(plant, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")  # what hangs on a session goes with it
        found = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'sessions'"
        if connection.execute(found).fetchone() is None:
            return 0
        return connection.execute("DELETE FROM sessions").rowcount


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
