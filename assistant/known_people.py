"""Whom the plant knows by name: who signs in, and who stands in its reports and work orders."""

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

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
        told = {
            name for column in _NAMED for name in session.scalars(select(column).distinct()) if name
        }
        return told.union(_performers(session))


def _performers(session: Session) -> Iterator[str]:
    """Who did what a report tells of; the work orders hold them of approved ones alone."""
    actions = ReportRow.rest["actions"].as_string()
    named = or_(*(actions.contains(f'"performed_by":{gap}["') for gap in ("", " ")))
    for told in session.scalars(select(actions).where(named)):
        for one in json.loads(told):
            yield from one["performed_by"]
