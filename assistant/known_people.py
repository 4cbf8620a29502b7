"""Whom the plant knows by name: who signs in, and who stands in its reports and work orders."""

from collections.abc import Iterable

from sqlalchemy import select

from assistant.access.tables import PersonRow
from assistant.history.table import WorkOrder
from assistant.plant.database import PlantDatabase
from assistant.reports.tables import ReportRow

_NAMED = (
    PersonRow.name,
    ReportRow.author_name,
    ReportRow.reporter,
    ReportRow.submitted_by,
    ReportRow.acknowledged_by,
    ReportRow.reviewed_by,
    ReportRow.closed_by,
    WorkOrder.technician,
)


def known_people(plant: PlantDatabase) -> Iterable[str]:
    """What stands in the fields for people; some of it will be no name."""
    with plant.reading() as session:
        return {
            name for column in _NAMED for name in session.scalars(select(column).distinct()) if name
        }
