"""What a follow-up carries over."""

from assistant.answering.context import asked_before, in_context, stands_alone
from assistant.models.generator import Message

FIRST = "XR-40 drive shows OC1 when it starts"


def turns(*said: str) -> list[Message]:
    return [Message("assistant" if i % 2 else "user", text) for i, text in enumerate(said)]


def test_a_follow_up_carries_machine_and_code():
    assert in_context("which parameter is that?", turns(FIRST, "…")) == (
        f"{FIRST}\nwhich parameter is that?"
    )
    assert in_context("那怎么复位", turns(FIRST, "…")).startswith(FIRST)


def test_a_question_that_names_its_own_thing_carries_nothing():
    question = "what oil goes into gearbox ZG-200"
    assert in_context(question, turns(FIRST, "…")) == question


def test_a_chain_of_follow_ups_leads_back_to_what_was_named():
    history = turns(FIRST, "…", "and then?", "…", "is it safe?", "…")
    assert asked_before(history) == FIRST


def test_without_a_history_a_question_is_itself():
    assert in_context("and then?", []) == "and then?"
    assert asked_before([]) == ""


def test_short_questions_and_those_that_point_back_do_not_stand_alone():
    assert not stands_alone("why?")
    assert not stands_alone("它多久换一次")
    assert stands_alone("OC1 怎么处理")
    assert stands_alone("how often does the hydraulic filter of the press need replacing")
