"""What every table of the plant's database is made of."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from assistant.errors import NaiveTime

_NAMES = {  # so that a migration can name what it drops, on SQLite and PostgreSQL alike
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


ID = String(36)
"""A UUID."""
NAME = String(200)
"""Of a machine, a person, a site, another system."""
WORD = String(32)
"""One of a list of ours."""


class Base(DeclarativeBase):
    """The tables; each is declared beside the code that owns it."""

    metadata = MetaData(naming_convention=_NAMES)


class Utc(TypeDecorator[datetime]):
    """A moment: aware when it is given, aware UTC when it is read, whatever the database keeps.

    Raises:
        NaiveTime: It is given without an offset.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveTime(f"{value.isoformat()} has no offset. Times are told as RFC 3339 does.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def utc_now() -> datetime:
    """The clock of every table, unless a test has another."""
    return datetime.now(UTC)
