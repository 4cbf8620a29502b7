"""Where an import writes: batches of work orders, each with the mark of how far it has come."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, bindparam, exists, func, insert, select, text, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from assistant.history.convert import Order
from assistant.history.mapping import ColumnMapping
from assistant.history.sheet import Sheet
from assistant.history.table import Import, WorkOrder
from assistant.plant.database import PlantDatabase

_CACHE_KIB = 64 << 10
"""Of SQLite's pages: with its usual 2 MiB every batch writes the indexes several times."""
_ORDERS = cast(Table, WorkOrder.__table__)
_EARLIER = _ORDERS.alias("earlier")


@dataclass(slots=True)
class Counts:
    """Of rows that reached the database."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0


class ImportDesk:
    """One import: begun, or taken up again where it was stopped."""

    def __init__(
        self, plant: PlantDatabase, sheet: Sheet, mapping: ColumnMapping, mapping_digest: str
    ) -> None:
        self._plant = plant
        self._source = mapping.source
        with plant.writing() as session:
            latest = session.scalar(
                select(Import)
                .where(Import.source == mapping.source)
                .order_by(Import.id.desc())
                .limit(1)
            )
            is_same = latest is not None and (latest.digest, latest.mapping_digest) == (
                sheet.digest,
                mapping_digest,
            )
            if latest is None or not is_same:
                latest = Import(
                    source=mapping.source,
                    file_name=sheet.name,
                    digest=sheet.digest,
                    mapping=asdict(mapping),
                    mapping_digest=mapping_digest,
                    line=0,
                    counts=asdict(Counts()),
                    started_at=datetime.now(UTC),
                )
                session.add(latest)
                session.flush()
        self.import_id = latest.id
        self.settled = latest.line
        """Line up to which an earlier run wrote everything."""
        self.is_known = latest.finished_at is not None
        """Whether the file, read the same way, is what came last from its source."""
        self.counts = Counts(**latest.counts)

    def write(self, orders: Sequence[Order], line: int) -> None:
        """A batch, and with it that everything up to this line is settled."""
        with self._plant.writing() as session:
            if session.get_bind().dialect.name == "sqlite":
                session.execute(text(f"PRAGMA cache_size = -{_CACHE_KIB}"))
            self._write(session, orders)
            session.execute(
                update(Import)
                .where(Import.id == self.import_id)
                .values(line=line, counts=asdict(self.counts))
            )

    def finish(self) -> None:
        """Everything is in."""
        with self._plant.writing() as session:
            session.execute(
                update(Import)
                .where(Import.id == self.import_id)
                .values(finished_at=datetime.now(UTC), counts=asdict(self.counts))
            )

    def _write(self, session: Session, orders: Sequence[Order]) -> None:
        known = self._known(session, orders)
        new = [order for order in orders if order["row_key"] not in known]
        changed = [
            order
            for order in orders
            if order["row_key"] in known and known[order["row_key"]][1] != order["digest"]
        ]
        for order in (*new, *changed):
            order |= {"source": self._source, "import_id": self.import_id}
        last = session.scalar(select(func.max(_ORDERS.c.id))) or 0
        if new:
            session.connection().execute(insert(_ORDERS), new)
            marked = _mark(session, _ORDERS.c.id > last)
            self.counts.duplicates += marked
        if changed:
            _change(session, changed, known)
        self.counts.added += len(new)
        self.counts.updated += len(changed)
        self.counts.unchanged += len(orders) - len(new) - len(changed)

    def _known(
        self, session: Session, orders: Iterable[Order]
    ) -> dict[str, tuple[int, bytes, int | None]]:
        """Id, digest and twin of the orders that are there, by their key."""
        columns = _ORDERS.c
        found = session.execute(
            select(columns.row_key, columns.id, columns.digest, columns.twin).where(
                columns.source == self._source,
                columns.row_key.in_([order["row_key"] for order in orders]),
            )
        )
        return {key: (order_id, digest, twin) for key, order_id, digest, twin in found}


def _change(
    session: Session,
    changed: Sequence[Order],
    known: dict[str, tuple[int, bytes, int | None]],
) -> None:
    """Writes over what was there; who is whose duplicate may be another matter then."""
    rows = [order | {"known_id": known[order["row_key"]][0]} for order in changed]
    session.connection().execute(update(_ORDERS).where(_ORDERS.c.id == bindparam("known_id")), rows)
    twins = {known[order["row_key"]][2] for order in changed}
    twins |= {order["twin"] for order in changed}
    of_them = _ORDERS.c.twin.in_(twins - {None})
    session.execute(update(_ORDERS).where(of_them).values(duplicate_of=None))
    _mark(session, of_them)


def _mark(session: Session, which: ColumnElement[bool]) -> int:
    """Marks orders as duplicates of the first one alike; gives how many."""
    is_earlier = (_EARLIER.c.twin == _ORDERS.c.twin) & (_EARLIER.c.id < _ORDERS.c.id)
    first = select(func.min(_EARLIER.c.id)).where(is_earlier).scalar_subquery()
    done = session.execute(
        update(_ORDERS).where(which, exists().where(is_earlier)).values(duplicate_of=first)
    )
    return cast("CursorResult[Any]", done).rowcount
