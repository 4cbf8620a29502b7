"""Splitting: every line once, in order, on one page, in one section."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.document import Box, Document, Line, Page
from ingest.letters import squeeze, weight
from ingest.split import BUDGET, split
from tests.paper import document_of, page_of

SENTENCE = "Check the fuse and the contactor before the drive is switched on again."


def test_a_short_page_is_one_chunk_that_knows_where_it_stands() -> None:
    page = page_of(57, "13 Faults", SENTENCE, "OC: short circuit", headings=[(1, 0)])
    (chunk,) = split(document_of(page))

    assert chunk.text == page.text == page.text[chunk.start : chunk.end]
    assert (chunk.page, chunk.section, chunk.kind) == (57, ("13 Faults",), "passage")
    assert chunk.boxes == tuple(line.box for line in page.lines)
    assert chunk.language == "en"
    assert chunk.section_path == "13 Faults"


def test_chunk_ids_tell_places_apart_and_stay_the_same() -> None:
    document = document_of(page_of(1, SENTENCE), page_of(2, SENTENCE))
    first, second = split(document)

    assert first.chunk_id != second.chunk_id
    assert len(first.chunk_id) == 20
    assert split(document) == [first, second]


def test_sections_are_carried_over_pages_and_left_by_their_equals() -> None:
    document = document_of(
        page_of(1, "1 Safety", SENTENCE, "1.1 Interlocks", SENTENCE, headings=[(1, 0), (2, 2)]),
        page_of(2, SENTENCE, "2 Faults", SENTENCE, headings=[(1, 1)]),
    )
    assert [(chunk.page, chunk.section) for chunk in split(document)] == [
        (1, ("1 Safety",)),
        (1, ("1 Safety", "1.1 Interlocks")),
        (2, ("1 Safety", "1.1 Interlocks")),
        (2, ("2 Faults",)),
    ]


def test_headings_without_text_stay_with_the_text_that_follows() -> None:
    page = page_of(1, "2 Faults", "2.1 Codes", SENTENCE, headings=[(1, 0), (2, 1)])
    (chunk,) = split(document_of(page))

    assert chunk.text.startswith("2 Faults\n2.1 Codes\n")
    assert chunk.section == ("2 Faults", "2.1 Codes")


def test_a_heading_at_a_pages_foot_is_no_passage_if_its_text_follows() -> None:
    pages = [
        page_of(1, SENTENCE, "2 Faults", headings=[(1, 1)]),
        page_of(2, SENTENCE, "3 Outline", headings=[(1, 1)]),  # a drawing: no text follows
    ]
    told = [(chunk.page, chunk.text) for chunk in split(document_of(*pages))]
    assert told == [(1, SENTENCE), (2, SENTENCE), (2, "3 Outline")]


@pytest.mark.parametrize("label", ["013", "Chapter 2", "附 录", "附录二 外形尺寸", "第 3 章 报警"])
def test_a_label_is_no_passage_and_opens_the_one_below(label: str) -> None:
    alone, headed = page_of(1, label), page_of(2, label, "2 Faults", SENTENCE, headings=[(1, 1)])
    assert [chunk.text for chunk in split(document_of(alone, headed))] == [headed.text]
    assert [chunk.text for chunk in split(document_of(alone))] == [label]  # all there is


@pytest.mark.parametrize("line", ["45 Nm", "附录见下文。", "Part 7 is loose.", "E07"])
def test_a_short_line_that_says_something_is_a_passage(line: str) -> None:
    pages = page_of(1, line), page_of(2, "2 Faults", SENTENCE, headings=[(1, 0)])
    assert [chunk.text for chunk in split(document_of(*pages))] == [line, pages[1].text]
    torque = page_of(1, "Torque", "45", headings=[(1, 0)])
    assert split(document_of(torque, pages[1]))[0].text == "Torque\n45"


def test_long_sections_are_cut_where_a_sentence_ends() -> None:
    lines = ["This sentence runs on over the end of", "the line and stops here."] * 30
    chunks = split(document_of(page_of(1, *lines)))

    assert len(chunks) > 1
    assert all(chunk.text.endswith("stops here.") for chunk in chunks)
    assert all(weight(chunk.text) <= BUDGET * 1.1 for chunk in chunks)


def test_rows_of_a_table_are_cut_between_rows() -> None:
    rows = [f"{number:04} alarm text of some length\nand its second line" for number in range(50)]
    lines = [line for row in rows for line in row.split("\n")]
    for chunk in split(document_of(page_of(1, *lines))):
        assert chunk.text[:4].isdigit()


def test_a_small_remainder_is_kept_with_what_stands_before() -> None:
    lines = [SENTENCE] * 12 + ["End."]
    assert len(split(document_of(page_of(1, *lines)))) == 1


def test_chinese_weighs_more() -> None:
    chunks = split(document_of(page_of(1, *["检查冷却风扇是否正常工作。"] * 60)))

    assert {chunk.language for chunk in chunks} == {"zh"}
    assert max(len(chunk.text) for chunk in chunks) < 420


def test_a_header_between_two_lines_is_cut_out() -> None:
    def page(number: int) -> Page:
        first, last = f"First line of sheet {number}a.", f"Last line of sheet {number}b."
        text = f"{first}\nACME 7\n{last}"
        middle = len(first) + 1
        boxes = (Box(70, 100, 200, 110), Box(70, 20, 200, 30), Box(70, 130, 200, 140))
        spans = ((0, len(first)), (middle, middle + 6), (middle + 7, len(text)))
        lines = tuple(Line(*span, box, 10) for span, box in zip(spans, boxes, strict=True))
        return Page(number, text, lines, width=595, height=842)

    chunks = split(document_of(*map(page, range(1, 6))))

    assert [chunk.text for chunk in chunks] == [
        f"First line of sheet {n}a.\nLast line of sheet {n}b." for n in range(1, 6)
    ]
    assert len(chunks[0].boxes) == 2
    assert "ACME 7" in page(1).text[chunks[0].start : chunks[0].end]


def test_contents_pages_make_no_chunks() -> None:
    contents = page_of(1, "Contents", *(f"{n}.1 Title of it ........ {n}" for n in range(1, 9)))
    (chunk,) = split(document_of(contents, page_of(2, SENTENCE)))
    assert chunk.page == 2


words = st.text(st.sampled_from("abc 过流。.1"), min_size=1, max_size=120).map(
    lambda text: "x" + text
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    pages = []
    for number in range(draw(st.integers(1, 3))):
        lines = draw(st.lists(words, max_size=30))
        indices = st.integers(0, max(0, len(lines) - 1))
        marks = draw(st.lists(st.tuples(st.integers(1, 4), indices), max_size=4)) if lines else []
        unique = {index: level for level, index in marks}
        headings = [(unique[index], index) for index in sorted(unique)]
        pages.append(page_of(number + 1, *lines, headings=headings))
    return document_of(*pages)


@given(documents())
def test_every_line_is_in_one_chunk_in_order(document: Document) -> None:
    chunks = split(document)
    titles = {heading.title for page in document.pages for heading in page.headings}

    for page in document.pages:
        own = [chunk for chunk in chunks if chunk.page == page.number]
        lines = {line: page.text[line.start : line.end] for line in page.lines}
        told = [line for line in lines if any(c.start <= line.start < c.end for c in own)]
        assert "\n".join(chunk.text for chunk in own) == "\n".join(lines[line] for line in told)
        assert all(chunk.text == page.text[chunk.start : chunk.end] for chunk in own)
        assert sum(len(chunk.boxes) for chunk in own) == len(told)
        assert {lines[line] for line in lines if line not in told} <= titles
    assert len({chunk.chunk_id for chunk in chunks}) == len(chunks)


@given(documents())
@example(
    document_of(
        page_of(1, "x1", headings=[(1, 0)]),
        page_of(2, "x1", "x1", headings=[(1, 1)]),  # a running title above the heading it repeats
    )
)
def test_no_chunk_crosses_into_another_section(document: Document) -> None:
    pages = {page.number: page for page in document.pages}
    said = {squeeze(mark.title) for page in document.pages for mark in page.headings}
    for chunk in split(document):
        page = pages[chunk.page]
        inside = [line for line in page.lines if chunk.start <= line.start < chunk.end]
        titles = {heading.start for heading in page.headings}
        # Headings, and lines that only repeat one, may open a chunk: once text has begun,
        # no heading follows.
        assert not any(
            below.start in titles
            and above.start not in titles
            and squeeze(page.text[above.start : above.end]) not in said
            for above, below in pairwise(inside)
        )
