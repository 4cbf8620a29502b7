"""Backups that the service makes of itself, in a folder beside what they save.

One is made at a time, by whichever process, and the latest few are kept. What a backup holds is
never taken into the next one.
"""

import logging
import re
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from assistant.backup.errors import BadKey, Underway
from assistant.backup.manifest import SHELF, Manifest
from assistant.backup.room import alone
from assistant.backup.save import save, size_of
from assistant.backup.seal import recipients
from assistant.errors import NoRoom, NotHere
from assistant.observe.disk import look_at

MOST: Final = 5
"""Kept; once another one is whole, the oldest goes."""
_NAME: Final = re.compile(r"shiftmate-(\d{8}T\d{6}Z)\.tar(\.age)?")
_STAMP: Final = "%Y%m%dT%H%M%SZ"

logger = logging.getLogger(__name__)


class Kept(NamedTuple):
    """One backup."""

    name: str
    made_at: datetime
    bytes: int
    is_sealed: bool


class Failure(NamedTuple):
    """The last try, where it came to nothing."""

    at: datetime
    why: str


Done = Callable[[str, Manifest], None]
"""Told the name and what it holds."""


class Shelf:
    """The backups of a data folder. Safe to use from many threads."""

    def __init__(self, data: Path, plant: Path | None, least_free: int = 0) -> None:
        """Beside what is saved.

        Args:
            data: The data folder.
            plant: The SQLite file of reports and work orders; None where it is PostgreSQL's.
            least_free: Bytes of the disk that no backup may use.
        """
        self._data, self._plant, self._least_free = data, plant, least_free
        self._lock = threading.Lock()
        self.begun_at: datetime | None = None
        """When the one was begun that is being made now."""
        self.failure: Failure | None = None

    @property
    def holds_reports(self) -> bool:
        """Whether reports and work orders are in it; PostgreSQL's have to be saved apart."""
        return self._plant is not None

    def all(self) -> list[Kept]:
        """The latest first."""
        folder = self._data / SHELF
        entries = list(folder.iterdir()) if folder.is_dir() else []
        found = [_kept(entry) for entry in entries if _NAME.fullmatch(entry.name)]
        return sorted(found, key=lambda one: one.name, reverse=True)

    def find(self, name: str) -> Path:
        """Where a backup is; raises NotHere."""
        if name not in {one.name for one in self.all()}:
            raise NotHere(f"There is no backup {name[:80]}. GET /v1/backups lists them.")
        return self._data / SHELF / name

    def remove(self, name: str) -> None:
        """Deletes one; raises NotHere."""
        self.find(name).unlink(missing_ok=True)

    def begin(self, seal_for: Sequence[str], done: Done) -> None:
        """Starts making one.

        Args:
            seal_for: Public keys whose holders alone can read it; none: it is not encrypted.
            done: Called once it is whole.

        Raises:
            BadKey: One of them is no key.
            Underway: Another one is being made.
            NoRoom: The disk could not hold it.
        """
        for key in seal_for:
            if not key.startswith("age1"):  # a secret key is not quoted by whoever tells of it
                raise BadKey("A public key begins with age1; `shiftmate backup-key` makes a pair.")
        recipients(seal_for)
        self._require_room()
        now = datetime.now(UTC)
        with self._lock:
            if self.begun_at is not None:
                raise Underway(self.begun_at)
            self.begun_at = now
        told = (f"shiftmate-{now:{_STAMP}}.tar{'.age' if seal_for else ''}", list(seal_for), done)
        threading.Thread(target=self._make, args=told, name="backup", daemon=True).start()

    def wait(self, seconds: float = 60.0) -> None:
        """Until the one in hand is made, or that long."""
        for thread in threading.enumerate():
            if thread.name == "backup":
                thread.join(seconds)

    def _require_room(self) -> None:
        """As much as is saved has to be written, and the databases once more on the way."""
        needed = size_of(self._data, self._plant)
        free = look_at(self._data).free - self._least_free
        if needed > free:
            raise NoRoom(
                f"A backup may need {needed / 1e6:.0f} MB, and {max(free, 0) / 1e6:.0f} MB are "
                "free beside what is kept for reports. Delete an older backup, or run `shiftmate "
                "backup` to another disk."
            )

    def _make(self, name: str, seal_for: Sequence[str], done: Done) -> None:
        try:
            folder = self._data / SHELF
            folder.mkdir(mode=0o700, exist_ok=True)
            with alone(folder, wait=False) as mine:
                if not mine:
                    raise Underway(datetime.now(UTC))
                manifest = save(self._data, self._plant, folder / name, seal_for)
                for old in self.all()[MOST:]:
                    self.remove(old.name)
            self.failure = None
            done(name, manifest)
        except Exception as exc:  # a thread's last line: a full disk, a held database, whatever
            logger.exception("the backup %s was not made", name)
            self.failure = Failure(datetime.now(UTC), str(exc))
        finally:
            self.begun_at = None


def _kept(file: Path) -> Kept:
    match = _NAME.fullmatch(file.name)
    stamp = match[1] if match else ""
    made_at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    return Kept(file.name, made_at, file.stat().st_size, file.suffix == ".age")
