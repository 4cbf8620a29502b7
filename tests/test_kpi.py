"""KPIs: golden figures to the last printed digit, and what must hold of any stops whatever."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.history.figure import quantile
from assistant.history.kpi import (
    active_repair_time,
    availability_m10,
    availability_m12,
    mtbf,
    mtta,
    mttr,
    sap_mtbr,
    uptime_ratio,
)
from assistant.history.spans import Span, buckets, day_span, merged
from assistant.history.stood import down
from assistant.history.stops import Operating, Reading, Stop, breakdowns, operating_hours, stopped
from assistant.history.workload import (
    Case,
    DueWork,
    Failure,
    OpenWork,
    backlog,
    pareto,
    pm_compliance,
    repeat_failures,
)
from prompts.formulas import BASES, FORMULAS

BERLIN = ZoneInfo("Europe/Berlin")
EPOCH = datetime(2011, 10, 1, tzinfo=UTC)


def at(text, zone=UTC):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def golden(zone):
    times = [("10-03T08", "10-03T12"), ("10-07T10", "10-07T12"), ("11-15T10", "11-15T16")]
    return [
        Stop(number, "P-1", at(f"2011-{start}:00", zone), at(f"2011-{end}:00", zone))
        for number, (start, end) in enumerate(times)
    ], Span(at("2011-10-01T00:00", zone), at("2011-12-01T00:00", zone))


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Asia/Shanghai")])
def test_the_golden_example(zone):
    stops, window = golden(zone)
    operating = operating_hours(window, stops)
    assert operating == Operating(1452.0, "calendar_minus_stops")
    figure = mtbf(stops, window, operating)
    assert f"{figure.value:.1f}" == "484.0"
    assert (f"{figure.low:.1f}", f"{figure.high:.1f}") == ("187.3", "1775.7")
    assert (figure.n, figure.ids, figure.confidence) == (3, (0, 1, 2), 0.9)
    restored = mttr(stops, window)
    assert f"{restored.value:.1f}" == "4.0"
    assert f"{restored.low:.2f} {restored.high:.2f}" == "1.91 14.68"  # 24 h over 12.592 and 1.635
    assert f"{sap_mtbr(stops, window).value:.2f}" == "361.33"
    assert f"{uptime_ratio(stops, window).value:.4f}" == "0.9918"


def test_no_failure_is_no_figure_but_a_bound():
    window = Span(EPOCH, EPOCH + timedelta(hours=1000))
    figure = mtbf([], window, operating_hours(window, []))
    assert (figure.value, figure.high, figure.n) == (None, None, 0)
    assert f"{figure.low:.1f}" == "434.3"
    assert mttr([], window).value is None
    assert sap_mtbr([], window).value is None


def test_clocks_that_were_put_back_make_the_window_an_hour_longer():
    stops, window = golden(BERLIN)
    assert window.hours == 1465
    assert mttr(stops, window).value == pytest.approx(4.0)
    night = Stop(9, "P-1", at("2011-10-30T01:30", BERLIN), at("2011-10-30T03:30", BERLIN))
    assert mttr([night], window).value == pytest.approx(3.0)


def test_days_and_months_are_the_sites():
    months = buckets(day_span(date(2011, 10, 15), date(2011, 12, 31), BERLIN), "month", BERLIN)
    assert [first.month for first, _ in months] == [10, 11, 12]
    assert [span.hours for _, span in months] == [17 * 24 + 1, 30 * 24, 31 * 24]
    assert day_span(date(2012, 3, 25), date(2012, 3, 25), BERLIN).hours == 23


def test_overlapping_stops_are_one_failure_and_touching_ones_two():
    window = Span(EPOCH, EPOCH + timedelta(hours=100))

    def stop(number, start, end, asset="A"):
        last = None if end is None else EPOCH + timedelta(hours=end)
        return Stop(number, asset, EPOCH + timedelta(hours=start), last)

    listed = [stop(1, 10, 20), stop(2, 15, 30), stop(3, 30, 31), stop(4, 12, 14, "B")]
    assert [one.ids for one in breakdowns(listed, window.end)] == [(1, 2), (3,), (4,)]
    assert operating_hours(window, listed, assets=2).hours == 200 - 21 - 2
    edges = [stop(5, -10, 5), stop(6, 90, 120), stop(7, 95, None), stop(8, 50, 40)]
    figure = mtbf(edges, window, operating_hours(window, edges))
    assert (figure.n, figure.ids) == (1, (6, 7))
    assert dict(figure.left_out) == {"impossible": (8,)}
    assert figure.value == 85.0
    assert dict(mttr(edges, window).left_out) == {"open": (7,), "impossible": (8,)}
    assert mttr(edges, window).value == 30.0


def test_hours_come_from_the_best_there_is():
    window = Span(EPOCH, EPOCH + timedelta(hours=100))
    shown = [Reading("A", EPOCH - timedelta(hours=10), 500.0)]
    shown.append(Reading("A", EPOCH + timedelta(hours=110), 560.0))
    assert operating_hours(window, [], shown) == Operating(pytest.approx(50.0), "meter")
    assert operating_hours(window, [], shown, assets=2).basis == "calendar_minus_stops"
    assert operating_hours(window, [], shown[:1]).basis == "calendar_minus_stops"
    set_back = [*shown, Reading("A", EPOCH + timedelta(hours=120), 3.0)]
    assert operating_hours(window, None, set_back) == Operating(100.0, "calendar")


def test_availability_names_what_it_is_of():
    window = Span(EPOCH, EPOCH + timedelta(hours=48))
    shift = [Span(EPOCH + timedelta(hours=h), EPOCH + timedelta(hours=h + 8)) for h in (6, 30)]
    repair = Stop(1, "A", EPOCH + timedelta(hours=10), EPOCH + timedelta(hours=20))
    service = Stop(2, "A", EPOCH + timedelta(hours=30), EPOCH + timedelta(hours=32))
    m10 = availability_m10([repair, service], shift)
    assert (m10.value, m10.basis, m10.ids) == (10 / 16, "required", (1, 2))
    m12 = availability_m12([repair], window, operating_hours(window, [repair, service]))
    assert m12.value == 36 / 46
    assert availability_m10([repair], []).value is None


def test_waiting_and_working():
    reports = {
        "a": (EPOCH, EPOCH + timedelta(hours=1)),
        "b": (EPOCH, EPOCH + timedelta(hours=4)),
        "c": (EPOCH, None),
        "d": (EPOCH, EPOCH - timedelta(hours=1)),
    }
    figure = mtta(reports)
    assert (figure.value, figure.n) == (2.5, 2)
    assert dict(figure.left_out) == {"open": ("c",), "impossible": ("d",)}
    assert active_repair_time({1: 30.0, 2: None, 3: 90.0}).value == 1.0
    assert active_repair_time({1: None}).value is None


def test_pareto_shows_what_is_not_known():
    cases = [Case(1, "leak", 10.0), Case(2, "leak"), Case(3, "wear", 100.0)]
    cases += [Case(4, None, 5.0), Case(5, "UNK")]
    by_count = pareto(cases)
    assert [(row.kind, row.count, row.cumulative) for row in by_count.rows] == [
        ("leak", 2, 2 / 3),
        ("wear", 1, 1.0),
    ]
    assert by_count.figure.value == 2 / 5
    assert [row.kind for row in pareto(cases, "downtime").rows] == ["wear", "leak"]
    assert pareto(cases, "downtime").figure.left_out["untimed"] == (2, 5)
    assert pareto([]).figure.value is None


def test_what_comes_again_within_thirty_days():
    def failure(number, began, closed=None, kind="belt"):
        day = timedelta(days=1)
        return Failure(number, "A", kind, EPOCH + began * day, closed and EPOCH + closed * day)

    again = [failure(1, 0, 2), failure(2, 32, 33), failure(3, 64), failure(4, 1, 1, None)]
    repeats = repeat_failures(again)
    assert repeats.pairs == ((1, 2),)
    assert (repeats.figure.value, repeats.figure.n) == (1.0, 3)
    assert dict(repeats.figure.left_out) == {"unknown": (4,)}
    assert "30" in repeats.figure.formula("zh")
    assert repeat_failures([failure(1, 4, 9), failure(2, 5, 3)]).pairs == ()
    assert repeat_failures([failure(1, 4, 4), failure(2, 4, 4)]).pairs == ((1, 2),)
    assert repeat_failures([failure(1, 4, 9), failure(2, 4, 4)]).pairs == ((2, 1),)  # never (2, 2)


def test_what_waits():
    ages = [OpenWork(n, EPOCH - timedelta(days=n), 8.0 if n % 2 else None) for n in range(1, 11)]
    waits = backlog(ages, EPOCH, 20.0)
    assert (waits.weeks.value, waits.weeks.n) == (2.0, 5)
    assert waits.weeks.left_out["unknown"] == (2, 4, 6, 8, 10)
    assert (waits.age_p50.value, waits.age_p90.value) == (5.5, pytest.approx(9.1))
    assert backlog(ages, EPOCH, None).weeks.value is None
    assert quantile([], 0.5) is None


def test_what_was_not_done_stays_in_the_denominator():
    due = date(2026, 3, 1)
    work = [
        DueWork(1, due, due),
        DueWork(2, due, due + timedelta(days=1)),
        DueWork(3, due, due + timedelta(days=6), 30.0),
        DueWork(4, due, due + timedelta(days=29), 365.0),
        DueWork(5, due),
    ]
    assert [pm_compliance(work, rule).value for rule in ("due_date", "next_day")] == [0.2, 0.4]
    fifth = pm_compliance(work, "fifth_of_interval")
    assert fifth.value == 0.4
    assert "28" in fifth.formula("en")
    assert pm_compliance([]).value is None


def test_every_formula_and_basis_stands_in_both_languages():
    for told in (*FORMULAS.values(), *BASES.values()):
        assert set(told) == {"en", "zh"}
        assert all(told.values())


HOURS = st.integers(-200, 1200)
STOPS = st.lists(
    st.tuples(st.sampled_from("AB"), HOURS, st.none() | st.integers(-5, 300)), max_size=12
).map(
    lambda rows: [
        Stop(
            number,
            asset,
            EPOCH + timedelta(hours=start),
            None if length is None else EPOCH + timedelta(hours=start + length),
        )
        for number, (asset, start, length) in enumerate(rows)
    ]
)
WINDOW = Span(EPOCH, EPOCH + timedelta(hours=1000))


def figures(stops):
    operating = operating_hours(WINDOW, stops, assets=2)
    return (
        mtbf(stops, WINDOW, operating),
        sap_mtbr(stops, WINDOW),
        mttr(stops, WINDOW),
        availability_m10(stops, [WINDOW], assets=2),
        availability_m12(stops, WINDOW, operating),
        uptime_ratio(stops, WINDOW, assets=2),
    )


@given(STOPS, st.permutations(range(12)), st.sampled_from([BERLIN, ZoneInfo("Asia/Shanghai")]))
def test_neither_the_order_of_rows_nor_the_zone_of_times_changes_anything(stops, order, zone):
    told = [
        Stop(one.id, one.asset, one.start.astimezone(zone), one.end and one.end.astimezone(zone))
        for one in (stops[n] for n in order if n < len(stops))
    ]
    assert figures(told) == figures(stops)


@given(STOPS)
def test_figures_of_any_stops_are_possible(stops):
    failures, running, repair, *shares = figures(stops)
    operating = operating_hours(WINDOW, stops, assets=2)
    assert 0 <= operating.hours <= 2000
    assert (failures.value is None) == (failures.n == 0)
    if failures.n:
        assert failures.low <= failures.value <= failures.high
    assert running.value is None or running.value >= 0
    assert repair.value is None or repair.value >= 0
    assert repair.n + sum(map(len, repair.left_out.values())) <= len(stops)
    assert all(share.value is None or 0 <= share.value <= 1 for share in shares)


def hours_within(spans, windows):
    """Hours that the spans cover of the windows, each by itself: what the columns add up."""
    parts = [span.within(window) for span in merged(spans) for window in merged(windows)]
    return sum(part.hours for part in parts if part is not None)


@given(st.lists(st.tuples(HOURS, st.integers(0, 300)), max_size=12))
def test_merging_keeps_the_hours_and_leaves_no_overlap(rows):
    spans = [
        Span(EPOCH + timedelta(hours=start), EPOCH + timedelta(hours=start + length))
        for start, length in rows
    ]
    covered = {hour for start, length in rows for hour in range(start, start + length)}
    assert sum(span.hours for span in merged(spans)) == len(covered)
    assert hours_within(spans, [WINDOW]) == len(covered & set(range(1000)))
    assert all(a.end < b.start for a, b in zip(merged(spans), merged(spans)[1:], strict=False))


@given(STOPS)
def test_columns_find_the_failures_that_one_stop_after_another_finds(stops):
    each = [one for one in breakdowns(stops, WINDOW.end) if WINDOW.holds(one.span.start)]
    figure = mtbf(stops, WINDOW, Operating(1000.0, "calendar"))
    assert figure.n == len(each)
    assert set(figure.ids) == {order for one in each for order in one.ids}


@given(STOPS, st.integers(0, 600), st.integers(2, 400))
def test_columns_add_up_what_merged_spans_cover(stops, start, gap):
    edges = [start, start + gap // 2, start + gap, start + 2 * gap]
    first, last, again, end = (EPOCH + timedelta(hours=edge) for edge in edges)
    windows = [Span(first, last), Span(again, end)]
    spans = {
        asset: [one.span(end) for one in stops if one.asset == asset and one.is_possible]
        for asset in "AB"
    }
    hours, machines = down(stopped(stops), windows)
    assert hours == sum(hours_within(own, windows) for own in spans.values())
    assert machines == sum(map(bool, spans.values()))


def test_a_stop_that_is_over_without_an_end_does_not_last_for_ever():
    start = datetime(2026, 3, 1, tzinfo=UTC)
    window = Span(start, start + timedelta(hours=100))
    told = stopped(
        [
            Stop(1, "A", start + timedelta(hours=10)),
            Stop(2, "A", start + timedelta(hours=20), start + timedelta(hours=22)),
            Stop(3, "B", start + timedelta(hours=95)),
        ]
    ).settled([1, 2])
    operating = operating_hours(window, told)
    assert operating.hours == 200 - 2 - 5  # order 3 stands, order 1 is over
    assert mtbf(told, window, operating).n == 3
    restored = mttr(told, window)
    assert (restored.value, restored.n) == (2.0, 1)
    assert dict(restored.left_out) == {"open": (3,), "unended": (1,)}
