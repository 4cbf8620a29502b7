"""Work orders of other systems: columns found out, values read, nothing doubled, nothing hidden."""

import csv
import json
import os
import random
import signal
import time
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from typer.testing import CliRunner

from assistant.cli import app
from assistant.errors import BadMapping, BadWorkOrders, UnsureColumns
from assistant.history.amounts import minutes_reader, money_reader
from assistant.history.columns import plan_columns
from assistant.history.mapping import ColumnMapping, read_mapping, save_mapping
from assistant.history.moments import DateEvidence, moment_reader
from assistant.history.sheet import opened_sheet
from assistant.history.table import Import, WorkOrder
from assistant.history.take import import_work_orders
from assistant.history.titles import readings, unit_of
from assistant.plant.database import PlantDatabase, sqlite_url
from ingest.errors import UnreadableFile
from tests.many_orders import write
from tests.office import make_xlsx
from tests.plants import ENGINES, opened

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEAD = "WO,Reported,Machine,Type,Problem,Downtime (min),Cost,Shift\n"
ROWS = [
    '1,2026-03-01 07:30,CV-1,corrective,"belt torn\nat the head",95,183.05,A',
    "2,2026-03-01 09:00,CV-2,preventive,greased,,0,B",
    "3,2026-03-02,CV-1,PM03,noise,1.5 h,,A",
]
MORE = [f"{n},2026-03-03,CV-{n},PM03,noise,5,,B" for n in range(10, 14)]


@pytest.fixture(scope="module", params=ENGINES)
def database(request, tmp_path_factory):
    with opened(request.param, tmp_path_factory.mktemp("plant")) as plant:
        yield plant


@pytest.fixture
def plant(database):
    yield database
    with database.writing() as session:
        session.execute(delete(WorkOrder))
        session.execute(delete(Import))


def plan_of(file, given=None):
    with opened_sheet(file, file.parent) as sheet:
        return plan_columns(sheet, given or ColumnMapping())


def taken(plant, file, given=None, **more):
    given = given or ColumnMapping()
    with opened_sheet(file, file.parent, given.sheet, given.header_line) as sheet:
        plan = plan_columns(sheet, given)
        return import_work_orders(sheet, plan, plant, zone=SHANGHAI, folder=file.parent, **more)


def orders(plant):
    with plant.reading() as session:
        return session.scalars(select(WorkOrder).order_by(WorkOrder.id)).all()


@pytest.fixture
def file(tmp_path):
    def put(text, encoding="utf-8", name="orders.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return put


def test_an_order_comes_in_whole(plant, file):
    report = taken(plant, file(HEAD + "\n".join(ROWS)))
    assert (report.rows, report.added, report.rejected) == (3, 3, 0)
    assert report.uncategorised == {"PM03": 1}
    first, second, third = orders(plant)
    assert (first.external_id, first.asset, first.category) == ("1", "CV-1", "corrective")
    assert first.text == "belt torn\nat the head"
    assert first.opened_at == datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    assert (first.opened_on, first.opened_precision) == (date(2026, 3, 1), "minute")
    assert (first.downtime_minutes, first.cost) == (95.0, Decimal("183.05"))
    assert first.extra == {"Shift": "A"}
    assert (second.downtime_minutes, second.cost, second.category) == (None, 0, "preventive")
    assert (third.downtime_minutes, third.opened_precision, third.category) == (90.0, "day", None)
    with plant.reading() as session:
        assert session.scalar(select(func.sum(WorkOrder.cost))) == Decimal("183.05")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_encoding_and_delimiter(file, encoding, delimiter):
    rows = (
        ["设备编号", "报修时间", "故障现象", "停机时长(分钟)"],
        ["压机3", "2026年3月1日 7时30分", "漏油", "5"],
    )
    path = file("\r\n".join(delimiter.join(row) for row in rows), encoding)
    plan = plan_of(path)
    fields = ["asset", "opened_at", "text", "downtime_minutes"]
    assert [column.field for column in plan.columns] == fields
    assert plan.mapping.units == {"停机时长(分钟)": "min"}


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("BasicStartDate", "opened_at"),
        ("equipment_id", "asset"),
        ("OriginalShortText", "text"),
        ("FaultDescription", "text"),
        ("Maint. Type", "work_type"),
        ("Total Cost (EUR)", "cost"),
        ("维修人员", "technician"),
        ("Plant Section", "area"),
        ("车间名称", "area"),
        ("处理措施", "action"),
        ("故障代码", "failure_code"),
        ("更换备件", "parts"),
        ("完成时间", "closed_at"),
        ("工单编号 / Order No.", "external_id"),
    ],
)
def test_titles_say_what_columns_hold(title, field):
    assert readings(title)[0].field == field


