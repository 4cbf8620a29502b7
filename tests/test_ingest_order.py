"""Lines in reading order, where the file holds them otherwise."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Box
from ingest.pdf.order import in_reading_order
from ingest.pdf.printed import Printed
from ingest.pdf.read import read_pdf
from tests.paper import make_pdf


def at(text: str, left: float, top: float, width: float = 200) -> Printed:
    return Printed(text, Box(left, top, left + width, top + 10), 10)


def ordered(*lines: Printed) -> list[str]:
    return [line.text for line in in_reading_order(lines)]


def test_columns_keep_the_order_of_the_file() -> None:
    columns = [at("a1", 50, 100), at("a2", 50, 300), at("b1", 300, 90), at("b2", 300, 290)]
    assert ordered(*columns) == ["a1", "a2", "b1", "b2"]


def test_what_was_drawn_last_is_read_where_it_stands() -> None:
    body = [at("above", 50, 100), at("below", 50, 200)]
    panel = [at("WARNING", 60, 140), at("Hot.", 60, 155)]
    assert ordered(*body, *panel) == ["above", "WARNING", "Hot.", "below"]


def test_a_footer_drawn_first_pulls_its_own_column_and_not_the_other() -> None:
    lines = [at("9", 50, 800), at("b1", 300, 90), at("a1", 50, 100), at("title", 50, 20)]
    assert ordered(lines[0], lines[2], lines[1], lines[3]) == ["title", "a1", "9", "b1"]


def test_raised_letters_and_neighbours_are_not_put_before_their_line() -> None:
    raised = Printed("2", Box(240, 97, 246, 104), 6)
    assert ordered(at("area mm", 50, 100, 190), raised) == ["area mm", "2"]
    turned = Printed("sideways", Box(60, 10, 70, 90), 10)
    assert ordered(at("below", 50, 100), turned) == ["below", "sideways"]


@given(
    st.lists(st.tuples(*[st.floats(0, 800)] * 2, st.floats(0.1, 500), st.floats(0.1, 60))),
)
def test_whatever_the_boxes_every_line_comes_once(
    boxes: list[tuple[float, float, float, float]],
) -> None:
    lines = [
        Printed(str(index), Box(x, y, x + wide, y + high), 10)
        for index, (x, y, wide, high) in enumerate(boxes)
    ]
    assert sorted(in_reading_order(lines), key=lambda line: int(line.text)) == lines


def test_a_page_is_read_top_down_though_its_panel_is_drawn_last(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Open the cover.")
        canvas.drawString(72, 600, "Measure the voltage.")
        canvas.drawString(90, 650, "Charged parts stay live for five minutes.")

    (page,) = read_pdf(make_pdf(tmp_path / "a.pdf", draw), "0" * 64).pages
    assert page.text.split("\n") == [
        "Open the cover.",
        "Charged parts stay live for five minutes.",
        "Measure the voltage.",
    ]
