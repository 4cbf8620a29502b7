"""Marks: repaired where a small model means one, removed where they point to nothing."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.cite import citations, quote
from assistant.answering.marks import Attribution, MarkFilter
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


PASSAGES = [
    chunk("Clean the air filter every 500 hours. 清洁空气滤芯。", 1),
    chunk("Replace the fuse F3, rated 4.5 A. 更换保险丝 F3。", 2),
]


def attributed(*pieces: str, passages: Sequence[Chunk] = PASSAGES) -> str:
    sources = Attribution(passages, {one.document_id for one in passages})
    return "".join(sources.feed(piece) for piece in pieces) + sources.flush()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Replace fuse F3 rated 4.5 A. Done.", "Replace fuse F3 rated 4.5 A [2]. Done."),
        ("更换保险丝 F3。清洁空气滤芯。", "更换保险丝 F3 [2]。清洁空气滤芯[1]。"),
        ("Replace the fuse F3 [1].", "Replace the fuse F3 [1]."),
        ("- replace fuse F3\n- clean air filter", "- replace fuse F3 [2]\n- clean air filter [1]"),
        ("Elephants never forget anything. Clean air filter!", "{} Clean air filter [1]!"),
        ("The causes: 1. replace fuse F3. 2. Go", "The causes: 1. replace fuse F3 [2]. 2. Go"),
        ("The fuse", "The fuse [2]"),
        ("xyz", "xyz"),
        ("", ""),
    ],
)
def test_sentences_get_the_mark_of_their_passage(written: str, shown: str) -> None:
    assert attributed(written) == shown.format("Elephants never forget anything.")


@given(st.text(alphabet="fuse F3.!。\n 4", max_size=40), st.integers(0, 40))
def test_attribution_does_not_depend_on_the_cut(text: str, cut: int) -> None:
    assert attributed(text[:cut], text[cut:]) == attributed(text)


@given(st.text(max_size=80))
def test_attribution_changes_no_word(text: str) -> None:
    plain = MARK.sub("", text)
    assert MARK.sub("", attributed(plain)).replace(" ", "") == plain.replace(" ", "")


def test_a_document_that_the_answer_does_not_quote_is_no_source() -> None:
    sources = Attribution(PASSAGES, {"another"})
    assert sources.feed("Replace fuse F3. ") + sources.flush() == "Replace fuse F3. "


def test_without_passages_nothing_is_marked() -> None:
    assert attributed("Replace the fuse F3.", passages=[]) == "Replace the fuse F3."


def test_a_quote_is_verbatim() -> None:
    text = "报警 E07：\n变频器过热。检查风扇。"
    assert quote("风扇需要检查", text) in text