@pytest.mark.parametrize("title", ["Cost Center", "成本中心", "Crew", "Machine Operator", "班次"])
def test_titles_about_something_else_say_nothing(title):
    assert not readings(title)


def test_units_stand_in_titles():
    titles = ["Labour (h)", "downtime_minutes", "工时", "停机(小时)", "Downtime"]
    assert [unit_of(title) for title in titles] == ["h", "min", "h", "h", ""]


def test_a_column_without_a_known_title_is_known_by_its_values(file):
    rows = "\n".join(f"WO-26-{n:04d},2026-03-{n:02d},the pump leaks again" for n in range(1, 9))
    plan = plan_of(file(f"a1,b2,c3\n{rows}"))
    assert [column.field for column in plan.columns] == ["external_id", "opened_at", "text"]


@pytest.mark.parametrize(
    ("days", "order"),
    [(("03/04/2026", "13/04/2026"), "dmy"), (("03/04/2026", "04/13/2026"), "mdy")],
)
def test_one_day_over_twelve_tells_the_whole_column(plant, file, days, order):
    path = file("Machine,Date\n" + "".join(f"CV-1,{day}\n" for day in days))
    assert plan_of(path).mapping.dates == {"Date": order}
    assert taken(plant, path).rejected == 0
    assert orders(plant)[0].opened_on == date(2026, *((4, 3) if order == "dmy" else (3, 4)))


def test_slips_in_a_column_cost_their_own_rows(plant, file):
    days = ["2026-03-01", "2026/3/2 8:15", "2026-13-45", "46082.5", "2026年3月3日"]
    downtimes = ["1.5 h", "", "20", "soon", "twenty minutes"]
    rows = "".join(f"CV-1,{day},{down}\n" for day, down in zip(days, downtimes, strict=True))
    report = taken(plant, file(f"Machine,报修日期,Downtime (min)\n{rows}"))
    assert (report.added, report.rejected) == (2, 3)
    assert [one.opened_on.day for one in orders(plant)] == [1, 2]
    vague = plan_of(file(f"Machine,Date,Downtime (min)\n{rows}"))
    assert vague.columns[1].field == "", "it says date, and means who knows what"


@pytest.mark.parametrize("days", [["03/04/2026"], ["13/04/2026", "04/13/2026"], ["05/03/14"]])
def test_a_column_that_could_be_read_two_ways_is_asked_for(plant, file, days):
    path = file("Machine,Date\n" + "".join(f"CV-1,{day}\n" for day in days))
    with pytest.raises(UnsureColumns, match=r"\[dates\] \"Date\""):
        taken(plant, path)
    given = ColumnMapping(columns={"Date": "opened_at", "Machine": "asset"}, dates={"*": "dmy"})
    report = taken(plant, path, given)
    assert report.added + report.rejected == len(days)
    assert report.added == 1


