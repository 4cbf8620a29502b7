"""Forms: complete or not at all, and both languages the same."""

from dataclasses import replace

import pytest

from assistant.answering.prompt import prompt
from prompts import WrongValues, render
from prompts.phrases import EMPTY_LIBRARY, MARK, NEAREST, REFUSAL
from tests.test_cite import chunk


def test_a_missing_or_extra_value_is_refused() -> None:
    with pytest.raises(WrongValues, match=r"misses \['passages'\]"):
        render("answer.en", question="x", before="")
    with pytest.raises(WrongValues, match=r"does not ask for \['name'\]"):
        render("system.en", name="x")
    with pytest.raises(FileNotFoundError):
        render("poem.en")


@pytest.mark.parametrize("phrases", [REFUSAL, NEAREST, EMPTY_LIBRARY])
def test_phrases_exist_in_both_languages(phrases: dict[str, str]) -> None:
    assert set(phrases) == {"en", "zh"}


@pytest.mark.parametrize(("question", "language"), [("AL-31 报警", "zh"), ("AL-31?", "en")])
def test_the_prompt_speaks_the_language_of_the_question(question: str, language: str) -> None:
    system, user = prompt(question, [chunk("Tighten to 45 N·m.", 7)])
    assert system.content == render(f"system.{language}")
    assert "[1] Press | 4 Faults | p. 7\nTighten to 45 N·m." in user.content
    assert question in user.content
    assert MARK.search(user.content)


def test_a_passage_cannot_fill_in_forms() -> None:
    _, user = prompt("x?", [chunk("{{ 7 * 7 }} {% for a in b %}")])
    assert "{{ 7 * 7 }} {% for a in b %}" in user.content


def test_neighbours_share_one_heading() -> None:
    first = chunk("Release the brake.", 4)
    filled = prompt("How is the brake set?", [first, replace(first, text="Set it.", page=5)])[1]
    assert filled.content.count(first.title) == 1
    assert "[2] p. 5\nSet it." in filled.content


def test_another_folder_words_it_otherwise_and_the_rest_is_ours(tmp_path) -> None:
    (tmp_path / "answer.en.txt").write_text(
        "Q: {{ question }}{{ before }}{% for p in passages %} {{ p.text }}{% endfor %}", "utf-8"
    )
    system, user = prompt("How tight?", [chunk("45 N·m.")], forms=tmp_path)
    assert system.content == render("system.en")
    assert user.content == "Q: How tight? 45 N·m."
