"""People and keys for tests: over an empty database, with a clock to turn and a cheap hash."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from assistant.access.desk import Access
from assistant.access.hashing import Hasher
from assistant.access.model import Principal
from assistant.plant.database import PlantDatabase
from tests.plants import opened

START = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
CONSOLE = Principal.console()
CHEAP = Hasher(passes=1, memory_kib=8)
"""The least that argon2 takes; what a hash costs is no test's matter."""


@dataclass
class Clock:
    """Stands still until it is turned."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Desk:
    """Who may, and what was told of it."""

    access: Access
    plant: PlantDatabase
    clock: Clock
    told: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)

    @classmethod
    def over(cls, plant: PlantDatabase) -> "Desk":
        clock, told = Clock(), []

        def hear(
            _: Session, event: str, who: Principal | str, details: Mapping[str, object]
        ) -> None:
            told.append((event, who if isinstance(who, str) else who.name, dict(details)))

        access = Access(plant, now=clock, happened=hear, hasher=CHEAP)
        return cls(access, plant, clock, told)

    def events(self) -> list[str]:
        return [event for event, _, _ in self.told]


@contextmanager
def plant_for(engine: str, folder: Path) -> Iterator[PlantDatabase]:
    """A database that several tests share, one after the other."""
    with opened(engine, folder) as plant:
        yield plant


def emptied(plant: PlantDatabase) -> Desk:
    """The same with nobody in it."""
    with plant.writing() as session:
        for table in ("api_keys", "sign_in_tries", "sessions", "people"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own words
    return Desk.over(plant)
