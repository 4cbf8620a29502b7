"""How much is still to be told to other systems."""

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from assistant.tickets.tables import ErrandRow
from assistant.webhooks.tables import DeliveryRow, EndpointRow

if TYPE_CHECKING:
    from assistant.plant.database import PlantDatabase


def backlog(plant: "PlantDatabase", site: str) -> dict[str, int]:
    """Messages of a site that wait, as ``webhooks`` and as ``tickets``."""
    messages = (
        select(func.count())
        .select_from(DeliveryRow)
        .join(EndpointRow, EndpointRow.id == DeliveryRow.endpoint_id)
        .where(EndpointRow.site == site, DeliveryRow.state == "waiting")
    )
    errands = (
        select(func.count())
        .select_from(ErrandRow)
        .where(ErrandRow.site == site, ErrandRow.state == "waiting")
    )
    with plant.reading() as session:
        return {
            "webhooks": session.scalar(messages) or 0,
            "tickets": session.scalar(errands) or 0,
        }
