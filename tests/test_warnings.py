"""Which warnings stand above an answer or on a card, and which do not."""

from dataclasses import replace

import pytest

from assistant.answering.alarm import look_up
from assistant.answering.glossary import Glossary
from assistant.answering.warnings import MOST, MOST_POINTED, warnings_of
from assistant.commands.console import place, warn
from ingest.document import FaultRecord, Link
from tests.fakes import HashingEmbedder
from tests.safety_plant import ask, reply, warned_first
from tests.shelf import make_document
from vectorstore.library import Library

LIST = ("5 Faults", "5.2 List")


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library", HashingEmbedder()) as opened:
        yield opened


def shelve(library, name, *parts):
    """Chunks of kind, text, page and section; of a fault record the text is code and name."""
    document, chunks = make_document(name, [text for _, text, _, _ in parts])
    made = []
    for chunk, (kind, text, page, section) in zip(chunks, parts, strict=True):
        fault = FaultRecord((text.split()[0],), text) if kind == "fault_record" else None
        facts = {"kind": kind, "page": page, "section": section, "fault": fault}
        made.append(replace(chunk, **facts))
    return document, made


def add(library, name, *parts, links=()):
    """The chunks by their text; a link is from one text to another."""
    document, made = shelve(library, name, *parts)
    chunks = {chunk.text: chunk for chunk in made}
    for start, end in links:
        link = Link("see", chunks[end].chunk_id)
        chunks[start] = replace(chunks[start], links=(*chunks[start].links, link))
    library.add(document, list(chunks.values()), f"/{name}.pdf")
    return chunks


def told(library, *chunks):
    return [block.text for block in warnings_of(library, chunks)]


def test_what_warns_of_another_code_alone_comes_last_however_grave(library):
    chunks = add(
        library,
        "drive",
        ("safety", "DANGER: resetting AL-01 again and again may cause an arc", 3, ("6 Faults",)),
        ("safety", "WARNING: springs under force", 12, ("7.5 Springs",)),
        ("passage", "Measure the force.", 12, ("7.5 Springs",)),
        ("fault_record", "AL-31 weak springs", 3, LIST),
        ("fault_record", "AL-01 short circuit", 3, LIST),
        links=[("AL-31 weak springs", "Measure the force.")],
    )
    springs, arc = "WARNING: springs under force", "DANGER: resetting AL-01 again"
    assert told(library, chunks["AL-31 weak springs"])[0] == springs
    assert told(library, chunks["AL-31 weak springs"])[1].startswith(arc)
    assert told(library, chunks["AL-01 short circuit"])[0].startswith(arc)


def test_the_nearest_are_shown_and_no_more_than_are_read(library):
    chunks = add(
        library,
        "press",
        ("safety", "CAUTION: of the page", 3, ("2 Other",)),
        ("passage", "Take off the lid.", 3, ("3 Lid",)),
        ("safety", "WARNING: of the section", 4, ("3 Lid",)),
        ("safety", "DANGER: far away", 9, ("9 Far",)),
        *[("safety", f"NOTICE: number {number}", 3, ("2 Other",)) for number in range(MOST)],
    )
    found = told(library, chunks["Take off the lid."])
    assert found[:2] == ["WARNING: of the section", "CAUTION: of the page"]
    assert len(found) == MOST


def test_of_what_is_shown_the_gravest_comes_first_and_then_the_nearest(library):
    chunks = add(
        library,
        "press",
        ("passage", "Take off the lid.", 4, ("3 Lid",)),
        ("safety", "NOTICE: of the section", 4, ("3 Lid",)),
        ("safety", "小心\n盖板较重。", 4, ("3 Lid",)),
        ("safety", "危险\n高压。", 4, ("2 Other",)),
        ("safety", "DANGER: of the page, too far", 4, ("2 Other",)),
        ("passage", "7.5 Filling", 8, ("7", "7.5")),
        ("safety", "CAUTION: where it points to", 8, ("7", "7.5")),
        ("safety", "WARNING: where it points to", 8, ("7", "7.5")),
        links=[("Take off the lid.", "7.5 Filling")],
    )
    assert told(library, chunks["Take off the lid."]) == [
        "危险\n高压。", "WARNING: where it points to",
        "小心\n盖板较重。", "CAUTION: where it points to", "NOTICE: of the section",
    ]  # fmt: skip


def test_what_the_text_points_to_warns_too_one_hop(library):
    chunks = add(
        library,
        "press",
        ("fault_record", "E14 nitrogen low, see 7.5", 3, LIST),
        *[("safety", f"NOTICE: number {number}", 3, LIST) for number in range(MOST + 1)],
        ("passage", "7.5 Filling", 8, ("7", "7.5")),
        ("safety", "WARNING: nitrogen only", 8, ("7", "7.5")),
        ("safety", "CAUTION: of its page", 8, ("7", "7.6")),
        ("passage", "7.7 Testing", 9, ("7", "7.7")),
        ("safety", "DANGER: two hops away", 9, ("7", "7.7")),
        links=[("E14 nitrogen low, see 7.5", "7.5 Filling"), ("7.5 Filling", "7.7 Testing")],
    )
    found = told(library, chunks["E14 nitrogen low, see 7.5"])
    assert found[0] == "WARNING: nitrogen only"
    assert len(found) == MOST + 1
    assert MOST_POINTED > 1
    (card,) = look_up(library, Glossary.load(), "E14").cards
    assert [block.text for block in card.safety] == found


def test_what_stands_over_a_list_is_of_its_records_on_later_pages(library):
    chunks = add(
        library,
        "press",
        ("safety", "DANGER: of another chapter", 4, ("4 Care",)),
        ("safety", "WARNING: over the list", 5, ("5 Faults", "5.1 Meaning")),
        ("fault_record", "E01 stop", 5, LIST),
        ("safety", "NOTICE: of E02 alone", 5, ("5 Faults", "5.2 List", "E02")),
        ("fault_record", "E02 door", 6, LIST),
        ("fault_record", "E03 oil", 7, LIST),
        ("fault_record", "E90 of another list", 20, LIST),
    )
    assert told(library, chunks["E03 oil"]) == ["WARNING: over the list"]
    assert told(library, chunks["E90 of another list"]) == []


def test_an_answer_shows_no_warning_of_another_machine(library):
    add(
        library,
        "compressor",
        ("fault_record", "Er.12 outlet of the compressor too hot", 3, LIST),
        ("safety", "WARNING: isolate the compressor", 3, LIST),
    )
    add(
        library,
        "press",
        ("passage", "The compressor stops with code Er.12 of the outlet.", 3, LIST),
        ("safety", "DANGER: accumulator of the compressor, Er.12", 3, LIST),
    )
    events, _ = ask(library, "Er.12 on the compressor", ["It is too hot."])
    shown = {citation.chunk.document_id for citation in reply(events).citations}
    assert {block.document_id for block in reply(events).safety} <= shown
    assert warned_first(events) == ["WARNING: isolate the compressor"]
    (card,) = look_up(library, Glossary.load(), "Er.12").cards
    assert [block.text for block in card.safety] == warned_first(events)


def test_a_terminal_tells_where_a_warning_stands(library, capsys):
    (block,) = add(library, "press", ("safety", "DANGER: [bold]", 7, LIST)).values()
    warn(block.text, place(block.file_name, block.page))
    assert capsys.readouterr().out == "DANGER: [bold]\npress.pdf, p. 7\n"
