"""What a follow-up carries over."""

import pytest

from assistant.answering.context import Asked, asked_before, in_context, stands_alone
from assistant.models.generator import Message

FIRST = "XR-40 drive shows OC1 when it starts"


def turns(*said: str) -> list[Message]:
    return [Message("assistant" if i % 2 else "user", text) for i, text in enumerate(said)]


@pytest.mark.parametrize(
    "question",
    [
        "which parameter is that?",
        "那怎么复位",
        "what causes it?",
        "how do I reset it?",
        "原因呢",
        "and then?",
        "第二步是什么",
        "它危险吗",
    ],
)
def test_what_asks_on_about_the_alarm_carries_all_of_it(question):
    assert in_context(question, turns(FIRST, "…")) == Asked(f"{FIRST}\n{question}", FIRST)


@pytest.mark.parametrize("question", ["and OC2?", "那OC2呢", "OC2怎么处理", "那FA12呢"])
def test_a_new_code_takes_the_place_of_the_old_one(question):
    asked = in_context(question, turns("winch drive shows OC1", "…"))
    assert asked == Asked(f"winch drive\n{question}", question, "winch drive shows OC1")


@pytest.mark.parametrize(
    "question", ["how do I clean the coolers?", "那润滑油呢", "怎么测量？", "where is that valve?"]
)
def test_a_subject_of_its_own_carries_the_machine_alone(question):
    asked = in_context(question, turns("绞车报警 OC1 怎么处理", "…"))
    assert asked == Asked(f"绞车\n{question}", question, "绞车报警 OC1 怎么处理")


def test_what_compares_with_another_code_carries_the_first():
    first = "winch shows OC1"
    assert in_context("what is the difference to OC2?", turns(first, "…")).text.startswith(first)
    both = "what is the difference between OC2 and OC3?"
    assert first not in in_context(both, turns(first, "…")).text


def test_a_machine_beside_the_word_for_alarms_is_no_code():
    assert in_context("what oil?", turns("press fault E14", "…")).text == "press\nwhat oil?"


def test_a_machine_that_is_named_by_a_code_stays():
    assert in_context("and the belt?", turns(FIRST, "…")).text.startswith("XR-40 drive")


def test_a_question_that_names_its_own_thing_carries_nothing():
    question = "what oil goes into gearbox ZG-200"
    assert in_context(question, turns(FIRST, "…")) == Asked(question, question)


def test_a_chain_of_follow_ups_leads_back_to_what_was_named():
    history = turns(FIRST, "…", "and then?", "…", "is it safe?", "…")
    assert asked_before(history) == FIRST


def test_a_chain_goes_on_from_the_last_code_and_from_the_last_subject():
    history = turns("绞车报警OC1", "…", "那OC2呢", "…")
    assert in_context("原因呢", history).text == "绞车\n那OC2呢\n原因呢"
    history = turns("winch shows OC1", "…", "how do I clean the coolers?", "…")
    assert "OC1" not in in_context("how often is it done?", history).text
    assert "coolers" in in_context("how often is it done?", history).text


def test_without_a_history_a_question_is_itself():
    assert in_context("and then?", []) == Asked("and then?", "and then?")
    assert asked_before([]) == ""


def test_short_questions_and_those_that_point_back_do_not_stand_alone():
    assert not stands_alone("why?")
    assert not stands_alone("它多久换一次")
    assert stands_alone("OC1 怎么处理")
    assert stands_alone("how often does the hydraulic filter of the press need replacing")
