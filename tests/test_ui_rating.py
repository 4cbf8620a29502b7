"""A tap under an answer is kept with its question, its reason and its pages."""

import pytest

from tests.fake_assistant import FakeAssistant, make_answer, make_chunk
from ui.conversation import Turn
from ui.rating import REASONS, rated, rating_html
from ui.render import chat_messages

TURN = Turn("E-07?", answer=make_answer("Let it cool [1].", [make_chunk()]), state="finished")
REFUSED = Turn("E-99?", answer=make_answer("No.", refused=True), state="finished")


def test_every_answer_has_its_own_links_and_a_refusal_none() -> None:
    *_, last = chat_messages((REFUSED, TURN))
    assert 'href="#rate-1-up"' in last["content"]
    for reason in REASONS:
        assert f'href="#rate-1-down-{reason}"' in last["content"]
    assert rating_html(REFUSED, 0) == ""
    assert rating_html(Turn("E-07?"), 0) == ""


def test_a_tap_is_kept() -> None:
    assistant = FakeAssistant()
    rated(assistant, (REFUSED, TURN), "#rate-1-down-unsafe")
    (told,) = assistant.rated
    assert (told.question, told.rating, told.reason) == ("E-07?", "down", "unsafe")
    assert [(one.file_name, one.page) for one in told.citations] == [("px200.pdf", 2)]


@pytest.mark.parametrize("link", [None, 7, "#rate-2-up", "#rate-1-so", "#cite-c1", "#rate-9999-up"])
def test_other_links_are_none(link: object) -> None:
    assistant = FakeAssistant()
    rated(assistant, (REFUSED, TURN), link)
    assert assistant.rated == []
