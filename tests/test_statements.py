"""Where a passage may be cut."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.statements import lines, statements, windows


def cut(text):
    return [text[start:end] for start, end in statements(text)]


def test_a_sentence_broken_over_lines_is_one_and_two_on_one_line_are_two():
    text = "Release the\nbrake first. Turn the shaft\nby hand.\n"
    assert cut(text) == ["Release the\nbrake first.", "Turn the shaft\nby hand."]


def test_items_and_codes_begin_anew():
    assert cut("Check:\n1. the fan\n2. the filter\nE07 belt torn") == [
        "Check:",
        "1. the fan",
        "2. the filter",
        "E07 belt torn",
    ]


def test_chinese_stops_need_no_blank():
    assert cut("断开电源。等待5分钟。") == ["断开电源。", "等待5分钟。"]


def test_a_window_holds_what_fits_and_at_least_one():
    text = "One two. Three four. Five six."
    found = [text[a:b] for (a, b), _ in windows(text, statements(text), 21)]
    assert found == ["One two. Three four.", "Three four. Five six.", "Five six."]
    assert len(list(windows(text, statements(text), 1))) == 3


@given(st.text(max_size=400))
def test_every_letter_is_in_exactly_one_statement(text):
    assert "".join("".join(cut(text)).split()) == "".join(text.split())
    assert "".join("".join(text[a:b] for a, b in lines(text)).split()) == "".join(text.split())
