"""The count of unsupported answers, which must not share the guard's mistakes."""

import pytest

from tests.score_unsupported import score, unsupported

PAGE = ["Code E-07: pressure above 0.8 MPa. Wait 5 minutes. Table 13.2, P0-13 = 3.", "三次"]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("E07: above 800 kPa [1]. Set P0-13 to 3.", []),
        ("1. Wait five minutes.\n2. 重复三次。", []),
        ("Wait 300 s, see step 4.", []),
        ("E08 at 0.9 MPa.", ["E08", "0.9 MPa"]),
        ("Torque 45 N·m with 6ES7-214.", ["6ES7-214", "45 N·m"]),
        ("Above 0.8 V.", ["0.8 V"]),
        ("Below 90 °F.", ["90 °F"]),
    ],
)
def test_what_no_page_has_is_found(text: str, missing: list[str]) -> None:
    assert unsupported(text, PAGE) == missing


def test_refusals_and_what_the_question_holds_are_counted_apart() -> None:
    rows = [
        {"text": "E99 is not documented.", "refused": True},
        {"text": "E99 is an overload.", "question": "what is E99", "passages": PAGE},
        {"text": "Wait 7 minutes [1].", "question": "how long", "citations": [["a.pdf", 3, "x"]]},
    ]
    result = score(rows, None)
    assert result.answers == 2
    assert result.asked == {"2": ["E99"]}
    assert result.unsupported == {"3": ["7 minutes"]}


def test_a_degree_sign_behind_its_letter_is_one_before_it() -> None:
    assert unsupported("At most 90 °F (32 °C).", ["90 F° / 32 C°"]) == []
