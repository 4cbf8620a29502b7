"""What is drawn of a query's outcome, and what Plotly, the page and a spreadsheet make of it."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from assistant.api.history import router
from assistant.history.answer import HistoryAnswer
from assistant.history.buckets import STEPS, along
from assistant.history.chart import Chart, chart_of, cut_periods
from assistant.history.queries.columns import BUCKETS
from assistant.history.queries.figures import Count, Grouped, ParetoOf
from assistant.history.queries.outcome import Outcome
from assistant.history.queries.reliability import Reliability
from assistant.history.queries.scope import Scope
from assistant.spreadsheet import BYTE_ORDER_MARK, csv_of
from tests.fake_assistant import FakeAssistant
from tests.fake_service import Console
from tests.test_ui_render import Reader
from ui.history import answer_html, behind_html, trouble_html
from ui.plot import plotly

TODAY = date(2024, 12, 24)
COVERED = (date(2023, 1, 9), date(2024, 10, 20))
TREND = Grouped(by="month", scope=Scope(first=date(2024, 1, 1), last=date(2025, 12, 31)))


def outcome(rows: list[tuple], *columns: str, unit: str = "", **more: Any) -> Outcome:
    return Outcome(rows or None, len(rows), columns, rows, unit=unit, **more)


def drawn(query: Any, found: Outcome, language: str = "en") -> Chart:
    chart = chart_of(query, found, COVERED, TODAY, language)
    assert chart is not None
    return chart


def test_a_month_without_orders_counts_none_and_nothing_is_known_outside_of_the_records() -> None:
    chart = drawn(TREND, outcome([("2024-03", 5), ("2024-05", 2)], "month", "count"))

    assert chart.kind == "line"
    assert chart.labels[0] == "2024-01"
    assert chart.labels[-1] == "2024-12"  # today's; nothing beyond
    assert chart.series[0].values == (0, 0, 5, 0, 2, 0, 0, 0, 0, 0, None, None)


@pytest.mark.parametrize(("left_out", "gap"), [({}, 0.0), ({"unknown": 3}, None)])
def test_a_sum_is_zero_only_where_every_order_tells_it(left_out: dict, gap: float | None) -> None:
    query = Grouped(by="month", of="downtime")
    rows = [("2024-03", 2, 600.0), ("2024-05", 1, 90.0)]
    found = outcome(rows, "month", "count", "sum_downtime", unit="min", left_out=left_out)
    chart = drawn(query, found)

    assert chart.series[0].values == (10.0, gap, 1.5)
    assert chart.amount_axis.title == "Total downtime (h)"


def test_a_mean_of_nothing_is_a_gap() -> None:
    query = Grouped(by="year", of="cost", statistic="mean")
    rows = [("2022", 2, Decimal("10.5")), ("2024", 1, Decimal(8))]
    chart = drawn(query, outcome(rows, "year", "count", "mean_cost", unit="money"))

    assert chart.series[0].values == (10.5, None, 8.0)


def test_a_month_of_which_a_part_is_meant_is_told() -> None:
    assert cut_periods(TREND, TODAY) == ("2024-12",)
    cut = TREND.model_copy(update={"scope": Scope(first=date(2024, 1, 9), last=date(2024, 1, 30))})
    assert cut_periods(cut, TODAY) == ("2024-01",)
    whole = TREND.model_copy(
        update={"scope": Scope(first=date(2024, 1, 1), last=date(2024, 2, 29))}
    )
    assert cut_periods(whole, TODAY) == ()
    assert cut_periods(Count(), TODAY) == ()


def test_months_that_were_filtered_are_no_zeros() -> None:
    query = Grouped(by="month", more_than=4)
    chart = drawn(query, outcome([("2024-03", 5), ("2024-05", 7)], "month", "count"))

    assert (chart.kind, chart.labels) == ("bar", ("2024-03", "2024-05"))


def test_a_pareto_has_a_line_of_shares_over_all_groups() -> None:
    rows = [(f"M{n}", 30 - n, (30 - n) / 465, n / 30) for n in range(30)]
    columns = ("asset", "count", "share", "cumulative")
    chart = drawn(ParetoOf(by="asset"), outcome(rows, *columns, unit="1"), "zh")

    assert (chart.kind, len(chart.labels), chart.groups) == ("pareto", 20, 30)
    assert chart.title == "按设备的工单数（帕累托）"
    assert chart.series[1].values[-1] == round(19 / 30, 4)
    assert chart.share_axis is not None


def test_amounts_below_zero_have_no_shares() -> None:
    rows = [("A", 3, 5.0, 1.2, 1.2), ("B", 1, -1.0, -0.2, 1.0)]
    found = outcome(rows, "asset", "count", "sum_cost", "share", "cumulative")

    assert chart_of(ParetoOf(by="asset", of="cost"), found, None, TODAY, "en") is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Count(), Outcome(7, 7)),
        (Grouped(by="asset"), outcome([("A", 7)], "asset", "count")),
        (Grouped(by="asset"), Outcome(None, 0, ("asset", "count"))),
        (Grouped(by="month"), outcome([("2024-03", 7)], "month", "count")),
        (Reliability(kpi="mtbf"), Outcome(None, 0, unit="h", low=90.0, confidence=0.9)),
        (Reliability(kpi="mttr"), Outcome(2.5, 4, unit="h")),
    ],
)
def test_a_single_value_or_none_gets_no_chart(query: Any, found: Outcome) -> None:
    assert chart_of(query, found, COVERED, TODAY, "en") is None


def test_a_value_with_an_interval_and_machines_that_never_failed() -> None:
    one = Outcome(60.0, 5, unit="h", low=40.0, high=90.0, confidence=0.9)
    rows = [("A", 5, 60.0, 40.0, 90.0), ("B", 1, 20.0, 5.0, 900.0), ("C", 0, None, 70.0, None)]
    many = outcome(rows, "asset", "n", "mtbf", "low", "high", unit="h")
    query = Reliability(kpi="mtbf")

    assert drawn(query, one).series[0].high == (90.0,)
    chart = drawn(query, many)
    assert (chart.labels, chart.series[0].values) == (("A", "B", "C"), (60.0, 20.0, None))
    points, bounds = json.loads(plotly(chart))["data"]
    assert points["error_x"]["arrayminus"] == [20.0, 15.0, 0]
    assert bounds["x"] == [None, 140.0, 70.0]  # 900 is beyond twice the largest that is known
    assert points["customdata"][2].endswith("≥ 70")


def test_periods_are_those_that_orders_are_grouped_by() -> None:
    assert set(STEPS) <= set(BUCKETS)
    assert list(along("day", (date(2024, 2, 28), date(2024, 3, 1)), 9)) == [
        "2024-02-28", "2024-02-29", "2024-03-01",
    ]  # fmt: skip
    assert list(along("year", (date(9998, 1, 1), date(9999, 12, 31)), 9)) == ["9998", "9999"]


@given(
    st.sampled_from(sorted(STEPS)),
    st.dictionaries(st.dates(date(2023, 6, 1), date(2024, 9, 1)), st.integers(1, 9), min_size=2),
)
def test_no_count_is_lost_and_none_invented(by: str, days: dict[date, int]) -> None:
    told: dict[str, int] = {}
    for day, count in sorted(days.items()):
        name = STEPS[by].name_of(day)
        told[name] = told.get(name, 0) + count
    chart = chart_of(Grouped(by=by), outcome(list(told.items()), by, "count"), None, TODAY, "en")

    if chart is None:
        assert len(told) == 1
        return
    assert sum(one or 0 for one in chart.series[0].values) == sum(told.values())
    assert list(chart.labels) == sorted(set(chart.labels))


HOSTILE = '<a href="http://evil.invalid">$x$</a><b>${1}%{y}'


def told(rows: list[list], *columns: str, chart: Chart | None = None) -> HistoryAnswer:
    query = Grouped(by="asset")
    return HistoryAnswer(f"A {HOSTILE}\nn = 2", 1, rows, columns, query, "Σ", 2, chart=chart)


def test_names_out_of_files_are_no_markup() -> None:
    rows = [[HOSTILE, 5], ["007", 2]]
    chart = drawn(Grouped(by="extra:<i>x"), outcome([(*one,) for one in rows], "asset", "count"))
    figure = plotly(chart)
    answer = told(rows, "asset", "count", chart=chart)

    assert "<a" not in figure
    assert "<b>" not in figure
    assert "<i" not in figure
    (trace,) = json.loads(figure)["data"]
    assert trace["y"] == [0, 1]  # a place, not the number that a name looks like
    for page in (answer_html(HOSTILE, answer), behind_html(HOSTILE, answer)):
        reader = Reader(page)
        assert not {"b", "i"} & set(reader.tags)
        assert all(link.startswith("/v1/history/") for link in reader.values["href"])


def test_a_table_leaves_out_what_nobody_told() -> None:
    page = behind_html("q", told([["A", None, 0.5], ["B", None, None]], "asset", "item", "share"))

    assert "Component" not in page
    assert "50&#46;0 &#37;" in page
    assert "–" in page


def test_a_question_that_is_not_understood_has_no_rows() -> None:
    unclear = HistoryAnswer("I cannot\nI can", not_understood=("why",))

    assert "refused" in answer_html("why", unclear)
    assert "worked-out" not in behind_html("why", unclear)
    assert "example" in behind_html("why", unclear)
    assert "role" in Reader(trouble_html("broken")).names


@given(
    st.lists(st.lists(st.text() | st.floats(allow_nan=False) | st.none(), min_size=2), max_size=3)
)
def test_no_cell_of_the_file_is_a_formula(rows: list[list]) -> None:
    text = csv_of(["=cmd()", "n"], rows)

    assert text.startswith(BYTE_ORDER_MARK + "'=cmd()")
    read = list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))
    assert len(read) == 1 + len(rows)
    for row, cells in zip(rows, read[1:], strict=True):
        for raw, cell in zip(row, cells, strict=True):
            assert not cell.startswith(("=", "@", "\t", "\r")) or raw is None
            if isinstance(raw, str) and cell.startswith(("+", "-")):
                assert cell[1:].replace(".", "").replace(",", "").isdigit()


def test_the_service_tells_the_chart_and_gives_the_rows_as_a_file() -> None:
    rows = [["=A1", 5], ["B", 2]]
    chart = drawn(Grouped(by="asset"), outcome([(*one,) for one in rows], "asset", "count"))
    app = FastAPI()
    app.add_middleware(Console)
    app.state.assistant = FakeAssistant(history=told(rows, "asset", "count", chart=chart))
    app.include_router(router)
    client = TestClient(app)

    reply = client.post("/v1/history/query", json={"question": "orders by machine"}).json()
    file = client.get("/v1/history/rows.csv", params={"question": "orders by machine"})

    assert reply["chart"]["kind"] == "bar"
    assert reply["chart"]["series"][0]["values"] == [5, 2]
    assert "chart" in client.get("/openapi.json").text
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.content.decode("utf-8-sig") == "Machine,Work orders\r\n'=A1,5\r\nB,2\r\n"
