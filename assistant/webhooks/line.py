"""The line before each endpoint: which message is next, and what becomes of it after a try.

Of one report the earlier message goes first, and the later waits until it is delivered or given up;
messages of other reports pass. One courier at a time serves an endpoint.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, true, update
from sqlalchemy.orm import Session, aliased

from assistant.webhooks.model import Letter, Outcome
from assistant.webhooks.tables import DeliveryRow, EndpointRow

DELAYS = (0.0, 5.0, *(60.0 * minutes for minutes in (5, 30, 120, 300, 600, 840, 1200, 1440)))
"""Seconds before each try, after Standard Webhooks: three days in all."""
_JITTER = 0.1
"""At most, of a delay: receivers that come back are not met by everybody at once."""
LEASE = timedelta(seconds=60)
"""Longer than a look-up and a try together; after a crash another courier waits so long."""
SILENT = timedelta(days=5)
"""Nothing got through for so long: a long weekend is no reason to disable an endpoint."""
_OLD_SECRETS = 5
"""That sign beside the new one: each makes the header longer."""
_REMEMBERED = 20
"""Tries of a message that the log keeps."""

_Earlier = aliased(DeliveryRow)


def _due(now: datetime) -> ColumnElement[bool]:
    """Deliveries that may go now, and that no earlier one of their report holds back."""
    held_back = exists().where(
        _Earlier.endpoint_id == DeliveryRow.endpoint_id,
        _Earlier.state == "waiting",
        _Earlier.report_id == DeliveryRow.report_id,
        _Earlier.seq < DeliveryRow.seq,
    )
    return and_(DeliveryRow.state == "waiting", DeliveryRow.next_at <= now, ~held_back)


def _open(now: datetime) -> ColumnElement[bool]:
    resting = EndpointRow.resting_until
    return and_(EndpointRow.enabled == true(), or_(resting.is_(None), resting <= now))


def _free_for(courier: str, now: datetime) -> ColumnElement[bool]:
    return or_(
        EndpointRow.courier.is_(None),
        EndpointRow.courier == courier,
        EndpointRow.courier_until <= now,
    )


def due_endpoints(session: Session, site: str, courier: str, now: datetime) -> list[str]:
    """The endpoints that this courier could serve now."""
    waiting = exists().where(DeliveryRow.endpoint_id == EndpointRow.id, _due(now))
    found = select(EndpointRow.id).where(
        EndpointRow.site == site, _open(now), _free_for(courier, now), waiting
    )
    return list(session.scalars(found))


def take(session: Session, endpoint_id: str, courier: str, now: datetime) -> bool:
    """Makes this courier the endpoint's, unless another one is."""
    done = session.execute(
        update(EndpointRow)
        .where(EndpointRow.id == endpoint_id, _free_for(courier, now))
        .values(courier=courier, courier_until=now + LEASE)
        .returning(EndpointRow.id)
    )
    return done.first() is not None


def leave(session: Session, endpoint_id: str, courier: str) -> None:
    """Lets others serve the endpoint."""
    session.execute(
        update(EndpointRow)
        .where(EndpointRow.id == endpoint_id, EndpointRow.courier == courier)
        .values(courier=None, courier_until=None)
    )


def next_letter(
    session: Session, endpoint_id: str, courier: str, now: datetime
) -> tuple[int, Letter] | None:
    """The message whose turn it is, with its place; None where none is due or it is not ours."""
    found = (
        select(DeliveryRow, EndpointRow)
        .join(EndpointRow, EndpointRow.id == DeliveryRow.endpoint_id)
        .where(DeliveryRow.endpoint_id == endpoint_id, EndpointRow.courier == courier)
        .where(_open(now), _due(now))
        .order_by(DeliveryRow.next_at, DeliveryRow.seq)
        .limit(1)
    )
    row = session.execute(found).first()
    if row is None:
        return None
    delivery, endpoint = row
    body = delivery.body.encode()
    return delivery.seq, Letter(endpoint.url, delivery.event_id, body, secrets_of(endpoint, now))


def secrets_of(endpoint: EndpointRow, now: datetime) -> tuple[str, ...]:
    """What signs now: the new secret, and the old ones while receivers change over."""
    return (endpoint.secret, *_old_secrets(endpoint, now))


def put_aside(endpoint: EndpointRow, now: datetime, overlap: timedelta) -> None:
    """Makes the secret one of the old ones, which sign as long as the last of them was promised."""
    kept = (endpoint.secret, *_old_secrets(endpoint, now))[:_OLD_SECRETS] if overlap else ()
    until = now + overlap
    if len(kept) > 1 and endpoint.old_secret_until:
        until = max(until, endpoint.old_secret_until)
    endpoint.old_secret, endpoint.old_secret_until = " ".join(kept) or None, until


def _old_secrets(endpoint: EndpointRow, now: datetime) -> tuple[str, ...]:
    old, until = endpoint.old_secret, endpoint.old_secret_until
    return tuple(old.split()) if old and until and now < until else ()


def settle(
    session: Session,
    endpoint_id: str,
    seq: int,
    courier: str,
    outcome: Outcome,
    now: datetime,
    delays: Sequence[float] = DELAYS,
) -> bool:
    """Writes down what came of a try.

    Returns:
        Whether the endpoint is still this courier's; else another one tries the message again.
    """
    endpoint = session.get(EndpointRow, endpoint_id, with_for_update={"key_share": True})
    if endpoint is None or endpoint.courier != courier:  # it may have been removed meanwhile
        return False
    delivery = session.get_one(DeliveryRow, seq, with_for_update=True)
    endpoint.courier_until = now + LEASE
    told = outcome.attempt(now).model_dump(mode="json")
    delivery.attempts = [*delivery.attempts, told][-_REMEMBERED:]
    if outcome.got_through:
        delivery.state, endpoint.failing_since = "delivered", None
    else:
        _missed(delivery, outcome, now, delays)
        _doubt(endpoint, outcome, now)
    return True


def _missed(
    delivery: DeliveryRow, outcome: Outcome, now: datetime, delays: Sequence[float]
) -> None:
    delivery.tries += 1
    again = next_try(delivery.tries, outcome.wait, now, delays)
    if outcome.gone or again is None:
        delivery.state = "failed"
    else:
        delivery.next_at = again


def next_try(
    tries: int, wait: float, now: datetime, delays: Sequence[float] = DELAYS
) -> datetime | None:
    """When to try again after so many tries; None where they were enough.

    Args:
        tries: That were made.
        wait: Seconds that the other side asked for.
        now: The moment.
        delays: Seconds before each try.
    """
    if tries >= len(delays):
        return None
    jitter = 1 + random.uniform(0, _JITTER)  # noqa: S311 - no secret
    return now + timedelta(seconds=max(delays[tries] * jitter, wait))


def _doubt(endpoint: EndpointRow, outcome: Outcome, now: datetime) -> None:
    """Rests where the receiver asks for it; gives up where it is gone, or silent for long."""
    endpoint.failing_since = endpoint.failing_since or now
    if outcome.wait:
        endpoint.resting_until = now + timedelta(seconds=outcome.wait)
    silent = now - endpoint.failing_since >= SILENT
    if outcome.gone or silent:
        endpoint.enabled = False
        endpoint.disabled_because = "gone" if outcome.gone else "silent"
