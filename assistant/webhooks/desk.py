"""What an administrator does with endpoints: add, list, rotate, try, switch, replay, remove."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from assistant.audit.write import Auditor
from assistant.errors import NotHere
from assistant.marks import mark_of, require_mark
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase
from assistant.reports.identity import new_id
from assistant.webhooks.errors import UnfitEndpoint
from assistant.webhooks.hosts import AllowedHosts
from assistant.webhooks.line import put_aside, secrets_of
from assistant.webhooks.model import Delivery, Endpoint, Letter, NewEndpoint, Outcome
from assistant.webhooks.post import Postman
from assistant.webhooks.sign import new_secret
from assistant.webhooks.tables import DeliveryRow, EndpointRow

OVERLAP = timedelta(hours=24)
"""In which the old secret signs too, unless a rotation says otherwise."""
MOST = 20
"""Endpoints of a site: each has a thread while something is due."""


class WebhookDesk:
    """The endpoints of one site. Safe to use from many threads and processes."""

    def __init__(
        self,
        plant: PlantDatabase,
        allowed: AllowedHosts,
        *,
        site: str = "plant",
        now: Callable[[], datetime] = utc_now,
        judge: Callable[[httpx.URL], object] = bool,
    ) -> None:
        """Of one site.

        Args:
            plant: Keeps the endpoints.
            allowed: The hosts that may be told.
            site: Whose endpoints they are.
            now: The clock.
            judge: Raises UnfitEndpoint of an address that no message would go to.
        """
        self._plant, self._allowed, self._site, self.now = plant, allowed, site, now
        self._judge = judge
        self._auditor = Auditor(site, now)

    def add(self, new: NewEndpoint, endpoint_id: str | None = None) -> tuple[Endpoint, str]:
        """Tells an endpoint what happens from now on.

        Args:
            new: Whom to tell of what.
            endpoint_id: Of one that may be sent twice; what has this id already is the reply.

        Returns:
            The endpoint, and its secret, which nothing shows again.

        Raises:
            UnfitEndpoint: Its host is not listed or never told anything, or there are too many.
        """
        self._judge(self._allowed.require(new.url))
        now, secret = self.now(), new_secret()
        row = EndpointRow(
            id=endpoint_id or new_id(now),
            site=self._site,
            url=new.url,
            description=new.description,
            events=list(new.events),
            secret=secret,
            enabled=True,
            created_at=now,
        )
        with self._plant.writing() as session:
            if session.get(EndpointRow, row.id) is not None:
                made = self._row(session, row.id)
                return _endpoint(made, 0), made.secret
            here = select(func.count()).where(EndpointRow.site == self._site)
            if session.scalar(here.select_from(EndpointRow)) == MOST:
                raise UnfitEndpoint(f"There are {MOST} endpoints, as many as may be. Remove one.")
            session.add(row)
            # An address may hold a secret of its own; its host does not.
            told = {"host": urlsplit(new.url).hostname, "events": ", ".join(new.events)}
            self._auditor.note(session, "webhook.added", ("webhook", row.id), told)
        return _endpoint(row, 0), secret

    def all(self) -> list[Endpoint]:
        """The endpoints, in the order in which they were added."""
        waiting = (
            select(func.count())
            .where(DeliveryRow.endpoint_id == EndpointRow.id, DeliveryRow.state == "waiting")
            .scalar_subquery()
        )
        found = select(EndpointRow, waiting).where(EndpointRow.site == self._site)
        with self._plant.reading() as session:
            return [_endpoint(*row) for row in session.execute(found.order_by(EndpointRow.id))]

    def get(self, endpoint_id: str) -> Endpoint:
        """One endpoint; raises NotHere."""
        for endpoint in self.all():
            if endpoint.id == endpoint_id:
                return endpoint
        raise _unknown(endpoint_id)

    def rotate(self, endpoint_id: str, overlap: timedelta = OVERLAP) -> str:
        """A new secret, which nothing shows again; those before it sign too meanwhile.

        A rotation within the overlap of the one before takes nothing from receivers that have not
        changed over yet: its reply may have been lost. Without an overlap all of them end.

        Raises:
            NotHere: No such endpoint.
        """
        with self._plant.writing() as session:
            row = self._row(session, endpoint_id)
            put_aside(row, self.now(), overlap)
            row.secret = new_secret()
            hours = overlap / timedelta(hours=1)
            told = {"overlap_hours": hours}
            self._auditor.note(session, "webhook.rotated", ("webhook", row.id), told)
            return row.secret

    def switch(self, endpoint_id: str, *, enabled: bool, version: str | None = None) -> Endpoint:
        """Off: nothing is put in line, and what is there waits. On: that goes at once.

        Args:
            endpoint_id: Which.
            enabled: On or off.
            version: The one that was read; None to switch whichever there is.

        Raises:
            NotHere: No such endpoint.
            Stale: Somebody, or the endpoint's silence, switched it meanwhile.
            UnfitEndpoint: Its host is not listed any more, or never told anything.
        """
        if enabled:
            self._judge(self._allowed.require(self.get(endpoint_id).url))
        with self._plant.writing() as session:
            row = self._row(session, endpoint_id)
            session.refresh(row, with_for_update=True)
            require_mark(version, _version(row), f"The endpoint {endpoint_id}")
            if enabled:
                self._again(session, DeliveryRow.state == "waiting", endpoint_id)
            row.enabled, row.disabled_because = enabled, None if enabled else "asked"
            row.failing_since = row.resting_until = None
            told = {"enabled": enabled}
            self._auditor.note(session, "webhook.switched", ("webhook", row.id), told)
        return self.get(endpoint_id)

    def remove(self, endpoint_id: str) -> None:
        """Forgets an endpoint and its log; raises NotHere."""
        with self._plant.writing() as session:
            session.delete(self._row(session, endpoint_id))
            self._auditor.note(session, "webhook.removed", ("webhook", endpoint_id))

    def try_out(self, endpoint_id: str, postman: Postman) -> Outcome:
        """Sends ``webhook.test`` at once, past the line and the log; raises NotHere."""
        now = self.now()
        with self._plant.reading() as session:
            row = self._row(session, endpoint_id)
        message = {"type": "webhook.test", "timestamp": now.isoformat(), "data": {}}
        body = json.dumps(message).encode()
        return postman.post(Letter(row.url, new_id(now), body, secrets_of(row, now)))

    def deliveries(
        self,
        endpoint_id: str,
        *,
        before: int | None = None,
        since: datetime | None = None,
        limit: int = 50,
    ) -> list[Delivery]:
        """The log, latest first.

        Args:
            endpoint_id: Whose.
            before: The ``seq`` that the page before ended with.
            since: What happened earlier is left out.
            limit: How many at most.

        Raises:
            NotHere: No such endpoint.
        """
        with self._plant.reading() as session:
            self._row(session, endpoint_id)
            found = select(DeliveryRow).where(DeliveryRow.endpoint_id == endpoint_id)
            if before is not None:
                found = found.where(DeliveryRow.seq < before)
            if since is not None:
                found = found.where(DeliveryRow.at >= since)
            rows = session.scalars(found.order_by(DeliveryRow.seq.desc()).limit(limit))
            return [_delivery(row) for row in rows]

    def replay(
        self, endpoint_id: str, event_id: str | None = None, since: datetime | None = None
    ) -> int:
        """Puts messages in line again, under their ids: one, or all that failed since a moment.

        Returns:
            How many.

        Raises:
            NotHere: No such endpoint, or no such message in its log.
        """
        with self._plant.writing() as session:
            self._row(session, endpoint_id)
            if event_id is not None:
                chosen = DeliveryRow.event_id == event_id
            else:
                chosen = DeliveryRow.state == "failed"
                if since is not None:
                    chosen &= DeliveryRow.at >= since
            count = self._again(session, chosen, endpoint_id)
            if count:
                told = {"event_id": event_id, "messages": count}
                self._auditor.note(session, "webhook.replayed", ("webhook", endpoint_id), told)
        if event_id is not None and not count:
            raise NotHere(f"There is no message {event_id} in the log of this endpoint.")
        return count

    def _again(self, session: Session, chosen: ColumnElement[bool], endpoint_id: str) -> int:
        done = session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.endpoint_id == endpoint_id, chosen)
            .values(state="waiting", tries=0, next_at=self.now())
            .returning(DeliveryRow.seq)
        )
        return len(done.all())

    def _row(self, session: Session, endpoint_id: str) -> EndpointRow:
        row = session.get(EndpointRow, endpoint_id)
        if row is None or row.site != self._site:
            raise _unknown(endpoint_id)
        return row


def _unknown(endpoint_id: str) -> NotHere:
    return NotHere(f"There is no endpoint {endpoint_id}. GET /v1/webhooks lists them.")


def _endpoint(row: EndpointRow, waiting: int) -> Endpoint:
    names = Endpoint.model_fields.keys() - {"waiting", "version"}
    told = {name: getattr(row, name) for name in names}
    return Endpoint.model_validate({**told, "waiting": waiting, "version": _version(row)})


def _version(row: EndpointRow) -> str:
    return mark_of(row.url, row.description, row.events, row.enabled, row.disabled_because)


def _delivery(row: DeliveryRow) -> Delivery:
    told = {name: getattr(row, name) for name in Delivery.model_fields}
    if row.state != "waiting":
        told["next_at"] = None
    return Delivery.model_validate(told)
