"""PDFs on real paper: what is read, where it stands, and what is reported instead."""

import re
import threading
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Document, Line, Page
from ingest.errors import EncryptedFile
from ingest.readers import read
from ingest.split import split
from tests.paper import CHINESE, HEIGHT, Draw, make_pdf, squeezed, together, writing

WORDS = ("Switch off the main breaker.", "Wait ten minutes before opening the cover.")


def lines_of(page: Page) -> list[str]:
    return [page.text[line.start : line.end] for line in page.lines]


def test_pages_keep_their_number_text_and_size(tmp_path: Path) -> None:
    document = read(make_pdf(tmp_path / "a.pdf", writing(*WORDS), writing("Fault OC at start")))

    assert [page.number for page in document.pages] == [1, 2]
    assert document.pages[0].text == "\n".join(WORDS)
    assert lines_of(document.pages[1]) == ["Fault OC at start"]
    assert document.pages[0].height == pytest.approx(HEIGHT, abs=0.1)
    assert document.page_count == 2


def test_boxes_stand_where_the_line_is_printed(tmp_path: Path) -> None:
    (page,) = read(make_pdf(tmp_path / "a.pdf", writing(*WORDS, top=100))).pages

    first, second = (line.box for line in page.lines)
    assert first.left == pytest.approx(72, abs=1)
    assert first.top < 100 < first.bottom  # the baseline lies between
    assert second.top > first.top
    assert page.lines[0].font_size == pytest.approx(11)


def text_inside(path: Path, page: Page, line: Line) -> str:
    """What PDFium itself finds in a line's box, on a page that is neither turned nor cropped."""
    import pypdfium2 as pdfium

    pdf = pdfium.PdfDocument(path)
    try:
        textpage = pdf[(page.number or 0) - 1].get_textpage()
        left, top, right, bottom = line.box
        bounds = (left - 1, page.height - bottom - 1, right + 1, page.height - top + 1)
        return str(textpage.get_text_bounded(*bounds))
    finally:
        pdf.close()


def test_boxes_agree_with_the_text_pdfium_finds_in_them(tmp_path: Path) -> None:
    path = make_pdf(
        tmp_path / "a.pdf",
        writing(*WORDS, "Torque: 45 N·m ±5 %"),
        writing("主轴电机过热报警", "检查冷却风扇是否正常工作", font=CHINESE),
        together(writing("left", "column"), lambda c: c.drawString(300, 500, "right column")),
    )
    for page in read(path).pages:
        for line in page.lines:
            words = squeezed(page.text[line.start : line.end])
            assert words in squeezed(text_inside(path, page, line))


