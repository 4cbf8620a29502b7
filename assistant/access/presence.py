"""Where others are signed in: seen and ended by who manages them."""

from assistant.access.events import Happened, unheard
from assistant.access.model import Principal, SignedIn
from assistant.access.rows import about, managed, row_of
from assistant.access.sessions import Sessions
from assistant.plant.database import PlantDatabase


class Presence:
    """The sessions of other people. Safe to use from many threads and processes."""

    def __init__(
        self, plant: PlantDatabase, sessions: Sessions, *, happened: Happened = unheard
    ) -> None:
        """In this database; ``happened`` is told of each end, in its transaction."""
        self._plant, self._sessions, self._happened = plant, sessions, happened

    def of(self, person_id: str, *, by: Principal) -> list[SignedIn]:
        """Where somebody is signed in now, latest first; raises NotHere."""
        with self._plant.reading() as session:
            row_of(session, person_id, by, is_held=False)
        return self._sessions.of(person_id)

    def end(self, person_id: str, *, by: Principal) -> int:
        """Ends all of somebody else's; how many. Raises NotHere, Oneself, OutOfReach."""
        with self._plant.writing() as session:
            row = managed(session, person_id, by)
            ended = self._sessions.end(session, person_id)
            self._happened(session, "sign_out", by, about(row, ended=ended))
        self._sessions.forget()
        return ended

    def end_one(self, person_id: str, session_id: str, *, by: Principal) -> None:
        """Ends one of them; raises NotHere, Oneself, OutOfReach."""
        with self._plant.writing() as session:
            row = managed(session, person_id, by)
            self._sessions.end_one(session, person_id, session_id)
            self._happened(session, "sign_out", by, about(row, ended=1))
        self._sessions.forget()
