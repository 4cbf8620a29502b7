"""What goes into the prompt beside the best passage."""

from dataclasses import replace

import pytest

from assistant.answering.neighbours import passages_for
from assistant.answering.reply import Evidence
from ingest.document import Chunk, Document, Link, Page
from tests.fakes import HashingEmbedder
from vectorstore.library import Library


def chunk(number, text, *, section="Setup", page=1, kind="passage", span=None, links=()):
    start, end = span or (number * 1000, number * 1000 + len(text))
    return Chunk(
        chunk_id=f"c{number}",
        document_id="d" * 64,
        file_name="press.pdf",
        title="Press",
        page=page,
        section=(section,),
        kind=kind,
        text=text,
        start=start,
        end=end,
        language="en",
        links=links,
    )


CHUNKS = [
    chunk(1, "Step one: release the brake."),
    chunk(2, "Step two: turn the shaft."),
    chunk(3, "Step three: set the brake.", page=2),
    chunk(4, "Clean the filter.", section="Care", page=2),
    chunk(5, "E07 brake", section="Faults", page=3, kind="fault_record", span=(0, 9)),
    chunk(6, "E07 brake E08 belt", section="Faults", page=3, span=(0, 18)),
    chunk(7, "See step three.", section="Notes", page=4, links=(Link("step three", "c3"),)),
]


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path, HashingEmbedder()) as opened:
        pages = tuple(Page(number, "") for number in range(1, 5))
        document = Document("d" * 64, "press.pdf", "Press", "application/pdf", pages)
        opened.add(document, CHUNKS, "/press.pdf")
        yield opened


def chosen(library, *numbers, most=5, characters=9999):
    evidence = [Evidence(CHUNKS[number - 1], 1 / number) for number in numbers]
    return [int(one.chunk_id[1:]) for one in passages_for(library, evidence, most, characters)]


def test_the_section_goes_on_where_there_is_room(library):
    assert chosen(library, 1) == [1, 2, 3]
    assert chosen(library, 1, most=2) == [1, 2]
    assert chosen(library, 3) == [3]


def test_what_stands_below_a_subheading_belongs_to_the_section(tmp_path):
    brake = chunk(1, "The brake.", section="Setup")
    air_gap = replace(chunk(2, "The air gap: 0.3 mm."), section=("Setup", "Air gap"))
    other = replace(chunk(3, "The belt."), section=("Setups",))
    with Library.open(tmp_path, HashingEmbedder()) as library:
        document = Document("d" * 64, "press.pdf", "Press", "application/pdf", (Page(1, ""),))
        library.add(document, [brake, air_gap, other], "/press.pdf")
        found = passages_for(library, [Evidence(brake, 1.0)], 5, 9999)
        assert [one.chunk_id for one in found] == ["c1", "c2"]
        found = passages_for(library, [Evidence(air_gap, 1.0)], 5, 9999)
        assert [one.chunk_id for one in found] == ["c2"]


def test_what_the_section_of_a_good_hit_says_next_comes_before_the_fourth_hit(library):
    assert chosen(library, 4, 2, 5, 7, most=4) == [4, 2, 3, 5]


def test_neighbours_stand_together_in_reading_order_behind_the_best(library):
    assert chosen(library, 2, 4, 3, 1, most=4) == [2, 1, 3, 4]


def test_a_record_and_the_passage_around_it_are_told_once(library):
    assert chosen(library, 5, 6) == [5]


def test_a_link_is_followed_one_step(library):
    assert chosen(library, 7) == [7, 3]


def test_passages_fit_the_prompt_and_the_first_always_does(library):
    assert chosen(library, 1, 4, characters=50) == [1, 4]
    assert chosen(library, 1, 4, characters=5) == [1]
    assert chosen(library, 4, 1, 2, most=1) == [4]


def test_a_chinese_character_takes_more_room(library):
    evidence = [Evidence(chunk(number, "油" * 100), 1.0) for number in (8, 9)]
    assert len(passages_for(library, evidence, 5, 400)) == 1


def test_a_document_without_pages_goes_on_too(tmp_path):
    made = [replace(chunk(number, f"Step {number}."), page=None) for number in (1, 2, 3)]
    with Library.open(tmp_path / "other", HashingEmbedder()) as library:
        pages = (Page(None, ""),)
        library.add(Document("d" * 64, "a.md", "A", "text/markdown", pages), made, "/a.md")
        told = passages_for(library, [Evidence(made[0], 1.0)], 5, 999)
    assert [one.chunk_id for one in told] == ["c1", "c2", "c3"]


def test_nothing_found_nothing_shown(library):
    assert passages_for(library, [], 5, 1000) == ()
