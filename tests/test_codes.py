"""Which codes a question asks about."""

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.codes import asked_codes, meant_codes


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
        ("3601和3602有什么区别", "3602"),
        ("what does ocs mean", "ocs"),
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


@pytest.mark.parametrize(
    "question",
    [
        "alarm shown on the press",
        "which error shows at the panel",
        "什么故障报警",
        "display blinks",
    ],
)
def test_words_of_alarms_and_of_every_question_are_no_codes(question):
    words = {"alarm", "shown", "shows", "error", "display", "blinks", "on", "the", "at", "which"}
    assert words.isdisjoint(asked_codes(question))


def test_a_quantity_beside_an_alarm_word_is_no_code():
    assert asked_codes("the display shows 1000 rpm for 12 seconds") == ["rpm"]


def meant(question, *codes, called="Winch drive XW-7", common=()):
    return meant_codes(question, dict.fromkeys(codes, called), common)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("E07", "E07"),
        ("what does OC mean", "OC"),
        ("winch drive OC, how do i fix it", "OC"),
        ("the winch trips OC when lifting a load", "OC"),
        ("error code: OC", "OC"),
        ("since the rain an E07 alarm at every start", "E07"),
        ("起升时变频器报E07怎么处理", "E07"),
        ("雨后机床出现12号报警", "12"),
        ("Ｅ０７ 是什么意思", "E07"),
    ],
)
def test_a_question_is_about_an_alarm(question, code):
    assert meant(question, code) == {code}


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("which LED blinks when the rope is slack", "LED"),
        ("torque of the M8 bolts on the drum", "M8"),
        ("how to change the battery of the PLC", "PLC"),
        ("执行M8后冷却液不停", "M8"),
        ("does the rope wear sooner at 3023", "3023"),
    ],
)
def test_a_code_may_stand_in_a_question_by_chance(question, code):
    assert meant(question, code) == frozenset()


def test_a_word_that_manuals_use_everywhere_is_no_code():
    assert meant("fault LED is lit", "LED") == {"LED"}
    assert meant("fault LED is lit", "LED", common={"LED"}) == frozenset()
    assert meant("alarm E1", "E1", common={"E1"}) == {"E1"}
    assert meant("alarm lamp at terminal E1", "E1", common={"E1"}) == frozenset()


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("what is the difference between OC1 and OC2", {"OC1", "OC2"}),
        ("OC1和OC2有什么区别", {"OC1", "OC2"}),
        ("alarms 12, 13 and 14", {"12", "13", "14"}),
        ("3023和3024报警", {"3023", "3024"}),
    ],
)
def test_several_codes_are_meant_together(question, codes):
    assert codes <= set(asked_codes(question))
    assert meant(question, *codes) == codes


@settings(max_examples=25)
@given(st.text("aA1 .,-和报警alarm"))
def test_any_question_can_be_read(question):
    codes = asked_codes(question)
    assert meant(question, *codes) <= set(codes)


def test_a_pasted_log_is_read_in_no_time():
    log = " ".join(f"E{n} {100 + n}" for n in range(250))
    before = perf_counter()
    assert len(meant(f"alarm {log}", *asked_codes(log))) <= len(asked_codes(log)) < 100
    assert perf_counter() - before < 1
