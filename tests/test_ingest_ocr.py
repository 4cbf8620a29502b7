"""Pages that are pictures: read by OCR, marked so, and told by name where it fails."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Box, Document
from ingest.isolation.deadline import NOT_REACHED, Deadline
from ingest.ocr.engine import (
    OcrFailed,
    OcrUnavailable,
    Picture,
    Reading,
    Recognition,
    Recognizer,
    Step,
    is_bare,
    recognize_all,
)
from ingest.pdf.read import read_pdf
from ingest.split import split
from tests import paper
from tests.paper import Draw, scan, together, writing

ID = "ab" * 32
WIDTH, HEIGHT = 250.0, 300.0
"""Small pages are drawn the sooner."""
WORDS = "Switch off the main breaker."
PROSE = (
    "Switch off the main breaker and wait ten minutes before opening the front cover.",
    "Check the cooling fan for dust and measure the insulation resistance of the motor.",
    "Replace any damaged cable and tighten every screw of the output terminal block.",
    "Read the fault history on the keypad, note the code and call the service department.",
)


class FakeRecognizer:
    """Finds the same line in the upper left corner of every picture, an inch from its edges."""

    def __init__(self, text: str = "Alarm 401", confidence: float = 0.98, turn: int = 0) -> None:
        self._text = text
        self._confidence = confidence
        self._turn = turn
        self.pictures: list[tuple[int, ...]] = []

    def recognize(self, picture: Picture, step: Step) -> Recognition:
        self.pictures.append(picture.shape)
        step()
        height, width = picture.shape[:2]
        if self._turn % 180:
            height, width = width, height
        box = Box(72 * 3, 72 * 3, 172 * 3, 84 * 3)
        return Recognition((Reading(self._text, box, self._confidence),), width, height, self._turn)


def make_pdf(path: Path, *pages: Draw) -> Path:
    return paper.make_pdf(path, *pages, size=(WIDTH, HEIGHT))


class FailingRecognizer:
    def recognize(self, picture: Picture, step: Step) -> Recognition:
        raise OcrFailed("the engine gave up")


def read_by(recognizer: Recognizer, path: Path) -> Document:
    return read_pdf(path, ID, lambda: recognizer)


def missing() -> Recognizer:
    raise OcrUnavailable("needs OCR, and there is none")


def unneeded() -> Recognizer:
    raise AssertionError("the engine was loaded for pages that have text")


def test_only_pages_without_text_are_read_by_ocr(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", writing(WORDS), scan, writing("Fault OC at start"))
    document = read_by(engine := FakeRecognizer(), path)

    assert [page.text for page in document.pages] == [WORDS, "Alarm 401", "Fault OC at start"]
    assert [page.scanned for page in document.pages] == [False, True, False]
    assert document.unreadable == ()
    assert engine.pictures == [(round(3 * HEIGHT), round(3 * WIDTH), 3)]


def test_the_engine_is_not_loaded_where_all_pages_have_text(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", writing(WORDS), writing())
    assert len(read_pdf(path, ID, unneeded).pages) == 2


def test_blank_pages_are_pages_on_which_nothing_stands(tmp_path: Path) -> None:
    def white(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "white")), 0, 0, WIDTH, HEIGHT)

    document = read_by(FakeRecognizer(), make_pdf(tmp_path / "a.pdf", writing(), white, scan))
    assert [(page.number, page.text, page.scanned) for page in document.pages] == [
        (1, "", False),
        (2, "", False),
        (3, "Alarm 401", True),
    ]
    assert document.page_count == 3


def test_a_page_of_nothing_but_its_running_header_is_blank(tmp_path: Path) -> None:
    def page(*lines: str) -> Draw:
        return together(writing("Operating Manual EV", size=6, top=15), writing(*lines))

    path = make_pdf(tmp_path / "a.pdf", *[page(f"Text {c}.") for c in "abcde"], page())
    document = read_pdf(path, ID, unneeded)
    assert [page.number for page in document.pages] == [1, 2, 3, 4, 5, 6]
    assert not document.pages[5].scanned


def test_boxes_are_in_points_of_the_page_as_displayed(tmp_path: Path) -> None:
    (page,) = read_by(FakeRecognizer(), make_pdf(tmp_path / "a.pdf", scan)).pages
    assert page.lines[0].box == pytest.approx((72, 72, 172, 84), abs=0.2)


def test_a_sideways_scan_keeps_its_boxes_where_they_are_seen(tmp_path: Path) -> None:
    (page,) = read_by(FakeRecognizer(turn=90), make_pdf(tmp_path / "a.pdf", scan)).pages
    assert (page.width, page.height) == pytest.approx((WIDTH, HEIGHT), abs=0.1)
    expected = (72, HEIGHT - 172, 84, HEIGHT - 72)
    assert page.lines[0].box == pytest.approx(expected, abs=0.2)


@pytest.mark.parametrize(
    ("recognizer", "reason"),
    [
        (FakeRecognizer(""), "OCR found no text"),
        (FakeRecognizer("iIl|l", 0.3), "OCR is not sure of it (confidence 30%)"),
        (FailingRecognizer(), "the engine gave up"),
    ],
)
def test_pages_that_ocr_cannot_read_are_named_and_cost_no_others(
    tmp_path: Path, recognizer: Recognizer, reason: str
) -> None:
    document = read_by(recognizer, make_pdf(tmp_path / "a.pdf", scan, writing(WORDS)))
    assert [page.number for page in document.pages] == [2]
    assert [(page.number, page.reason) for page in document.unreadable] == [
        (1, f"a picture without a text layer (100% of the page); {reason}")
    ]
    assert document.page_count == 2


def test_a_scan_that_ocr_cannot_read_is_a_document_without_chunks(tmp_path: Path) -> None:
    document = read_by(FakeRecognizer(""), make_pdf(tmp_path / "a.pdf", scan, scan))
    assert document.pages == ()
    assert [page.number for page in document.unreadable] == [1, 2]
    assert split(document) == []


def test_without_an_engine_the_rest_is_read(tmp_path: Path) -> None:
    document = read_pdf(make_pdf(tmp_path / "a.pdf", writing(WORDS), scan), ID, missing)
    assert [page.number for page in document.pages] == [1]
    assert document.unreadable[0].reason.endswith("needs OCR, and there is none")


def glued(*lines: str) -> Draw:
    return writing(*(line.replace(" ", "") for line in lines), size=4)


def test_glued_words_are_replaced_where_ocr_sets_them_apart(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", glued(*PROSE))
    (better,) = read_by(FakeRecognizer("Switch off the main breaker"), path).pages
    (no_better,) = read_by(FakeRecognizer("".join(PROSE).replace(" ", "")), path).pages
    (none,) = read_by(FakeRecognizer(""), path).pages

    assert (better.text, better.scanned) == ("Switch off the main breaker", True)
    assert no_better.text == none.text == "\n".join(PROSE).replace(" ", "")
    assert not no_better.scanned


def test_a_stamp_on_every_page_does_not_keep_scans_from_ocr(tmp_path: Path) -> None:
    stamped = together(scan, writing("Downloaded from a manual library", top=20))
    document = read_by(FakeRecognizer(), make_pdf(tmp_path / "a.pdf", *[stamped] * 5))
    assert [page.text for page in document.pages] == ["Alarm 401"] * 5


def picture_of(*_: object) -> Picture:
    picture = np.full((80, 60, 3), 255, np.uint8)
    picture[20:60, 20:40] = 0
    return picture


def test_pages_are_read_side_by_side() -> None:
    both = threading.Barrier(2, timeout=10)

    class Meeting(FakeRecognizer):
        def recognize(self, picture: Picture, step: Step) -> Recognition:
            both.wait()  # raises unless another page is in work
            return super().recognize(picture, step)

    attempts = recognize_all([1, 2], picture_of, Meeting, int, workers=2, until=Deadline())
    assert sorted(attempt.page for attempt in attempts) == [1, 2]


def test_signs_of_work_arrive_in_the_callers_thread() -> None:
    heard: list[threading.Thread] = []
    attempts = recognize_all(
        [1, 2, 3],
        picture_of,
        FakeRecognizer,
        lambda: heard.append(threading.current_thread()),
        workers=2,
        until=Deadline(),
    )
    assert len(list(attempts)) == 3
    assert set(heard) == {threading.current_thread()}


def test_what_there_is_no_time_for_is_told() -> None:
    (attempt,) = recognize_all(
        [7], picture_of, FakeRecognizer, int, workers=1, until=Deadline(clock=0)
    )
    assert attempt.page == 7
    assert attempt.trouble == NOT_REACHED


def test_dust_is_no_print_and_a_page_number_is() -> None:
    paper = np.full((1200, 900, 3), 240, np.uint8)
    dusty, numbered = paper.copy(), paper.copy()
    dusty[::100, ::100] = 0
    numbered[1100:1120, 440:446] = 0  # a lone 1
    assert is_bare(paper)
    assert is_bare(dusty)
    assert not is_bare(numbered)
    assert is_bare(paper[:1, :1])
