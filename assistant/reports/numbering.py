"""Numbers of reports count by site and year, and none is given twice."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from assistant.reports.tables import NumberRow


def held(session: Session, site: str, year: int) -> NumberRow:
    """The year's counter, which nobody else advances until the transaction ends."""
    session.execute(
        text(
            "INSERT INTO report_numbers (site, year, last) VALUES (:site, :year, 0)"
            " ON CONFLICT DO NOTHING"
        ),
        {"site": site, "year": year},
    )
    return session.get_one(NumberRow, (site, year), with_for_update=True)
