"""What time the work orders tell of: before and after it, nobody knows what happened."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.history.buckets import Days
from assistant.history.table import WorkOrder


def days_covered(session: Session) -> Days | None:
    """Opening days of the first order and the last; None where no order tells one.

    Two steps into the index of opening times, however many orders there are.
    """
    own = WorkOrder.opened_at
    asked = select(WorkOrder.opened_on).where(own.is_not(None)).limit(1)
    first, last = (session.scalar(asked.order_by(order)) for order in (own.asc(), own.desc()))
    return (first, last) if first and last else None