def test_a_file_that_could_mean_hours_or_minutes_is_asked(plant, file):
    with pytest.raises(UnsureColumns, match=r"\[units\] \"Downtime\""):
        taken(plant, file("Machine,Downtime\nCV-1,90\n"))
    with pytest.raises(UnsureColumns, match=r"\[decimals\] \"Cost\""):
        taken(plant, file("Machine;Cost\nCV-1;1.234\n"))


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("1.6 h", 96), ("95 min", 95), ("01:35", 95), ("1h 35m", 95), ("1 小时 35 分钟", 95),
        ("90", 90), ("2天", 2880), ("30 s", 0.5), ("", None), ("n/a", None), ("1,200 min", 1200),
    ],
)  # fmt: skip
def test_durations(cell, minutes):
    assert minutes_reader(".", "min")(cell) == minutes


@pytest.mark.parametrize("cell", ["-5", "5 months", "about 5 min", "1:75", "1.2.3", "٣", "5-6 h"])
def test_what_is_no_duration_is_refused(cell):
    with pytest.raises(ValueError, match="'"):
        minutes_reader(".", "min")(cell)


@pytest.mark.parametrize(
    ("cell", "decimal", "amount"),
    [
        ("183.05", ".", "183.05"), ("¥1,200.50", ".", "1200.50"), ("1.200,50 EUR", ",", "1200.50"),
        ("(12.00)", ".", "-12"), ("12.00-", ".", "-12"), ("1 200 元", ".", "1200"),
        ("1.2万", ".", "12000"), ("$0.1", ".", "0.1"), ("12'000", ".", "12000"),
    ],
)  # fmt: skip
def test_money(cell, decimal, amount):
    assert money_reader(decimal)(cell) == Decimal(amount)


@pytest.mark.parametrize("cell", ["12,5", "abc", "1,2,3", "5 apples", "(12", "9" * 30])
def test_what_is_no_money_is_refused(cell):
    with pytest.raises(ValueError, match="'"):
        money_reader(".")(cell)


def test_a_currency_is_kept_beside_the_amount(plant, file):
    taken(plant, file("Machine,Cost\nCV-1,€12.50\nCV-2,7\n"))
    assert [one.extra for one in orders(plant)] == [{"Cost": "€12.50"}, {}]


def test_rejected_rows_are_told_and_kept(plant, file):
    rows = [
        *ROWS,
        *MORE,
        "4,never,CV-1,,x,,,",
        "5,2026-03-02,CV-1",
        "3,2026-03-02,CV-9,,y,,,",
        ",,,,,,,C",
    ]
    report = taken(plant, file(HEAD + "\n".join(rows) + '\n=7,2026-13-02,"=cmd()",,x,,,\n'))
    assert (report.added, report.rejected) == (7, 5)
    lines = {one.line: one.reason for one in report.rejections}
    assert list(lines) == [10, 11, 12, 13, 14]
    assert lines[10] == "Reported: 'never' is no date"
    assert "3 cells under 8 titles" in lines[11]
    assert "an earlier row" in lines[12]
    with report.rejected_file.open(encoding="utf-8-sig", newline="") as stream:
        kept = list(csv.reader(stream))
    assert kept[0][:3] == ["line", "reason", "WO"]
    assert kept[-1][2:5] == ["'=7", "2026-13-02", "'=cmd()"]


def test_a_title_is_no_formula_in_a_reason(plant, file):
    mapping = ColumnMapping(columns={"=cmd()": "opened_at", "Machine": "asset"})
    report = taken(plant, file("Machine,=cmd()\nCV-1,never\n"), mapping)
    with report.rejected_file.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream))[1][1].startswith("'=cmd(): ")


def test_an_open_quote_costs_only_what_it_swallows(plant, file):
    wide = '"' + "x" * 140_000
    report = taken(plant, file(HEAD + ROWS[1] + f"\n9,{wide}\n" + ROWS[2] + "\n"))
    assert (report.added, report.rejected) == (2, 1)
    assert "Check quotes" in report.rejections[0].reason


def test_a_formula_is_text(plant, file):
    taken(plant, file('Machine,Problem\nCV-1,"=HYPERLINK(""http://x"")"\n'))
    assert orders(plant)[0].text == '=HYPERLINK("http://x")'