def test_chinese_is_read_and_known_as_chinese(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", writing("0001 急停报警，解除急停按键", font=CHINESE))
    (chunk,) = split(read(path))

    assert "急停报警" in chunk.text
    assert chunk.language == "zh"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_boxes_follow_the_page_as_displayed(tmp_path: Path, turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        canvas.drawString(72, 400, WORDS[0])

    (page,) = read(make_pdf(tmp_path / "a.pdf", draw)).pages
    left, top, right, bottom = page.lines[0].box
    across, up = 72, 400  # where the line begins, before the page is turned
    beginning = {
        90: (up, across),
        180: (page.width - across, up),
        270: (page.width - up, page.height - across),
    }[turn]

    assert (bottom - top > right - left) == (turn != 180)  # lying on its side
    assert left - 1 <= beginning[0] <= right + 1
    assert top - 1 <= beginning[1] <= bottom + 1


def test_what_lies_outside_the_crop_box_is_not_on_the_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((50, 100, 500, 800))
        canvas.drawString(72, 700, WORDS[0])
        canvas.drawString(72, 20, "printer's mark")

    assert read(make_pdf(tmp_path / "a.pdf", draw)).pages[0].text == WORDS[0]


def test_boxes_are_measured_from_the_crop_box(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((50, 100, 500, 800))
        canvas.drawString(72, 700, WORDS[0])

    (page,) = read(make_pdf(tmp_path / "a.pdf", draw)).pages

    assert (page.width, page.height) == (450, 700)
    assert page.lines[0].box.left == pytest.approx(22, abs=1)
    assert page.lines[0].box.top < 100 < page.lines[0].box.bottom


def test_cells_on_one_height_are_one_row(tmp_path: Path) -> None:
    def table(canvas: Canvas) -> None:
        for row, cells in enumerate((("OC", "short circuit"), ("OV", "line too high"))):
            for column, cell in enumerate(cells):
                canvas.drawString(72 + 150 * column, 700 - 20 * row, cell)

    (page,) = read(make_pdf(tmp_path / "a.pdf", table)).pages
    assert lines_of(page) == ["OC short circuit", "OV line too high"]


def test_a_damaged_page_costs_no_other_page(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", writing("one"), writing("two"), writing("three"))
    content = path.read_bytes()
    first, second, third = re.findall(rb"\d+(?= 0 R)", content.split(b"/Kids [")[1].split(b"]")[0])
    gone = b"0" * len(second)  # object 0 never exists
    path.write_bytes(
        content.replace(
            b"%s 0 R %s 0 R %s 0 R" % (first, second, third),
            b"%s 0 R %s 0 R %s 0 R" % (first, gone, third),
        )
    )
    document = read(path)

    assert [page.text for page in document.pages] == ["one", "three"]
    assert [page.number for page in document.unreadable] == [2]
    assert document.unreadable[0].reason.startswith("damaged page")


def test_running_headers_and_page_numbers_reach_no_chunk(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        return together(
            writing("Operating Manual EV", size=8, top=30),
            writing(f"Chapter text of sheet {'abcdef'[number]}."),
            writing(f"{number + 1}", size=8, top=810),
        )

    document = read(make_pdf(tmp_path / "a.pdf", *[page(n) for n in range(6)]))
    texts = [chunk.text for chunk in split(document)]

    assert texts == [f"Chapter text of sheet {letter}." for letter in "abcdef"]
    assert "Operating Manual EV" in document.pages[0].text


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ("EV Inverter Manual", "EV Inverter Manual"),
        ("Microsoft Word - final.doc", "GREAT TITLE"),
        ("untitled", "GREAT TITLE"),
        (r"C:\docs\x.pdf", "GREAT TITLE"),
        ("20230501", "GREAT TITLE"),
    ],
)
def test_the_title_is_the_metadata_if_it_means_something(
    tmp_path: Path, metadata: str, expected: str
) -> None:
    cover = together(writing("GREAT TITLE", size=30), writing(*WORDS, *WORDS, top=300))
    assert read(make_pdf(tmp_path / "a.pdf", cover, title=metadata)).title == expected


def test_without_any_title_the_file_names_the_document(tmp_path: Path) -> None:
    assert read(make_pdf(tmp_path / "pump-7.pdf", writing(*WORDS), title="untitled")).title == (
        "pump-7"
    )


def bookmarked(canvas: Canvas) -> None:
    writing("4.3 Commissioning", *WORDS)(canvas)
    key = str(canvas.getPageNumber())
    canvas.bookmarkPage(key, fit="XYZ", left=72, top=HEIGHT - 90)
    canvas.addOutlineEntry("Commissioning", key, level=0)


def test_the_outline_gives_headings_as_printed(tmp_path: Path) -> None:
    document = read(make_pdf(tmp_path / "a.pdf", bookmarked, bookmarked, bookmarked))

    assert [page.headings[0].title for page in document.pages] == ["4.3 Commissioning"] * 3
    assert document.pages[0].headings[0].level == 1
    assert split(document)[0].section == ("4.3 Commissioning",)


def test_a_password_is_asked_for_only_where_the_file_needs_one(tmp_path: Path) -> None:
    locked = make_pdf(
        tmp_path / "locked.pdf", writing(*WORDS), encrypt=StandardEncryption("secret", "owner")
    )
    open_to_read = make_pdf(
        tmp_path / "open.pdf", writing(*WORDS), encrypt=StandardEncryption("", "owner")
    )

    with pytest.raises(EncryptedFile, match=r"locked\.pdf: locked with a password.*Save a copy"):
        read(locked)
    assert read(open_to_read).pages[0].text == "\n".join(WORDS)


def test_two_threads_may_read_at_once(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", *[writing(*WORDS)] * 8)
    documents: list[Document] = []
    threads = [threading.Thread(target=lambda: documents.append(read(path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert documents == [read(path)] * 4
