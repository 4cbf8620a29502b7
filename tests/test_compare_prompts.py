"""The comparison of prompts counts right, and every variant can be filled in."""

import pytest

from assistant.answering.prompt import prompt
from tests.compare_prompts import cites, guarded, says_all, thinned, variants
from tests.fake_assistant import make_answer, make_chunk


@pytest.mark.parametrize("variant", variants())
@pytest.mark.parametrize("question", ["How tight?", "拧多紧？"])
def test_every_variant_holds_question_passages_and_what_was_asked_before(variant, question):
    passages = [make_chunk(text="45 N·m at bolt B7.")]
    system, user = prompt(question, passages, "The press?", variants()[variant])
    assert system.content
    for part in (question, "[1]", "45 N·m at bolt B7.", "The press?"):
        assert part in user.content


@pytest.mark.parametrize(
    ("text", "wanted", "said"),
    [
        ("Tighten to 45 N·m.", ["45"], True),
        ("Tighten to 145 N·m.", ["45"], False),
        ("Tighten to 45.5 N·m.", ["45"], False),
        ("Replace the Power  module", ["power module", "fuse|replace"], True),
        ("更换 碟簧", ["HL-1|碟簧"], True),
        ("Replace it.", ["replace", "fuse"], False),
    ],
)
def test_what_must_be_said(text, wanted, said):
    assert says_all(text, wanted) is said


def test_a_page_that_holds_the_answer_is_cited():
    told = make_answer("Cool it [1].", [make_chunk()])
    assert cites(told, {"doc": "px200.pdf", "pages": [2]})
    assert cites(told, {"doc": "other.pdf", "pages": [9], "alt_docs": {"px200.pdf": [2]}})
    assert not cites(told, {"doc": "px200.pdf", "pages": [3]})


def test_what_the_guard_did_is_counted():
    told = "Tighten it. Statements taken out because they did not say what the passage says: 2."
    assert guarded(told) == 2
    assert guarded("已删去 3 处内容：与所引段落的意思不符。") == 3


def test_questions_are_spread():
    rows = [{"question": str(number)} for number in range(11)]
    assert [row["question"] for row in thinned(rows, 3)] == ["0", "5", "10"]
    assert thinned(rows, 20) == rows
