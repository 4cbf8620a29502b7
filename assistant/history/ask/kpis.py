"""Questions for figures of reliability. Pure."""

from datetime import datetime
from typing import Final

from assistant.history.ask import kinds as w
from assistant.history.ask.slots import NotUnderstood, Slots
from assistant.history.ask.wanted import Wanted
from assistant.history.queries.columns import BUCKETS
from assistant.history.queries.outcome import Query
from assistant.history.queries.reliability import (
    Acknowledgement,
    BacklogAge,
    PmCompliance,
    Reliability,
    RepeatFailures,
)

_PER_GROUP: Final = frozenset({"mtbf", "mttr", "mtta", "availability_m12"})


def kpi(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:
    """MTBF, MTTR, availability …, of all or of each machine."""
    names = {one.value for one in slots.free(w.KPI)}
    if not names:
        return None
    name = names.pop()
    if names or (slots.group and (name not in _PER_GROUP or slots.group in BUCKETS)):
        raise NotUnderstood("one_kpi", [one.shown for one in slots.free(w.KPI)])
    slots.claim(w.KPI, w.COUNT, w.AMOUNT, w.WHICH, w.WHEN, w.LIST)
    scope = slots.scope
    if slots.group:
        return _kpi_by(slots, wanted, name, slots.group, now)
    if name == "repeat_failures":
        values = slots.vocabulary.titles.values()
        return RepeatFailures(scope=scope, kind="item" if "item" in values else "failure_code")
    if name == "backlog":
        return BacklogAge(scope=scope, at=now)
    if name == "pm_compliance":
        return PmCompliance(scope=scope, due=slots.vocabulary.due, at=now)
    return (
        Acknowledgement(scope=scope)
        if name == "mtta"
        else Reliability(scope=scope, kpi=name, at=now)
    )


def _kpi_by(slots: Slots, wanted: Wanted, name: str, by: str, now: datetime) -> Query:
    """Of each machine; the first few by a superlative, which of a KPI tells no measure."""
    slots.claim(w.ORDER, w.TOP)
    limit = slots.limit or (None if wanted.descending is None else 1)
    rises = None if wanted.descending is None else not wanted.descending
    more = {"by": by, "limit": limit, "ascending": rises}
    if name == "mtta":
        return Acknowledgement(scope=slots.scope, **more)
    return Reliability(scope=slots.scope, kpi=name, at=now, **more)