def test_the_same_file_again_adds_nothing(plant, file):
    path = file(HEAD + "\n".join([*ROWS, ROWS[0]]))
    assert (taken(plant, path).added, taken(plant, path).is_known) == (3, True)
    path = file(HEAD + "\n".join([ROWS[0], *ROWS[:2], ROWS[2].replace("noise", "smoke")]))
    report = taken(plant, path)
    assert (report.added, report.updated, report.unchanged, report.repeated) == (0, 1, 2, 1)
    assert [one.text for one in orders(plant)][-1] == "smoke"


def test_equal_rows_without_numbers_are_orders_each(plant, file):
    head, row = "Machine,Date,Problem\n", "CV-1,2026-03-01,noise\n"
    assert taken(plant, file(head + row + row)).added == 2
    report = taken(plant, file(head + row + row + row))
    assert (report.added, report.unchanged, report.duplicates) == (1, 2, 1)
    turned = file("Problem,Machine,Date\n" + 3 * "noise,CV-1,2026-03-01\n")
    assert taken(plant, turned).added == 0


def test_numbers_that_repeat_are_no_numbers_of_orders(file):
    rows = "".join(f"{n // 3},CV-1,noise {n}\n" for n in range(3, 90))
    columns = plan_of(file("Order No,Machine,Problem\n" + rows)).columns
    assert [column.field for column in columns] == ["", "asset", "text"]


def test_duplicates_are_marked_and_follow_a_change(plant, file):
    head = "WO,Machine,Date,Problem\n"
    rows = [
        "1,CV-1,2026-03-01,Belt  torn",
        "2,cv-1,2026-03-01 09:00,belt torn",
        "3,CV-1,2026-03-02,x",
    ]
    assert taken(plant, file(head + "\n".join(rows))).duplicates == 1
    first, second, third = orders(plant)
    assert [one.duplicate_of for one in (first, second, third)] == [None, first.id, None]
    changed = rows[0].replace("torn", "worn"), rows[1], "3,CV-1,2026-03-01,belt torn"
    taken(plant, file(head + "\n".join(changed)))
    first, second, third = orders(plant)
    assert [one.duplicate_of for one in (first, second, third)] == [None, None, second.id]


def test_a_workbook_is_read_with_its_types(plant, tmp_path):
    path = make_xlsx(
        tmp_path / "orders.xlsx",
        {
            "Cover": [],
            "Orders": [
                ["Export of work orders"],
                [],
                ["Order No", "Created", "Equipment", "Cost", "Description"],
                [7, datetime(2026, 3, 1, 7, 30), "CV-1", 1234.5, "line 1\nline 2"],  # noqa: DTZ001
                [8, datetime(2026, 3, 2), "CV-2", None, "ok"],  # noqa: DTZ001
                [9, "03/04/2026", "CV-2"],
            ],
            "Notes": [["x"]],
        },
    )
    plan = plan_of(path)
    assert len(plan.unsure) == 1
    given = ColumnMapping(dates={"Created": "dmy"})
    report = taken(plant, path, given)
    assert (report.added, report.rejected) == (3, 0)
    first, second, third = orders(plant)
    assert (first.external_id, first.cost, first.text) == ("7", Decimal("1234.5"), "line 1\nline 2")
    assert (second.opened_on, second.opened_precision) == (date(2026, 3, 2), "day")
    assert third.opened_on == date(2026, 4, 3)
    assert [one.name for one in tmp_path.iterdir()] == ["orders.xlsx"]


def test_files_that_hold_no_orders_say_so(file, tmp_path):
    with pytest.raises(BadWorkOrders, match="none of its columns is known"):
        plan_of(file("a,b\n1,2\n"))
    with pytest.raises(BadWorkOrders, match="names the columns"):
        plan_of(file("1,2\n3,4\n"))
    with pytest.raises(UnreadableFile, match="unknown binary"):
        plan_of(file("Machine\x00,Date\n"))
    make_xlsx(tmp_path / "empty.xlsx", {"One": []})
    with pytest.raises(BadWorkOrders, match="no row"):
        plan_of(tmp_path / "empty.xlsx")


