"""Where other systems' events arrive, and where an administrator sees what became of them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError

from assistant.errors import NotHere
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase
from assistant.tickets.challenge import answer_to
from assistant.tickets.connections import Connection
from assistant.tickets.line import put
from assistant.tickets.marks import OURS, is_ours
from assistant.tickets.model import Errand, Incoming, State, TicketEvent
from assistant.tickets.system import TicketSystem
from assistant.tickets.tables import ErrandRow


class Taken(NamedTuple):
    """What became of an event."""

    state: Literal["queued", "known", "ignored"]
    """``known``: it came before. ``ignored``: there is nothing to answer."""
    event_id: str | None = None


class TicketDesk:
    """The connections of one site. Safe to use from many threads and processes."""

    def __init__(
        self,
        plant: Callable[[], PlantDatabase],
        connections: Mapping[str, Connection],
        systems: Mapping[str, TicketSystem],
        site: str,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Of one site.

        Args:
            plant: Gives the database.
            connections: By name.
            systems: The same connections' adapters.
            site: Whose they are.
            now: The clock.
        """
        self._plant, self._connections, self._systems = plant, connections, systems
        self._site, self._now = site, now

    def require(self, name: str) -> None:
        """Raises NotHere where there is no such connection."""
        self._system(name)

    def take(self, name: str, incoming: Incoming) -> Taken:
        """Puts an event in line before it is acknowledged: nobody tells it again.

        Raises:
            NotHere: No such connection.
            Forged: Its sender does not know the secret.
            BadTickets: The connection has no secret for events.
        """
        event = self._system(name).read(incoming)
        if event is None or not self._connections[name].told.answers:
            return Taken("ignored")
        told = {"title": event.title, "text": event.text, "url": event.ticket.url}
        told["requester"] = event.requester
        try:
            return self._kept(name, event, told)
        except IntegrityError:  # it came twice at once, and PostgreSQL let both look first
            return Taken("known", event.event_id)

    def _kept(self, name: str, event: TicketEvent, told: Mapping[str, str | None]) -> Taken:
        with self._plant().writing() as session:
            skipped = OURS if is_ours(session, self._site, name, event) else None
            is_new = put(
                session,
                self._site,
                name,
                "answer",
                event.event_id,
                told,
                self._now(),
                ticket_id=event.ticket.id,
                skipped=skipped,
            )
        if not is_new:
            return Taken("known", event.event_id)
        return Taken("ignored" if skipped else "queued", event.event_id)

    def challenge(self, name: str, token: str) -> str:
        """GLPI's question whether this address knows the secret.

        Raises:
            NotHere: No such connection, or one that asks for nothing.
            Forged: Whoever asks does not know it.
        """
        self._system(name)
        connection = self._connections[name]
        if connection.told.system != "glpi":
            raise NotHere(f"{name} asks for no challenge.")
        return answer_to(token, connection.key("hook"))

    def errands(
        self,
        connection: str | None = None,
        state: State | None = None,
        *,
        limit: int = 50,
    ) -> list[Errand]:
        """The log, latest first."""
        found = select(ErrandRow).where(ErrandRow.site == self._site)
        if connection is not None:
            found = found.where(ErrandRow.connection == connection)
        if state is not None:
            found = found.where(ErrandRow.state == state)
        with self._plant().reading() as session:
            rows = session.scalars(found.order_by(ErrandRow.seq.desc()).limit(limit))
            return [_errand(row) for row in rows]

    def replay(self, errand_id: str | None = None, since: datetime | None = None) -> int:
        """Puts errands in line again: one, or all that failed since a moment; how many.

        What was done after all is found by its mark, and not done twice.

        Raises:
            NotHere: No such errand.
        """
        if errand_id is not None:
            chosen: ColumnElement[bool] = ErrandRow.id == errand_id
        else:
            chosen = ErrandRow.state == "failed"
            if since is not None:
                chosen &= ErrandRow.at >= since
        with self._plant().writing() as session:
            done = session.execute(
                update(ErrandRow)
                .where(ErrandRow.site == self._site, chosen)
                .values(state="waiting", tries=0, next_at=self._now(), outcome=None)
                .returning(ErrandRow.seq)
            )
            count = len(done.all())
        if errand_id is not None and not count:
            raise NotHere(f"There is no errand {errand_id}. `shiftmate tickets list` shows them.")
        return count

    def _system(self, name: str) -> TicketSystem:
        if name not in self._systems:
            raise NotHere(f"tickets.toml has no connection {name!r}.")
        return self._systems[name]


def _errand(row: ErrandRow) -> Errand:
    names = Errand.model_fields.keys() - {"event", "next_at"}
    told = {name: getattr(row, name) for name in names}
    next_at = row.next_at if row.state == "waiting" else None
    return Errand.model_validate({**told, "event": row.told.get("event"), "next_at": next_at})
