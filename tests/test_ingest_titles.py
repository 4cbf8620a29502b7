"""What a document is called, and the names put behind it."""

from dataclasses import replace

import pytest

from ingest.document import Cell, Page, Row, Table
from ingest.structure.furniture import furniture_of
from ingest.structure.titles import title_of
from tests.paper import page_of


def at_top(page: Page, size: float = 9) -> Page:
    """The first line moved into the header."""
    first, *rest = page.lines
    box = first.box._replace(top=30, bottom=40)
    return replace(page, lines=(replace(first, box=box, font_size=size), *rest))


def enlarged(page: Page, index: int, size: float) -> Page:
    lines = list(page.lines)
    lines[index] = replace(lines[index], font_size=size)
    return replace(page, lines=tuple(lines))


def called(*pages: Page, metadata: str = "", stem: str = "scan0001") -> str:
    return title_of(metadata, pages, furniture_of(pages), stem)


def headed(header: str, count: int = 6) -> list[Page]:
    return [at_top(page_of(n, header, f"text {n}", "more of it")) for n in range(1, count + 1)]


def test_the_header_that_names_the_manual_beats_the_cover() -> None:
    cover = enlarged(page_of(1, "DRIVE SERIES", "Volts 200", "Amps 4", "Hertz 50"), 0, 30)
    pages = [cover, *[replace(page, number=n) for n, page in enumerate(headed("AX7 操作手册"), 2)]]
    assert called(*pages) == "AX7 操作手册"
    assert called(*pages, metadata="AX7 Handbook") == "AX7 Handbook"


def test_a_header_without_a_manual_in_it_names_a_chapter() -> None:
    assert called(*headed("7 Maintenance"), stem="pump_7") == "pump 7"


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        ("980_alarms_zh", "980 alarms"),
        ("drive_manual_v2.1_EN", "drive manual"),
        ("操作手册_2022-04", "操作手册"),
        ("v2", "v2"),
        ("pump-7", "pump-7"),
    ],
)
def test_a_files_name_without_language_version_and_date(stem: str, title: str) -> None:
    assert called(page_of(1, "one", "two"), stem=stem) == title


def test_a_tables_head_on_every_page_is_no_title() -> None:
    def listing(number: int) -> Page:
        page = enlarged(page_of(number, "报警号 报警内容", f"{number}01 超程"), 0, 30)
        start, end = page.lines[1].start, page.lines[1].end
        row = Row((Cell(f"{number}01"), Cell("超程")), start, end)
        return replace(page, tables=(Table(("报警号", "报警内容"), (row,), 0),))

    assert called(*(listing(n) for n in range(1, 5)), stem="alarms") == "alarms"


def test_the_makers_name_and_the_model_stand_behind_a_title_that_lacks_them() -> None:
    cover = enlarged(
        enlarged(page_of(1, "Operating Manual", "AX-700", "by Norvik", "p"), 0, 30), 1, 20
    )
    text = page_of(2, "Norvik gearboxes are filled with oil. See www.norvik.example.")
    assert called(cover, text, stem="norvik_gear_manual") == "Operating Manual · Norvik, AX-700"


@pytest.mark.parametrize(("count", "named"), [(3, "XR7-10, XR7-11, XR7-12"), (9, "")])
def test_no_model_of_a_series_is_left_out_of_its_title(count: int, named: str) -> None:
    models = " / ".join(f"XR7-{number}" for number in range(10, 10 + count))
    lines = ("XR7 Series Manual", models, "by Norvik", "text", "text", "text")
    cover = enlarged(enlarged(page_of(1, *lines), 0, 30), 1, 20)
    title = called(cover, stem="norvik_manual")
    assert title == " · ".join(["XR7 Series Manual", ", ".join(filter(None, ["Norvik", named]))])


def test_words_that_are_written_small_are_no_names() -> None:
    cover = enlarged(page_of(1, "AX-700 Manual", "Gear", "ratio", "p"), 0, 30)
    text = page_of(2, "The gear is filled with oil.")
    assert called(cover, text, stem="gear_manual") == "AX-700 Manual"
