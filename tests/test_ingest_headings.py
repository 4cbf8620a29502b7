"""Headings by outline and by type; furniture and contents pages."""

from dataclasses import replace

import pytest

from ingest.document import Page
from ingest.structure.contents import is_contents_page
from ingest.structure.furniture import furniture_of
from ingest.structure.headings import CAPTION_LEVEL, OutlineEntry, with_headings
from tests.paper import page_of

BODY = ["The drive trips when the load is too high for the setting, so lower it first."] * 12


def found(page: Page, *outline: OutlineEntry) -> list[tuple[int, str]]:
    (headed,) = with_headings([page], frozenset(), outline)
    return [(heading.level, heading.title) for heading in headed.headings]


def enlarged(page: Page, size: float, *, bold: bool = False) -> Page:
    """The first line set larger than the rest."""
    first, *rest = page.lines
    return replace(page, lines=(replace(first, font_size=size, bold=bold), *rest))


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("4.3.2 Adjusting the belt", 3),
        ("3.2 主轴参数设置", 2),
        ("第3章 维护保养", 1),
        ("第二节 电气检查", 2),
        ("Chapter 7 Maintenance", 1),
        ("附录五 报警信息", 1),
        ("Appendix B Wiring", 1),
    ],
)
def test_numbers_tell_the_depth(title: str, level: int) -> None:
    assert found(page_of(1, title, *BODY)) == [(level, title)]


@pytest.mark.parametrize(
    "line",
    [
        "1.5 kW 2.2 kW 3.7 kW 5.5 kW",
        "2.5 mm wire",
        "3.2 Titles that go on as sentences do, with a full stop.",
        "4.1 Commissioning ............ 57",
        "WARNING",
        "Table 3 shows the values",
        "1. Check the motor",
        "Hz",
    ],
)
def test_ordinary_lines_are_no_headings(line: str) -> None:
    assert found(page_of(1, line, *BODY)) == []


def test_larger_type_heads_a_section() -> None:
    assert found(enlarged(page_of(1, "Maintenance", *BODY), 16)) == [(1, "Maintenance")]
    assert found(enlarged(page_of(1, "Lubrication", *BODY), 10, bold=True)) == [(7, "Lubrication")]
    assert found(enlarged(page_of(1, "OC1", *BODY), 16)) == []


def test_a_title_over_two_lines_is_one_heading() -> None:
    page = page_of(1, "Setting Techniques", "For Roller Bearings", *BODY)
    both = [replace(line, font_size=16.0) for line in page.lines[:2]]
    page = replace(page, lines=(*both, *page.lines[2:]))
    assert found(page) == [(1, "Setting Techniques For Roller Bearings")]


def test_table_captions_head_their_rows() -> None:
    assert found(page_of(1, *BODY, "Table 13.2 Recoverable errors", "表3-1 报警一览")) == [
        (CAPTION_LEVEL, "Table 13.2 Recoverable errors"),
        (CAPTION_LEVEL, "表3-1 报警一览"),
    ]


def test_references_to_sections_are_no_sections() -> None:
    page = page_of(1, "9.1 Wear to the wheels", *BODY, "9.2 Inspecting the nipple")
    assert found(enlarged(page, 14)) == [(2, "9.1 Wear to the wheels")]


def test_the_outline_wins_and_finds_its_line_by_title_or_height() -> None:
    page = page_of(1, "1 Safety first", *BODY, "1.1 Covers", "Keep them shut.")
    at_covers = page.lines[-2].box.top
    assert found(
        page,
        OutlineEntry(1, "Safety first", 1, None),
        OutlineEntry(2, "Nobody prints this", 1, at_covers),
        OutlineEntry(2, "Keep them shut.", 1, None),
        OutlineEntry(2, "On a page that is gone", 9, 100.0),
    ) == [(1, "1 Safety first"), (2, "Nobody prints this"), (2, "Keep them shut.")]


def at_top(page: Page, top: float) -> Page:
    """The first line moved up into the margin."""
    first, *rest = page.lines
    box = first.box._replace(top=top, bottom=top + 10)
    return replace(page, lines=(replace(first, box=box), *rest))


def test_lines_that_recur_in_the_margin_are_furniture() -> None:
    pages = [at_top(page_of(n, f"Manual page {n}", f"text {'abcdef'[n]}"), 30) for n in range(6)]
    assert furniture_of(pages) == {(n, 0) for n in range(6)}


def test_headers_of_even_pages_and_of_one_chapter_are_furniture() -> None:
    pages = [page_of(n, "text") for n in range(100)]
    for n in range(40, 50, 2):
        pages[n] = at_top(page_of(n, "Chapter 4", "text"), 30 + n % 4)
    assert furniture_of(pages) == {(n, 0) for n in range(40, 50, 2)}


def test_a_table_head_that_recurs_inside_the_page_is_kept() -> None:
    assert furniture_of([page_of(n, "Code Cause Remedy", "text") for n in range(6)]) == set()


def test_three_pages_are_too_few_to_tell() -> None:
    assert furniture_of([at_top(page_of(n, "Manual"), 30) for n in range(3)]) == set()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1 Safety ...... 3", "2 Wiring . . . . . 5", "3 Faults …… 9", "4 Parts·····12"], True),
        (["目 录", "第一章 概述 1", "第二章 安装 12", "第三章 维护 30", "附录 44"], True),
        (["1.1 Marking EN-3", "1.2 Safety EN-4", "2.1 Parts EN-5", "2.2 Tools EN-6"], True),
        (["Check the fuse.", "Then wait 10", "and see Table 3", "before you go on"], False),
        (["0001 stop 1", "0002 run 2", "0003 jog 3", "0004 home 4"], False),
        (["... 5"], False),
    ],
)
def test_contents_pages_are_known(lines: list[str], expected: bool) -> None:
    assert is_contents_page(lines) is expected


def test_a_header_that_changes_with_the_chapter_is_furniture_by_its_place() -> None:
    chapters = ["1 Safety", "2 Mounting", "3 Wiring", "4 Start", "5 Faults", "6 Service"]
    pages = [at_top(page_of(n, title, "text"), 20) for n, title in enumerate(chapters, 1)]
    assert furniture_of(pages) == {(n, 0) for n in range(1, 7)}


def test_text_that_begins_at_the_pages_edge_is_no_header() -> None:
    def crowded(number: int) -> Page:
        page = page_of(number, *(f"{word} {'abcdefg'[number]}" for word in ("one", "two", "three")))
        lines = tuple(
            replace(line, box=line.box._replace(top=20 + 12 * i, bottom=30 + 12 * i))
            for i, line in enumerate(page.lines)
        )
        return replace(page, lines=lines)

    assert furniture_of([crowded(n) for n in range(1, 7)]) == set()


def test_the_bold_line_below_a_signal_word_heads_nothing() -> None:
    page = page_of(1, "WARNING", "Avoid breathing the vapors", *BODY)
    lines = [replace(line, bold=True) for line in page.lines[:2]]
    assert found(replace(page, lines=(*lines, *page.lines[2:]))) == []
