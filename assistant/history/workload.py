"""What fails most, what comes again, what waits, and whether preventive work is done. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from math import fsum
from typing import Literal

import numpy as np

from assistant.history.again import NEVER, UNKNOWN, Faults, again, group
from assistant.history.figure import Figure, Id, in_order, left_out, quantile
from assistant.history.spans import in_utc
from assistant.history.stood import micros
from prompts.formulas import ON_TIME

_DAY = timedelta(days=1)
NO_KIND = frozenset({"", "UNK"})
OnTime = Literal["due_date", "next_day", "fifth_of_interval"]
Measure = Literal["count", "downtime"]


@dataclass(frozen=True, slots=True)
class Case:
    """One failure, to be sorted by its kind."""

    id: Id
    kind: str | None
    """Mode, code, item or machine; None and ``UNK`` are no kind."""
    downtime_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class ParetoRow:
    """One kind of failure."""

    kind: str
    count: int
    downtime_minutes: float
    share: float
    """Of all cases of a known kind, by the measure the rows are ordered by."""
    cumulative: float
    """Share of this row and those above it."""
    ids: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Pareto:
    """Kinds of failures, those that matter most first."""

    figure: Figure
    """Its value is the share of cases whose kind nobody told, which no row shows."""
    rows: tuple[ParetoRow, ...]


def pareto(cases: Iterable[Case], by: Measure = "count") -> Pareto:
    """Kinds by count or by downtime."""
    listed = list(cases)
    groups: defaultdict[str, list[Case]] = defaultdict(list)
    unknown: list[Id] = []
    for case in listed:
        if case.kind is None or case.kind in NO_KIND:
            unknown.append(case.id)
        else:
            groups[case.kind].append(case)
    measured = {kind: _measure(own, by) for kind, own in groups.items()}
    total = fsum(measured.values())
    rows: list[ParetoRow] = []
    above: list[float] = []
    for kind in sorted(groups, key=lambda one: (-measured[one], one)):
        own = groups[kind]
        above.append(measured[kind])
        rows.append(
            ParetoRow(
                kind,
                len(own),
                _measure(own, "downtime"),
                measured[kind] / total if total else 0.0,
                fsum(above) / total if total else 0.0,
                in_order(case.id for case in own),
            )
        )
    figure = Figure(
        f"pareto_by_{by}",
        len(unknown) / len(listed) if listed else None,
        "1",
        len(listed),
        in_order(case.id for case in listed),
        left_out=left_out(unknown=unknown, untimed=_untimed(listed) if by == "downtime" else ()),
    )
    return Pareto(figure, tuple(rows))


def _measure(cases: Sequence[Case], by: Measure) -> float:
    if by == "count":
        return float(len(cases))
    return fsum(case.downtime_minutes or 0.0 for case in cases)


def _untimed(cases: Iterable[Case]) -> list[Id]:
    return [case.id for case in cases if case.downtime_minutes is None]


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure, to see whether it comes again."""

    id: Id
    asset: str
    kind: str | None
    """Item or mode; None: nobody said, and nothing is like it."""
    began: datetime
    closed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Repeats:
    """Failures that came again."""

    figure: Figure
    """Its value is how many did."""
    pairs: tuple[tuple[Id, Id], ...]
    """Each of them after the one before."""


def repeat_failures(failures: Iterable[Failure] | Faults, within: timedelta = 30 * _DAY) -> Repeats:
    """Failures of the same machine and kind soon after the last one was closed."""
    faults = failures if isinstance(failures, Faults) else _in_columns(failures)
    is_known = faults.groups != UNKNOWN
    earlier, later = again(faults.only(is_known), within // timedelta(microseconds=1))
    pairs = list(zip(earlier.tolist(), later.tolist(), strict=True))
    days = {"days": f"{within / _DAY:g}"}
    figure = Figure(
        "repeat_failures",
        float(len(pairs)),
        "1",
        int(is_known.sum()),
        in_order(one for pair in pairs for one in pair),
        left_out=left_out(unknown=faults.ids[~is_known].tolist()),
        said={"en": days, "zh": days},
    )
    return Repeats(figure, tuple(sorted(pairs, key=str)))


def _in_columns(failures: Iterable[Failure]) -> Faults:
    listed = sorted(failures, key=lambda one: str(one.id))
    numbers: defaultdict[tuple[str, str], int] = defaultdict(count().__next__)
    return Faults(
        np.array([one.id for one in listed], dtype=object),
        np.array([group(one.asset, one.kind, NO_KIND, numbers) for one in listed], dtype=np.int64),
        np.array([micros(one.began) for one in listed], dtype=np.int64),
        np.array([micros(one.closed) if one.closed else NEVER for one in listed], dtype=np.int64),
    )


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Approved work that is not done."""

    id: Id
    opened: datetime
    estimated_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits."""

    weeks: Figure
    age_p50: Figure
    age_p90: Figure


def backlog(work: Iterable[OpenWork], at: datetime, weekly_hours: float | None) -> Backlog:
    """Weeks of work that wait, and for how many days already.

    Args:
        work: Approved and open.
        at: When it is asked.
        weekly_hours: Hours of labour available; None where nobody said.
    """
    listed = list(work)
    estimated = [one for one in listed if one.estimated_hours is not None]
    hours = fsum(one.estimated_hours or 0.0 for one in estimated)
    weeks = Figure(
        "backlog_weeks",
        hours / weekly_hours if weekly_hours and (estimated or not listed) else None,
        "weeks",
        len(estimated),
        in_order(one.id for one in estimated),
        left_out=left_out(unknown=(one.id for one in listed if one.estimated_hours is None)),
    )
    ages = [(in_utc(at) - in_utc(one.opened)) / _DAY for one in listed]
    ids = in_order(one.id for one in listed)
    p50, p90 = (
        Figure(f"backlog_age_p{share}", quantile(ages, share / 100), "d", len(ages), ids)
        for share in (50, 90)
    )
    return Backlog(weeks, p50, p90)


@dataclass(frozen=True, slots=True)
class DueWork:
    """Preventive work that was due; days are the site's."""

    id: Id
    due: date
    done: date | None = None
    interval_days: float | None = None


_GRACE = {"due_date": 0, "next_day": 1}
_MOST_GRACE = 28
_FIFTH = 5


def pm_compliance(work: Iterable[DueWork], rule: OnTime = "next_day") -> Figure:
    """Share of due preventive work that was done on time.

    Args:
        work: All that was due in the period, done or not.
        rule: What is on time. A fifth of an interval that nobody told is none.
    """
    listed = list(work)
    on_time = [one for one in listed if _is_on_time(one, rule)]
    return Figure(
        "pm_compliance",
        len(on_time) / len(listed) if listed else None,
        "1",
        len(listed),
        in_order(one.id for one in listed),
        said={language: {"rule": rule_in} for language, rule_in in ON_TIME[rule].items()},
    )


def _is_on_time(work: DueWork, rule: OnTime) -> bool:
    if work.done is None:
        return False
    if rule == "fifth_of_interval":
        grace = min((work.interval_days or 0.0) / _FIFTH, _MOST_GRACE)
    else:
        grace = _GRACE[rule]
    return (work.done - work.due).days <= grace
