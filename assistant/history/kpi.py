"""Reliability: how often machines break down, how long they stand, how much they run. Pure.

Formulas in words: `prompts.formulas`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import fsum, log
from statistics import median

from assistant.history.figure import Figure, Id, in_order, left_out
from assistant.history.spans import Span, in_utc, merged
from assistant.history.stood import HOUR, Stops, begun_in, down, failures, touching
from assistant.history.stops import Operating, Stop, breakdowns, operating_hours, stopped

_HOUR = timedelta(hours=1)


def mtbf(
    stops: Iterable[Stop] | Stops, window: Span, operating: Operating, confidence: float = 0.9
) -> Figure:
    """Mean operating time between failures, with its interval.

    Without a failure the value is None and ``low`` the bound O/(-ln(1 - confidence)).
    Interval: NIST/SEMATECH e-Handbook 8.4.5.1, for a period that ends at a given time.

    Args:
        stops: Corrective ones at which the machine stood.
        window: Failures that began in it count.
        operating: Hours in the window.
        confidence: Of the interval, both sides together.
    """
    listed = stopped(stops)
    n, ids = failures(listed, window)
    hours, alpha = operating.hours, 1 - confidence
    low, high = hours / -log(alpha), None
    if n:
        from scipy.special import chdtri  # what scipy.stats.chi2 asks, and quicker to load

        low = 2 * hours / float(chdtri(2 * n + 2, alpha / 2))
        high = 2 * hours / float(chdtri(2 * n, 1 - alpha / 2))
    return Figure(
        "mtbf",
        hours / n if n else None,
        "h",
        n,
        in_order(ids),
        basis=operating.basis,
        low=low,
        high=high,
        confidence=confidence,
        left_out=left_out(impossible=listed.impossible(), unended=_unended(listed, window)),
    )


def sap_mtbr(stops: Iterable[Stop], window: Span) -> Figure:
    """Mean time from start-up or the last repair to the next failure, as SAP's PMIS has it.

    Args:
        stops: Corrective ones.
        window: It starts when the machines started up.
    """
    listed = list(stops)
    running: list[float] = []
    ids: list[Id] = []
    since: dict[str, datetime] = {}
    for one in breakdowns(listed, window.end):
        if window.holds(one.span.start):
            running.append((one.span.start - since.get(one.asset, window.start)) / _HOUR)
            ids.extend(one.ids)
        if one.span.start < window.end:
            since[one.asset] = max(one.span.end, window.start)
    value = fsum(running) / len(running) if running else None
    out = left_out(impossible=stopped(listed).impossible())
    return Figure("sap_mtbr", value, "h", len(running), in_order(ids), left_out=out)


def mttr(stops: Iterable[Stop] | Stops, window: Span, confidence: float = 0.9) -> Figure:
    """Mean time to restoration of the stops that began in the window, with its interval.

    Interval: of the mean of exponential times, 2T over quantiles of chi-square with 2n degrees of
    freedom (NIST/SEMATECH e-Handbook 8.4.5.1). Repairs that differ less have a narrower one.

    Args:
        stops: Corrective ones.
        window: The period.
        confidence: Of the interval, both sides together.
    """
    listed = begun_in(stopped(stops), window)
    ended = listed.only(listed.is_possible & ~listed.is_open & ~listed.is_unended)
    hours = int((ended.ends - ended.starts).sum()) / HOUR
    n = len(ended.ids)
    low = high = None
    if n:
        from scipy.special import chdtri

        low, high = (
            2 * hours / float(chdtri(2 * n, share))
            for share in ((1 - confidence) / 2, (1 + confidence) / 2)
        )
    return Figure(
        "mttr",
        hours / n if n else None,
        "h",
        n,
        in_order(ended.ids.tolist()),
        low=low,
        high=high,
        confidence=confidence if n else None,
        left_out=left_out(
            open=listed.ids[listed.is_open].tolist(),
            impossible=listed.impossible(),
            unended=listed.ids[listed.is_unended].tolist(),
        ),
    )


def active_repair_time(minutes: Mapping[Id, float | None]) -> Figure:
    """Mean working time of orders.

    Args:
        minutes: By order; None where nobody said.
    """
    told = {one: time for one, time in minutes.items() if time is not None}
    return Figure(
        "active_repair_time",
        fsum(told.values()) / len(told) / 60 if told else None,
        "h",
        len(told),
        in_order(told),
        left_out=left_out(unknown=minutes.keys() - told.keys()),
    )


def mtta(reports: Mapping[Id, tuple[datetime, datetime | None]], confidence: float = 0.9) -> Figure:
    """Median time from submission to acknowledgement, with its interval.

    Args:
        reports: When each was submitted and acknowledged.
        confidence: Of the interval, both sides together; a few reports have none.
    """
    waits = {
        one: (in_utc(acknowledged) - in_utc(submitted)) / _HOUR
        for one, (submitted, acknowledged) in reports.items()
        if acknowledged is not None
    }
    possible = {one: wait for one, wait in waits.items() if wait >= 0}
    low, high = _of_median(sorted(possible.values()), 1 - confidence)
    return Figure(
        "mtta",
        median(possible.values()) if possible else None,
        "h",
        len(possible),
        in_order(possible),
        low=low,
        high=high,
        confidence=confidence,
        left_out=left_out(
            open=reports.keys() - waits.keys(), impossible=waits.keys() - possible.keys()
        ),
    )


def availability_m10(
    stops: Iterable[Stop] | Stops, required: Sequence[Span], assets: int = 1
) -> Figure:
    """Share of the required time in which machines did not stand.

    Args:
        stops: All of them, preventive ones too.
        required: When the machines were to run.
        assets: How many machines are meant.
    """
    listed = stopped(stops)
    hours, stood = down(listed, required)
    total = max(assets, stood) * fsum(span.hours for span in merged(required))
    value = (total - hours) / total if total else None
    return _share("availability_m10", value, listed, required, "required")


def availability_m12(stops: Iterable[Stop] | Stops, window: Span, operating: Operating) -> Figure:
    """Operating time over operating time and time to restoration.

    Args:
        stops: Corrective ones.
        window: The period.
        operating: Hours in it.
    """
    listed = stopped(stops)
    total = operating.hours + down(listed, [window])[0]
    value = operating.hours / total if total else None
    return _share("availability_m12", value, listed, [window], operating.basis)


def uptime_ratio(stops: Iterable[Stop] | Stops, window: Span, assets: int = 1) -> Figure:
    """Share of the calendar time in which machines did not stand."""
    listed = stopped(stops)
    hours = operating_hours(window, listed, assets=assets).hours
    total = max(assets, down(listed, [window])[1]) * window.hours
    value = hours / total if total else None
    return _share("uptime_ratio", value, listed, [window], "calendar")


def _share(
    name: str, value: float | None, stops: Stops, windows: Sequence[Span], basis: str
) -> Figure:
    told = in_order(touching(stops, windows))
    unended = [one for window in windows for one in _unended(stops, window)]
    out = left_out(impossible=stops.impossible(), unended=unended)
    return Figure(name, value, "1", len(told), told, basis=basis, left_out=out)


def _unended(stops: Stops, window: Span) -> list[Id]:
    """Those that began in it and are over, though nobody told when they ended."""
    begun = begun_in(stops, window)
    found: list[Id] = begun.ids[begun.is_unended].tolist()
    return found


def _of_median(ranked: Sequence[float], alpha: float) -> tuple[float | None, float | None]:
    """Interval of a median by its ranks, whatever the distribution; none below five values at 90 %.

    Hahn and Meeker, Statistical Intervals, ch. 5: how many values lie below it is binomial.
    """
    if not ranked:
        return None, None
    from scipy.special import bdtr

    n = len(ranked)
    outside = sum(float(bdtr(rank, n, 0.5)) <= alpha / 2 for rank in range((n + 1) // 2))
    return (ranked[outside - 1], ranked[n - outside]) if outside else (None, None)
