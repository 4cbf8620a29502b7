"""Who may read which reports: a reader's connection has no row of a report that is kept from them.

As in the library (`vectorstore.readers`), temporary views stand before the tables by their names,
so that no query needs a condition that somebody could forget: lists, histories, handovers and
repairs are as if the report had never been. From whom nothing is kept, they read the tables.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session

from assistant.plant.database import PlantDatabase
from vectorstore.readers import AUDIENCES, Audience, Reader, Rights

_BESIDE: Final = ("report_events", "report_refs", "report_outbox", "report_photos")
"""Tables whose rows belong to a report."""


class PlantAsReadBy(PlantDatabase):
    """The database as one reader of a site may see it. What they write, they write to all of it."""

    def __init__(self, plant: PlantDatabase, reader: Reader, site: str) -> None:
        """Reports of other sites, and work orders that are such reports, are nobody's here.

        Args:
            plant: All of it.
            reader: Who may read this site.
            site: Whose reports are read.
        """
        super().__init__(plant.engine)
        self._plant = plant
        self.reader = reader
        self.hidden_audiences: tuple[Audience, ...] = tuple(
            one for one in AUDIENCES if not reader.may_read(Rights(site, one))
        )
        self._is_hidden = _condition(site, self.hidden_audiences)

    @property
    def hides(self) -> bool:
        """Whether there is a report that this reader may not see."""
        with self._plant.reading() as session:
            return self._finds_hidden(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One state of the rows that are theirs. Raises PlantUnavailable."""
        with self._plant.reading() as session:
            if not self._finds_hidden(session):
                yield session
                return
        with self._plant.reading_by(self._is_hidden, self._prepare) as session:
            yield session

    def close(self) -> None:
        """Nothing: the database is the house's."""

    def _finds_hidden(self, session: Session) -> bool:
        found = text(f"SELECT 1 FROM reports WHERE {self._is_hidden} LIMIT 1")  # noqa: S608
        return session.scalar(found) is not None

    def _prepare(self, connection: DBAPIConnection, schema: str) -> None:
        """Views are named as the tables; SQLite and PostgreSQL look among temporary ones first."""
        cursor = connection.cursor()
        for name, condition in _views(schema, self._is_hidden):
            cursor.execute(
                f"CREATE TEMP VIEW {name} AS SELECT * FROM {schema}.{name} WHERE {condition}"  # noqa: S608
            )
        cursor.close()


def _condition(site: str, audiences: tuple[Audience, ...]) -> str:
    """Of rows of ``reports``: each part finds its rows by an index, and there are few."""
    here = _quoted(site)
    parts = [f"site < {here}", f"site > {here}"]
    if audiences:
        parts.append(f"audience IN ({', '.join(map(_quoted, audiences))})")
    return f"({' OR '.join(parts)})"


def _views(schema: str, is_hidden: str) -> Iterator[tuple[str, str]]:
    """Each table's name, and which of its rows are shown.

    Work orders are told by id, which every index holds: a million are counted without their rows.
    Most of them came before the first report that is kept, which one comparison tells.
    """
    hidden = f"SELECT id FROM {schema}.reports WHERE {is_hidden}"  # noqa: S608
    yield "reports", f"id NOT IN ({hidden})"
    for name in _BESIDE:
        yield name, f"report_id NOT IN ({hidden})"
    orders = (
        f"FROM {schema}.work_orders AS told"
        f" WHERE told.source = 'reports' AND told.row_key IN ({hidden})"
    )
    first, those = f"SELECT min(told.id) {orders}", f"SELECT told.id {orders}"
    yield "work_orders", f"(id < ({first}) OR id NOT IN ({those}))"
    yield (
        "imports",
        "source <> 'reports' OR EXISTS (SELECT 1 FROM work_orders WHERE source = 'reports')",
    )


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
