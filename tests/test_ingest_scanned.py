"""What OCR makes out stands on the page where a reader sees it, in the order he reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Box, Line, Page
from ingest.ocr.engine import Reading, Recognition
from ingest.ocr.scanned import (
    as_displayed,
    evened,
    lines_of,
    turned_back,
    upright_size,
    why_useless,
)
from ingest.pdf.printed import Printed

WIDTH, HEIGHT = 600.0, 800.0
PIXELS = 2.0
"""A point."""


def reading(
    text: str, left: float, top: float, *, wide: float = 100, sure: float = 0.99
) -> Reading:
    """In points, 14 high."""
    box = (left, top, left + wide, top + 14)
    return Reading(text, Box(*(PIXELS * edge for edge in box)), sure)


def recognition(*readings: Reading, turn: int = 0) -> Recognition:
    return Recognition(readings, int(PIXELS * WIDTH), int(PIXELS * HEIGHT), turn)


def texts(*readings: Reading) -> list[str]:
    return [line.text for line in lines_of(recognition(*readings), WIDTH)]


def test_pixels_become_points() -> None:
    (line,) = lines_of(recognition(reading("Fault OC", 72, 100)), WIDTH)
    assert line.box == Box(72, 100, 172, 114)
    assert line.font_size == pytest.approx(14 * 0.75)
    assert line.cell_left == 72


# A mark 10 from the left and 20 from the top of the page as displayed, and where it is found when
# the page is turned clockwise by so much: 90 brings the left edge to the top.
@pytest.mark.parametrize(
    ("turn", "upright"),
    [
        (0, (10, 20)),
        (90, (HEIGHT - 20, 10)),
        (180, (WIDTH - 10, HEIGHT - 20)),
        (270, (20, WIDTH - 10)),
    ],
)
def test_boxes_of_turned_scans_come_back_to_the_page_as_displayed(
    turn: int, upright: tuple[float, float]
) -> None:
    across, down = upright
    box = turned_back(Box(across - 3, down - 1, across + 3, down + 1), turn, WIDTH, HEIGHT)
    assert ((box.left + box.right) / 2, (box.top + box.bottom) / 2) == (10, 20)
    assert (box.right - box.left == 6) == (turn % 180 == 0)


@given(
    st.sampled_from([0, 90, 180, 270]),
    st.tuples(*[st.integers(0, 300)] * 2),
    st.tuples(*[st.integers(1, 300)] * 2),
)
def test_no_box_leaves_the_page_by_turning(
    turn: int, corner: tuple[int, int], size: tuple[int, int]
) -> None:
    box = Box(corner[0], corner[1], corner[0] + size[0], corner[1] + size[1])
    width, height = upright_size(WIDTH, HEIGHT, turn)
    assert box.right <= width
    assert box.bottom <= height
    left, top, right, bottom = turned_back(box, turn, WIDTH, HEIGHT)
    assert 0 <= left < right <= WIDTH
    assert 0 <= top < bottom <= HEIGHT


def test_a_page_read_sideways_is_put_back_whole() -> None:
    line = Line(0, 5, Box(10, 20, 110, 34), 10.0)
    page = as_displayed(Page(3, "Fault", (line,), width=HEIGHT, height=WIDTH), 90)
    assert (page.width, page.height) == (WIDTH, HEIGHT)
    assert page.lines[0].box == Box(20, HEIGHT - 110, 34, HEIGHT - 10)


def test_rows_are_read_across_and_down_though_they_lean() -> None:
    found = texts(
        reading("remedy", 400, 103), reading("OV", 72, 120), reading("OC", 72, 100),
        reading("too high", 250, 122), reading("short", 250, 102), reading("brake", 400, 124),
    )  # fmt: skip
    assert found == ["OC", "short", "remedy", "OV", "too high", "brake"]


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    heading = reading("1 Safety", 72, 60, wide=450)
    left = [reading(f"left {n}", 72, 100 + 20 * n, wide=210) for n in range(8)]
    right = [reading(f"right {n}", 310, 101 + 20 * n, wide=210) for n in range(8)]
    footer = reading("page of the manual", 72, 300, wide=450)
    assert texts(*right, footer, *left, heading) == [
        "1 Safety",
        *(f"left {n}" for n in range(8)),
        *(f"right {n}" for n in range(8)),
        "page of the manual",
    ]


def test_a_table_is_no_two_columns() -> None:
    rows = [
        reading(text, left, 100 + 20 * n, wide=wide)
        for n in range(8)
        for text, left, wide in ((f"E{n}", 72, 30), (f"cause {n}", 250, 200))
    ]
    assert texts(*rows)[:4] == ["E0", "cause 0", "E1", "cause 1"]


@pytest.mark.parametrize(
    ("text", "sure", "kept"),
    [("7", 0.68, False), ("7", 0.9, True), ("E7 fan", 0.68, True), ("E7 fan", 0.3, False)],
)
def test_what_the_engine_doubts_is_left_out_and_a_lone_figure_soonest(
    text: str, sure: float, kept: bool
) -> None:
    assert bool(texts(reading(text, 72, 100, sure=sure))) == kept


def test_words_stand_where_their_letters_were_seen() -> None:
    box = Box(100, 200, 500, 228)
    centres = (*(100 + 10 * (index + 0.5) for index in range(7)), 400.0, 410.0)
    found = Reading("Er 49 mOK", box, 0.9, centres)
    (line,) = lines_of(recognition(found), WIDTH)

    assert [word.text for word in line.words] == ["Er", "49", "m", "OK"]
    assert [word.glued for word in line.words] == [False, False, False, True]
    assert line.text == "Er 49 m OK"  # the last space is seen, not read
    assert line.words[3].left == pytest.approx(200, abs=4)
    assert all(line.box.left <= word.left <= word.right <= line.box.right for word in line.words)


def test_wide_letters_do_not_break_a_word() -> None:
    centres = tuple(100 + 14 * index + (6 if index >= 3 else 0) for index in range(7))
    found = Reading("command", Box(92, 200, 210, 228), 0.9, centres)
    (line,) = lines_of(recognition(found), WIDTH)
    assert len(line.words) > 1
    assert line.text == "command"


def test_figures_are_never_pulled_apart() -> None:
    found = Reading("163 AL", Box(100, 200, 300, 228), 0.9, (105, 160, 170, 180, 190, 250))
    (line,) = lines_of(recognition(found), WIDTH)
    assert line.text == "163 AL"
    assert [word.text for word in line.words] == ["1", "63", "A", "L"]


def test_full_width_letters_and_figures_are_ordinary_ones() -> None:
    assert texts(reading("Ｋ１５．７：有效", 72, 100)) == ["K15．7：有效"]


@pytest.mark.parametrize(
    ("readings", "reason"),
    [
        ((), "OCR found no text"),
        ((reading("—·", 72, 100),), "OCR found no text"),
        ((reading("iIl|", 72, 100, sure=0.2), reading("l1", 72, 130, sure=0.4)), "OCR is not sure"),
        ((reading("Check the fuse", 72, 100), reading("l1", 72, 130, sure=0.4)), None),
    ],
)
def test_a_page_without_usable_text_is_told_as_such(
    readings: tuple[Reading, ...], reason: str | None
) -> None:
    why = why_useless(recognition(*readings))
    assert why is None if reason is None else why is not None and why.startswith(reason)


def test_sizes_that_differ_by_measuring_alone_become_one() -> None:
    def lines(*sizes: float) -> list[Printed]:
        return [Printed("text", Box(0, 0, 1, 1), size) for size in sizes]

    first, second = evened([lines(10.2, 9.8, 16.1), lines(10.0, 10.4, 9.6, 10.0)])
    assert [line.font_size for line in (*first[:2], *second)] == [10.0] * 6
    assert first[2].font_size > 14
    assert evened([[], []]) == [(), ()]
