"""A PDF that was cut off: read where nothing but its end mark is missing, else refused."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from ingest.errors import UnreadableFile
from ingest.pdf.pdfium import opened, turned_to
from ingest.readers import read
from tests.hostile_pdf import FONT, WORDS, one_page, pdf, stream
from tests.paper import make_pdf, writing

SAYS = "Replace the fuse of the pump before starting it"
OBJECTS = {
    1: b"<< /Type /Catalog /Pages 2 0 R >>",
    2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    3: b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 595 842] "
    b"/Resources << /Font << /F 5 0 R >> >> >>",
    4: stream(WORDS),
    5: FONT,
}


def with_xref_stream(objects: Mapping[int, bytes]) -> bytes:
    """The same file as `pdf` makes, with its cross-references in an object of their own."""
    content = pdf(objects)
    content = content[: content.rindex(b"xref\n0")]
    size, start = max(objects) + 2, len(content)
    places = [content.index(b"%d 0 obj" % number) for number in sorted(objects)] + [start]
    rows = bytes(5) + b"".join(b"\1" + place.to_bytes(4) for place in places)
    entries = b"/Type /XRef /Size %d /W [1 4 0] /Root 1 0 R" % size
    body = stream(rows, entries)
    return content + b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (size - 1, body, start)


def text_of(path: Path) -> str:
    with opened(path) as document, turned_to(document, 0) as page:
        return str(page.get_textpage().get_text_bounded())


@pytest.mark.parametrize("content", [pdf(OBJECTS), with_xref_stream(OBJECTS)], ids=["table", "obj"])
def test_wherever_it_is_cut_it_is_read_whole_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.pdf"
    whole = []
    for length in (*range(9, len(content), 7), *range(len(content) - 60, len(content))):
        path.write_bytes(content[:length])
        with suppress(UnreadableFile):
            assert text_of(path) == SAYS, length
            whole.append(length)
    assert whole
    assert min(whole) in range(content.rindex(b"startxref") - 2, len(content))
    assert len(content) - len(b"%%EOF\n") in whole


@pytest.mark.parametrize("order", [(1, 2, 3, 4, 5), (5, 4, 3, 1, 2)])
def test_a_file_cut_between_two_objects_is_refused(tmp_path: Path, order) -> None:
    content = pdf({number: OBJECTS[number] for number in order})
    path = tmp_path / "a.pdf"
    path.write_bytes(content[: content.index(b"%d 0 obj" % order[3])])
    with pytest.raises(UnreadableFile, match="cut off"):
        text_of(path)


def test_a_file_for_the_web_that_lacks_more_than_its_mark_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    first = b"%PDF-1.7\n9 0 obj\n<< /Linearized 1 /L 90000 >>\nendobj\n"
    path.write_bytes(first + one_page()[9:])
    with pytest.raises(UnreadableFile, match="cut off"):
        text_of(path)


def test_its_pages_become_a_document(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", writing("Grease the zerk fitting."), writing("Stop it."))
    path.write_bytes(path.read_bytes().removesuffix(b"%%EOF\n"))
    assert not path.read_bytes().endswith(b"EOF\n")
    assert [page.text for page in read(path).pages] == ["Grease the zerk fitting.", "Stop it."]


def test_a_long_table_of_cross_references_is_looked_behind(tmp_path: Path) -> None:
    many = dict.fromkeys(range(6, 5000), b"<< /Filler true >>")
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf({**OBJECTS, **many})[: -len(b"%%EOF\n")])
    assert text_of(path) == SAYS
