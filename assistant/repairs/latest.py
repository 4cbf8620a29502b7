"""What was last done to a machine, whatever the fault: the newest approved reports and orders."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from assistant.answering.repair import Repair
from assistant.repairs import orders
from assistant.repairs.places import Places
from assistant.repairs.reports import approved
from vectorstore.assets import Asset


def latest(session: Session, site: str, zone: ZoneInfo, machine: Asset) -> list[Repair]:
    """All that is told of the machine, the latest first; what has no date comes last."""
    meant = Places(orders.machines_written(session)).of([machine])
    told = [
        *approved(session, site, (machine.tag,), zone),
        *orders.of_machines(session, list(meant.written), {}),
    ]
    return sorted(told, key=lambda one: one.day or date.min, reverse=True)
