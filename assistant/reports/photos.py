"""Photos of reports: a row each in the plant's database, its bytes a file named by their hash.

A file is put in its place before the row that names it is committed, and goes only an hour after
the last row of its name has gone: a crash can leave a file too many, never one too few, and a
backup that is being made finds all that its rows name.
"""

import errno
import os
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import NoRoom, NotHere
from assistant.observe.disk import trouble
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase
from assistant.reports.errors import IllegalStep, PhotosFull
from assistant.reports.model import Actor
from assistant.reports.photos_table import PhotoRow
from assistant.reports.photos_taken import Taken, taken
from assistant.reports.states import Standing, may_edit
from assistant.reports.store import ReportStore
from assistant.reports.tables import ReportRow
from vectorstore.atomic import PART_SUFFIX, put_in_place, write_part

FOLDER_NAME: Final = "photos"
MOST: Final = 8
"""Of one report."""
_LEFT_FOR: Final = 3600.0
"""Seconds after the last row of its name, in which a backup has copied it."""
_ABANDONED: Final = 24 * 3600.0
"""Seconds after which an unfinished file has no process behind it any more."""
_OURS: Final = re.compile(r"[0-9a-f]{64}\.jpg")


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of a report."""

    number: int
    sha256: str
    width: int
    height: int
    bytes: int
    added_at: datetime
    added_by: str

    @classmethod
    def of(cls, row: PhotoRow) -> Self:
        """From its row."""
        return cls(
            row.number, row.sha256, row.width, row.height, row.bytes, row.added_at, row.added_by
        )


class Photos:
    """The photos of one site's reports. Safe to use from many threads and processes."""

    def __init__(
        self,
        plant: PlantDatabase,
        data: Path,
        reports: ReportStore,
        *,
        least_free: int = 0,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Beside the reports.

        Args:
            plant: The database.
            data: The data folder; the files are in a folder of it.
            reports: As who asks may read them: photos follow their report.
            least_free: Bytes below which the disk counts as full; reports have the rest.
            now: The clock.
        """
        self._plant, self._reports, self._now = plant, reports, now
        self._data, self._least_free = data, least_free
        self.folder = data / FOLDER_NAME

    def of(self, report_id: str) -> list[Photo]:
        """A report's photos, in the order in which they came; raises NotHere."""
        self._reports.get(report_id)
        with self._plant.reading() as session:
            return [Photo.of(row) for row in _rows(session, report_id)]

    def read(self, report_id: str, number: int) -> tuple[Photo, bytes]:
        """One photo and its JPEG; raises NotHere."""
        photo = next((one for one in self.of(report_id) if one.number == number), None)
        if photo is None:
            raise NotHere(f"The report has no photo {number}. GET …/photos lists them.")
        try:
            return photo, self._file(photo.sha256).read_bytes()
        except FileNotFoundError as exc:
            told = f"The file of photo {number} is missing. Restore it out of a backup."
            raise NotHere(told) from exc

    def add(self, report_id: str, content: bytes, actor: Actor) -> tuple[Photo, bool]:
        """Keeps a photo; one that the report has already is the same photo.

        Returns:
            The photo, and whether it is new.

        Raises:
            NotHere: No such report.
            IllegalStep, NotAllowed: It is not this person's to change now.
            UnfitPhoto, LargePhoto: The bytes are no photo.
            PhotosFull: It has as many as it may have.
            NoRoom: The disk is full.
        """
        self.check(report_id, actor)
        return self.put(report_id, taken(content), actor)

    def put(self, report_id: str, photo: Taken, actor: Actor) -> tuple[Photo, bool]:
        """The same for one that is drawn already."""
        part = self._written(photo.jpeg)
        try:
            with self._plant.writing() as session:
                _may_edit(session, report_id, actor)
                rows = _rows(session, report_id)
                known = next((row for row in rows if row.sha256 == photo.sha256), None)
                if known is not None:
                    return Photo.of(known), False
                row = self._row(report_id, rows, photo, actor)
                session.add(row)
                session.flush()
                put_in_place(part, self._file(photo.sha256))
                return Photo.of(row), True
        finally:
            part.unlink(missing_ok=True)

    def remove(self, report_id: str, number: int, actor: Actor) -> None:
        """Takes one away while the report is a draft; raises NotHere, IllegalStep, NotAllowed."""
        self.check(report_id, actor)
        with self._plant.writing() as session:
            report = _may_edit(session, report_id, actor)
            if report.status != "draft":
                raise IllegalStep(
                    f"A report that is {report.status} keeps its photos. Take it back first."
                )
            row = session.get(PhotoRow, (report_id, number))
            if row is None:
                raise NotHere(f"The report has no photo {number}. GET …/photos lists them.")
            with suppress(FileNotFoundError):
                os.utime(self._file(row.sha256))  # its hour begins
            session.delete(row)
        self.sweep()

    def check(self, report_id: str, actor: Actor) -> None:
        """Raises NotHere, IllegalStep or NotAllowed unless they may add a photo now."""
        report = self._reports.get(report_id)
        is_seen = report.acknowledged_at is not None
        may_edit(Standing(report.status, report.author, is_seen), actor)

    def sweep(self) -> int:
        """Deletes files that no row has named for an hour; how many."""
        if not self.folder.is_dir():
            return 0
        with self._plant.writing() as session:  # all rows, whoever asks: reading shows theirs alone
            named = set(session.scalars(select(PhotoRow.sha256).distinct()))
        gone, now = 0, time.time()
        for file in self.folder.iterdir():
            is_part = file.name.endswith(PART_SUFFIX)
            is_left = _OURS.fullmatch(file.name) and file.stem not in named
            rest = _ABANDONED if is_part else _LEFT_FOR
            if (is_part or is_left) and now - file.stat().st_mtime > rest:
                file.unlink(missing_ok=True)
                gone += 1
        return gone

    def _row(
        self, report_id: str, rows: Sequence[PhotoRow], photo: Taken, actor: Actor
    ) -> PhotoRow:
        if len(rows) >= MOST:
            raise PhotosFull(
                f"A report has {MOST} photos at most. Remove one, or write what it shows."
            )
        return PhotoRow(
            report_id=report_id,
            number=max((row.number for row in rows), default=0) + 1,
            sha256=photo.sha256,
            width=photo.width,
            height=photo.height,
            bytes=len(photo.jpeg),
            added_at=self._now(),
            added_by=actor.name,
        )

    def _written(self, jpeg: bytes) -> Path:
        if why := trouble(self._data, self._least_free):
            raise NoRoom(why)
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            return write_part(self.folder, [jpeg])
        except OSError as exc:
            if exc.errno in (errno.ENOSPC, errno.EDQUOT):
                raise NoRoom("The disk is full, the photo was not kept. Free some space.") from exc
            raise

    def _file(self, digest: str) -> Path:
        return self.folder / f"{digest}.jpg"


def _rows(session: Session, report_id: str) -> list[PhotoRow]:
    found = select(PhotoRow).where(PhotoRow.report_id == report_id).order_by(PhotoRow.number)
    return list(session.scalars(found))


def _may_edit(session: Session, report_id: str, actor: Actor) -> ReportRow:
    """The report's row, held until the transaction ends."""
    row = session.get_one(ReportRow, report_id, with_for_update=True)
    author = Actor.model_validate({"name": row.author_name, "role": row.author_role})
    may_edit(Standing(row.status, author, row.acknowledged_at is not None), actor)
    return row