TITLES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@settings(max_examples=20)  # each of them is written down to the disk
@given(
    st.dictionaries(TITLES, st.just(""), max_size=3),
    st.dictionaries(TITLES, st.sampled_from(["dmy", "mdy"]), max_size=2),
    st.sampled_from([".toml", ".json"]),
)
def test_a_mapping_comes_back_as_it_was_saved(tmp_path_factory, columns, dates, suffix):
    path = tmp_path_factory.getbasetemp() / f"mapping{suffix}"
    mapping = ColumnMapping("SAP", "", 3, {**columns, "Date": "opened_at"}, dates)
    save_mapping(mapping, path)
    assert read_mapping(path) == mapping


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("colums = {}", "there is no 'colums'"),
        ('[columns]\nA = "asset"\nB = "asset"', "two columns are asset"),
        ('[columns]\nA = "colour"', "can be one of"),
        ("[dates]\nA = 3", "can be one of"),
        ("header_line = -1", "number from 1"),
        ("[columns", "cannot be read"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(file, text, reason):
    with pytest.raises(BadMapping, match=reason):
        read_mapping(file(text, name="mapping.toml"))


def test_a_mapping_names_what_is_not_there(file):
    with pytest.raises(BadMapping, match="'Engine'"):
        plan_of(file(HEAD + ROWS[1]), ColumnMapping(columns={"Engine": "asset"}))


def test_types_mean_what_the_mapping_declares(plant, file):
    path = file(HEAD + "\n".join(ROWS))
    taken(plant, path)
    report = taken(plant, path, ColumnMapping(categories={"pm03": "improvement"}))
    assert (report.updated, report.uncategorised) == (3, {})
    assert orders(plant)[2].category == "improvement"


def test_abbreviations_are_taken_as_is_usual_and_told(plant, file):
    kinds = ["CM", "pm", "PdM", "PM01", "保养", "Corrective"]
    rows = "".join(f"{n},2026-03-01,CV-1,{kind},x,,,\n" for n, kind in enumerate(kinds))
    report = taken(plant, file(HEAD + rows))
    assert [one.category for one in orders(plant)] == [
        "corrective", "preventive", "preventive_condition_based", None, "preventive", "corrective",
    ]  # fmt: skip
    assert report.abbreviated == {
        "CM": "corrective", "pm": "preventive", "PdM": "preventive_condition_based",
    }  # fmt: skip
    assert report.uncategorised == {"PM01": 1}


def test_what_ends_before_it_begins_is_taken_and_told_by_its_row(plant, file):
    head = "WO,Created,Machine,Malfunction start,Malfunction end,Closed\n"
    report = taken(plant, file(
        f"{head}1,2026-03-01,CV-1,2026-03-01 08:00,2026-03-01 07:00,2026-03-01\n"
        "2,2026-03-01,CV-1,2026-03-01 08:00,2026-03-01 09:00,2026-02-27\n"
        "3,2026-03-01,CV-1,2026-03-01 08:00,2026-03-01 08:00,2026-03-01\n"
        "4,2026-03-01,CV-1,2026-03-01 08:00,,\n"
    ))  # fmt: skip
    assert (report.added, report.rejected, report.backwards) == (4, 0, 2)
    assert [(one.line, one.reason) for one in report.backward_rows] == [
        (2, "Malfunction end is before Malfunction start"), (3, "Closed is before Created"),
    ]  # fmt: skip


def test_the_column_of_due_days_is_named(file):
    columns = plan_of(file("WO,Created,Machine,Due\nW1,2026-02-01,CV-1,2026-03-01\n")).columns
    due = next(one for one in columns if one.title == "Due")
    assert (due.field, "PM compliance" in due.because) == ("", True)


class Stopped(Exception):
    """Thrown where a process would be killed."""


def test_a_stopped_import_goes_on_where_it_was(plant, file):
    rows = "".join(f"{n},2026-03-01,CV-1,PM03,x{n},,,\n" for n in range(25)) + "99,never,,,,,,\n"
    path = file(HEAD + rows)

    def stop(done):
        if done == 20:
            raise Stopped

    with pytest.raises(Stopped):
        taken(plant, path, batch=5, watch=stop)
    assert len(orders(plant)) == 20
    report = taken(plant, path, batch=5)
    assert (report.is_resumed, report.added, report.rejected) == (True, 25, 1)
    assert report.uncategorised == {"PM03": 25}
    assert len(orders(plant)) == 25
    assert [one.name for one in (path.parent / "rejected").iterdir()] == [report.rejected_file.name]


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_a_day_is_read_as_it_was_written(day, order):
    parts = {"d": day.day, "m": day.month, "y": day.year}
    written = "/".join(str(parts[letter]) for letter in order)
    assert moment_reader(order, SHANGHAI)(written).on == day
    for form in (f"{day:%Y-%m-%d}", f"{day:%d %b %Y} 3:05 PM", f"{day:%B %d, %Y}", f"{day:%Y%m%d}"):
        assert moment_reader("", SHANGHAI)(form).on == day


@given(st.text(max_size=30))
def test_no_cell_breaks_a_reader(cell):
    evidence = DateEvidence()
    evidence.see(cell)
    for read in (moment_reader("dmy", UTC), money_reader("."), minutes_reader(",", "h")):
        with suppress(ValueError):
            read(cell)


@given(st.decimals(0, 10**9, places=2), st.sampled_from([".", ","]))
def test_an_amount_is_read_as_it_was_written(amount, decimal):
    written = f"{amount:,}"
    if decimal == ",":
        written = written.translate(str.maketrans(",.", ".,"))
    assert money_reader(decimal)(written) == amount


def test_the_command_shows_its_guess_and_saves_it(file, tmp_path):
    path, saved = file(HEAD + "\n".join([*ROWS, *MORE, "4,never,,,,,,"])), tmp_path / "m.toml"
    run = CliRunner().invoke
    env = {"SHIFTMATE_DATA_DIR": str(tmp_path / "data"), "COLUMNS": "200"}
    call = ["import-workorders", str(path), "--save-mapping", str(saved)]
    shown = run(app, [*call, "--dry-run"], env=env)
    assert shown.exit_code == 3
    assert "line 10: Reported: 'never' is no date" in shown.output
    assert read_mapping(saved).columns["Shift"] == ""
    assert not (tmp_path / "data" / "plant.db").exists()
    told = run(app, ["import-workorders", str(path), "--mapping", str(saved), "--json"], env=env)
    report = json.loads(told.stdout)
    assert (report["added"], report["rejected"]) == (7, 1)
    assert Path(report["rejected_file"]).is_relative_to(tmp_path / "data")


KILLS = 10


@pytest.mark.process
def test_an_import_that_is_killed_loses_and_doubles_nothing(tmp_path):
    path = tmp_path / "orders.csv"
    write(path, 600)
    dice = random.Random(1)  # noqa: S311
    begun = time.perf_counter()
    plant = PlantDatabase.open(sqlite_url(tmp_path / "whole"))
    taken(plant, path, batch=20)
    seconds = time.perf_counter() - begun
    wanted = [order.row_key for order in orders(plant)]
    plant.close()
    stopped = 0
    for turn in range(KILLS):
        url = sqlite_url(tmp_path / str(turn))
        PlantDatabase.open(url).close()
        child = os.fork()
        if child == 0:
            taken(PlantDatabase.open(url), path, batch=20)
            os._exit(0)
        time.sleep(dice.uniform(0, seconds))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        plant = PlantDatabase.open(url)
        stopped += 0 < len(orders(plant)) < len(wanted)
        assert len(orders(plant)) % 20 == 0
        assert taken(plant, path, batch=20).added in (len(wanted), 0)
        assert [order.row_key for order in orders(plant)] == wanted
        plant.close()
    assert stopped
