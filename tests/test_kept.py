"""What is written once stays so on SQLite too, whose REPLACE tells no trigger what it deletes."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Table, insert, select, text
from sqlalchemy.exc import DBAPIError

from assistant.audit.log import AuditLog
from assistant.gaps.tables import VerifiedEventRow, VerifiedRow
from assistant.plant.base import Base, Utc
from assistant.plant.database import PlantDatabase
from assistant.reports.store import ReportStore
from tests.plants import opened
from tests.report_forms import ADA, filled

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KINDS = {int: 1, str: "x"}


def a_row(table: Table) -> dict[str, object]:
    """Of any values that its columns take."""
    needed = [column for column in table.columns if not column.nullable]
    return {
        one.name: NOON if isinstance(one.type, Utc) else KINDS.get(one.type.python_type, [])
        for one in needed
    }


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlantDatabase]:
    """One of whose logs each holds something."""
    with opened("sqlite", tmp_path_factory.mktemp("kept")) as plant:
        AuditLog(plant, "plant").tell("draft.made")
        ReportStore(plant).create(filled(reported_text="The belt."), ADA)
        with plant.writing() as session:
            for row in (VerifiedRow, VerifiedEventRow):
                table = Base.metadata.tables[row.__tablename__]
                told = {"id": "x"} if row is VerifiedRow else {"id": 1}
                session.execute(insert(table).values(a_row(table) | told))
        yield plant


@pytest.mark.parametrize(
    ("name", "moved"),
    [
        ("audit_entries", {}),
        ("audit_head", {}),
        ("report_events", {}),
        ("report_events", {"id": 1000}),
        ("verified_events", {}),
        ("verified_events", {"id": 1000}),
        ("reports", {}),
        ("reports", {"id": "other"}),
    ],
)
def test_what_is_kept_is_not_replaced(
    plant: PlantDatabase, name: str, moved: dict[str, object]
) -> None:
    table = Base.metadata.tables[name]
    with plant.reading() as session:
        before = session.execute(select(table)).mappings().all()
    told = insert(table).prefix_with("OR REPLACE").values(dict(before[0]) | moved)
    with pytest.raises(DBAPIError, match=r"it is kept|keeps its end"), plant.writing() as session:
        session.execute(told)
    with plant.reading() as session:
        assert session.execute(select(table)).mappings().all() == before


def test_each_table_that_refuses_deletes_refuses_replacing(plant: PlantDatabase) -> None:
    found = text("SELECT tbl_name, lower(sql) FROM sqlite_master WHERE type = 'trigger'")
    with plant.reading() as session:
        triggers = session.execute(found).all()
    held = {table for table, told in triggers if "before delete" in told}
    assert held
    assert held <= {table for table, told in triggers if "before insert" in told}
