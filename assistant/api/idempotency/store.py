"""Where replies are kept: begun, finished or let go, each in a transaction of its own.

A process may die between what it made and this row. Its hold runs out then, and who asks again goes
on under the id that the first try had reserved, so that what was made is found and not doubled.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from assistant.api.idempotency.tables import KeptReplyRow
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase
from assistant.reports.identity import new_id

KEPT = timedelta(days=7)
"""Tablets are taken where there is no network, and come back."""
HELD = timedelta(seconds=60)
"""Longer than any of these requests takes once its body is here."""


class Kept(NamedTuple):
    """A reply as it was given."""

    status: int
    headers: dict[str, str]
    body: bytes | None
    """None: it showed a secret, which is kept nowhere."""


class Entry(NamedTuple):
    """What is known of a request."""

    digest: str
    reserved: str
    held_until: datetime
    reply: Kept | None
    is_ours: bool
    """Whoever asked is to carry it out."""


class Replies:
    """The replies of one plant. Safe to use from many threads and processes."""

    def __init__(self, plant: PlantDatabase, now: Callable[[], datetime] = utc_now) -> None:
        self._plant, self._now = plant, now

    def begin(self, key: str, digest: str) -> Entry:
        """What is known of a request, which is the caller's to carry out if nobody else does.

        Args:
            key: Names it: SHA-256, hexadecimal.
            digest: Of what was sent, the same.
        """
        try:
            return self._begin(key, digest)
        except IntegrityError:  # PostgreSQL: another began it at the same moment
            return self._begin(key, digest)

    def _begin(self, key: str, digest: str) -> Entry:
        now = self._now()
        with self._plant.writing() as session:
            session.execute(delete(KeptReplyRow).where(KeptReplyRow.until < now))
            row = session.get(KeptReplyRow, key, with_for_update=True)
            if row is None:
                row = KeptReplyRow(key=key, digest=digest, reserved=new_id(now))
                session.add(row)
            elif row.digest != digest or row.status is not None or row.held_until > now:
                return _entry(row, is_ours=False)
            row.held_until, row.until = now + HELD, now + KEPT
            return _entry(row, is_ours=True)

    def keep(self, key: str, reply: Kept) -> None:
        """The request was carried out."""
        with self._plant.writing() as session:
            session.execute(
                update(KeptReplyRow)
                .where(KeptReplyRow.key == key, KeptReplyRow.status.is_(None))
                .values(status=reply.status, headers=reply.headers, body=reply.body)
            )

    def release(self, key: str, held_until: datetime) -> None:
        """It made nothing, and may be tried again; unless another has taken it over."""
        with self._plant.writing() as session:
            session.execute(
                delete(KeptReplyRow).where(
                    KeptReplyRow.key == key,
                    KeptReplyRow.status.is_(None),
                    KeptReplyRow.held_until == held_until,
                )
            )


def _entry(row: KeptReplyRow, *, is_ours: bool) -> Entry:
    reply = None if row.status is None else Kept(row.status, row.headers, row.body)
    return Entry(row.digest, row.reserved, row.held_until, reply, is_ours)
