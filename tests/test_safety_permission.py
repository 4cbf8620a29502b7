"""A yes against a manual's no."""

import pytest

from assistant.answering.guard.sentences import sentences
from assistant.answering.safety.permission import PermissionCheck, asks_permission

FORBIDS = "Do not tin wires that are to be crimped."


@pytest.mark.parametrize(
    "question",
    [
        "should i tin the wire before i crimp the lug",
        "zip ties ok on a bundle with coax in it?",
        "is it fine to unplug the cable while powered",
        "can I just crank ACC up",
        "主轴还在转的时候能按松刀吗",
        "能不能带电插拔",
        "校准电机时可以带负载吗",
    ],
)
def test_what_asks_for_a_yes_or_no(question):
    assert asks_permission(question)


@pytest.mark.parametrize("question", ["how do I crimp a lug", "what can cause E07", "怎么按松刀"])
def test_what_asks_for_something_else(question):
    assert not asks_permission(question)


def heard(question, quoted, text):
    check = PermissionCheck(question, [quoted])
    return [sentence.strip() for sentence in sentences(text) if check.allows(sentence)]


def test_a_yes_goes_where_the_manual_forbids():
    text = f"Yes, you should tin it first. {FORBIDS}"
    assert heard("should I tin the wire", FORBIDS, text) == [FORBIDS]


def test_a_chinese_yes_goes_too():
    forbids = "校准时严禁带负载。"
    assert heard("可以带负载校准吗", forbids, f"可以带负载。{forbids}") == [forbids]


def test_a_yes_stays_where_nothing_is_forbidden_or_nothing_was_asked():
    yes = "Yes, rosin flux is fine."
    assert heard("is it ok to use rosin flux", "Use only rosin flux.", yes) == [yes]
    assert heard("which flux", FORBIDS, yes) == [yes]
