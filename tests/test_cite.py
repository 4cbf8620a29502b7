"""Marks: repaired where a small model means one, removed where they point to nothing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.cite import MarkFilter, citations, missing_mark, quote
from ingest.document import Chunk
from prompts.phrases import MARK


def chunk(text: str, number: int = 1) -> Chunk:
    return Chunk(
        chunk_id=f"c{number}",
        document_id="0" * 64,
        file_name="press.pdf",
        title="Press",
        page=number,
        section=("4 Faults",),
        kind="passage",
        text=text,
        start=0,
        end=len(text),
        language="en",
    )


def filtered(*pieces: str, passages: int = 3) -> str:
    marks = MarkFilter(passages)
    return "".join(marks.feed(piece) for piece in pieces) + marks.flush()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Check the belt [1].", "Check the belt [1]."),
        ("Check the belt [9].", "Check the belt."),
        ("Check [0] the belt [12]", "Check the belt"),
        ("检查皮带【2】。", "检查皮带[2]。"),
        ("检查皮带［段落 3］。", "检查皮带[3]。"),
        ("Both [1, 2, 7].", "Both [1][2]."),
        ("Set P[open] to 5", "Set P[open] to 5"),
        ("A list [a [1] b", "A list [a [1] b"),
        ("half a mark [1", "half a mark [1"),
    ],
)
def test_marks_are_made_right(written: str, shown: str) -> None:
    assert filtered(written) == shown


@given(st.text(alphabet="ab 1,29[]【】\n。.", max_size=60), st.data())
def test_how_the_stream_was_cut_never_matters(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    bounds = [0, *cuts, len(text)]
    pieces = [text[a:b] for a, b in pairwise(bounds)]
    assert filtered(*pieces) == filtered(text)


@given(st.text(max_size=200), st.integers(0, 9))
def test_every_mark_that_is_left_points_to_a_passage(text: str, passages: int) -> None:
    shown = filtered(text, passages=passages)
    assert all(1 <= int(number) <= passages for number in MARK.findall(shown))


def test_the_quote_is_the_sentence_that_carries_the_statement() -> None:
    passage = chunk("Switch off first. Set the belt tension to 45 N. Close the guard.")
    (cited,) = citations("The tension of the belt is 45 N. [1]", [passage])
    assert cited.quote == "Set the belt tension to 45 N."
    assert cited.chunk is passage


def test_citations_come_in_the_order_of_the_answer_and_once_each() -> None:
    passages = [chunk("one", 1), chunk("two", 2)]
    cited = citations("b two [2]. a one [1]. again two [2].", passages)
    assert [citation.marker for citation in cited] == [2, 1]


def test_an_answer_without_a_mark_gets_the_one_of_its_passage() -> None:
    passages = [chunk("Clean the air filter.", 1), chunk("Replace the fuse F3.", 2)]
    assert missing_mark("The fuse F3 must be replaced", passages) == " [2]"
    assert missing_mark("The fuse [1]", passages) == ""
    assert missing_mark("Nothing alike whatsoever", [chunk("xyz")]) == ""
    assert missing_mark("no passages", []) == ""


def test_a_quote_is_verbatim() -> None:
    text = "报警 E07：\n变频器过热。检查风扇。"
    assert quote("风扇需要检查", text) in text
