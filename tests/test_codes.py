"""Which codes a question asks about."""

import pytest

from assistant.answering.codes import asked_codes


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("4809", "4809"),
        ("7 ?", "7"),
        ("0232 报警", "0232"),
        ("alarm 12 on the press", "12"),
        ("机床出现12号报警怎么办", "12"),
        ("drive shows OCS at start", "OCS"),
        ("drive shows ocs at start", "ocs"),
        ("E-07 是什么意思", "E-07"),
        ("what does er 22 mean on the panel", "er 22"),
        ("3601报警怎么处理", "3601"),
    ],
)
def test_a_code_is_asked_for(question, code):
    assert code in asked_codes(question)


@pytest.mark.parametrize(
    "question",
    [
        "tighten the bolts to 45 newton metres",
        "which input belongs to the spindle 1 alarm",
        "wait 10 minutes before opening",
        "1+1 等于几",
        "how to change the oil",
    ],
)
def test_numbers_and_words_are_no_codes_by_themselves(question):
    assert asked_codes(question) == []
