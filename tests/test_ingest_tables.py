"""Tables on pages: cells, headers, reading order, and what becomes of them in chunks."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Box, Table
from ingest.pdf.printed import Printed, PrintedPage, Word
from ingest.readers import read
from ingest.split import split
from ingest.tables.find import arranged
from ingest.tables.grid import grids_of, rulings_in
from tests.paper import Draw, make_pdf, together, writing
from tests.tabular import chunks_of, english

PARAMETERS = [("Parameter", "Name", "Range", "Default", "Unit")] + [
    (f"P1-{n:02d}", f"Ramp {n} of motor two", "0-600", "5.0", "s") for n in range(1, 31)
]


def tables_of(folder: Path, *pages: Draw) -> list[Table]:
    document = read(make_pdf(folder / "m.pdf", *pages))
    return [table for page in document.pages for table in page.tables]


def cells_of(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_ruled_table_has_its_header_and_its_cells(tmp_path: Path) -> None:
    rows = [("Item", "Value", "Unit"), ("Oil\nfilter", "14", ""), ("Belt", "", "mm")]

    (table,) = tables_of(tmp_path, english(80, 80, 80).at(100, *rows))

    assert table.header == ("Item", "Value", "Unit")
    assert cells_of(table) == [["Oil\nfilter", "14", ""], ["Belt", "", "mm"]]
    assert len(table.edges) == 4


def test_a_merged_cell_stands_in_each_row_that_it_covers(tmp_path: Path) -> None:
    rows = [("Axis", "Item", "Value"), ("X", "Stroke", "400"), ("", "Speed", "30")]
    sheet = english(60, 90, 90, merged=((2, 0),))

    (table,) = tables_of(tmp_path, sheet.at(100, *rows))

    assert cells_of(table) == [["X", "Stroke", "400"], ["X", "Speed", "30"]]
    assert table.rows[0].cells[0] is table.rows[1].cells[0]


def test_rows_are_read_one_by_one_whatever_the_order_of_drawing(tmp_path: Path) -> None:
    rows = [("Code", "Note"), ("K1", "first of all\nand more"), ("K2", "second\nand more")]
    sheet = english(70, 200, codes_last=0)
    page = together(
        writing("Above the table", top=80), sheet.at(110, *rows), writing("Below it", top=260)
    )

    document = read(make_pdf(tmp_path / "m.pdf", page))

    words = document.pages[0].text.replace("\n", " ")
    order = ["Above", "Code", "K1", "first", "K2", "second", "Below"]
    assert sorted(order, key=words.index) == order


def test_the_next_page_takes_the_header_over(tmp_path: Path) -> None:
    sheet = english(70, 120, 70, 70, 50)
    first = sheet.at(600, *PARAMETERS[:8])
    second = sheet.at(80, *PARAMETERS[8:12])

    before, after = tables_of(tmp_path, first, second)

    assert not before.continued
    assert after.continued
    assert after.header == before.header == PARAMETERS[0]


def test_another_table_on_the_next_page_keeps_its_own_header(tmp_path: Path) -> None:
    first = english(70, 120, 70).at(600, ("Pin", "Signal", "Colour"), *[("1", "GND", "blue")] * 5)
    second = english(70, 120, 70).at(80, ("Part no.", "Description", "Qty"), ("7-1", "Ring", "2"))

    _, after = tables_of(tmp_path, first, second)

    assert after.header == ("Part no.", "Description", "Qty")


def test_a_passage_that_begins_within_a_table_repeats_its_titles(tmp_path: Path) -> None:
    page = english(70, 120, 70, 70, 50).at(80, *PARAMETERS)

    passages = chunks_of(tmp_path, page, kind="passage")

    assert len(passages) > 1
    assert all(
        passage.text.startswith("Parameter Name Range Default Unit\n") for passage in passages
    )
    assert passages[1].text.splitlines()[1].startswith("P1-")


def test_rows_of_parameters_are_chunks_with_their_titles(tmp_path: Path) -> None:
    page = english(70, 120, 70, 70, 50).at(80, *PARAMETERS)

    rows = chunks_of(tmp_path, page, kind="table_row")

    lines = [line for chunk in rows for line in chunk.text.splitlines()]
    assert lines[2] == (
        "Parameter: P1-03 | Name: Ramp 3 of motor two | Range: 0-600 | Default: 5.0 | Unit: s"
    )
    assert len(lines) == 30
    assert len(rows) <= 8
    assert rows[0].page == 1


def test_a_short_table_makes_no_row_chunks(tmp_path: Path) -> None:
    page = english(70, 120, 70, 70, 50).at(80, *PARAMETERS[:4])

    assert chunks_of(tmp_path, page, kind="table_row") == []


def test_two_columns_of_prose_are_no_table(tmp_path: Path) -> None:
    page = together(
        writing(*["The drive is cooled by air from below"] * 6, size=9),
        lambda canvas: [canvas.drawString(320, 742 - 13 * n, "Keep it clean") for n in range(6)],
    )  # fmt: skip

    assert tables_of(tmp_path, page) == []


def test_frames_and_drawings_are_no_tables(tmp_path: Path) -> None:
    def frames(canvas):  # type: ignore[no-untyped-def]
        for n in range(5):
            canvas.rect(100 + 12 * n, 400 - 9 * n, 200, 100)
        canvas.drawString(150, 450, "M1")

    assert tables_of(tmp_path, frames) == []


def test_every_line_stays_once_in_the_text(tmp_path: Path) -> None:
    sheet = english(70, 120, 70, 70, 50, codes_last=0)
    document = read(make_pdf(tmp_path / "m.pdf", sheet.at(80, *PARAMETERS)))

    words = document.pages[0].text.split()
    passages = " ".join(c.text for c in split(document) if c.kind == "passage").split()

    assert sorted(words) == sorted(" ".join(" ".join(row) for row in PARAMETERS).split())
    assert [word for word in passages if word.startswith("P1-")] == [
        row[0] for row in PARAMETERS[1:]
    ]


bars = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.floats(-50, 700), st.floats(-50, 900), st.floats(0, 700), st.floats(0, 900),
)  # fmt: skip
words = st.text("E1报 :.-Cause", min_size=1, max_size=12)


@st.composite
def printed_pages(draw: st.DrawFn) -> PrintedPage:
    lines = []
    for text in draw(st.lists(words, max_size=25)):
        left, top = draw(st.floats(0, 550)), draw(st.floats(0, 800))
        parts = tuple(
            Word(part, left + 40 * n, left + 40 * n + 5 * len(part), False)
            for n, part in enumerate(text.split())
        )
        if parts:
            lines.append(Printed(text, Box(left, top, parts[-1].right, top + 10), 10, words=parts))
    strokes = tuple(draw(st.lists(bars, max_size=25)))
    return PrintedPage(1, 595, 842, tuple(lines), 0.0, 0.0, False, strokes)


@given(st.lists(printed_pages(), min_size=1, max_size=3))
def test_no_word_is_lost_or_doubled_whatever_is_ruled_and_written(pages: list[PrintedPage]) -> None:
    for page, result in zip(pages, arranged(pages), strict=True):
        before = sorted(word for line in page.lines for word in line.words)
        after = sorted(word for line in result.lines for word in line.words)
        assert after == before


@given(st.lists(bars, max_size=40))
def test_grids_are_ordered_and_every_square_is_owned(strokes: list[Box]) -> None:
    for grid in grids_of(*rulings_in(strokes)):
        assert list(grid.xs) == sorted(grid.xs)
        assert list(grid.ys) == sorted(grid.ys)
        assert len(grid.owner) == len(grid.ys) - 1
        assert all(len(row) == len(grid.xs) - 1 for row in grid.owner)
