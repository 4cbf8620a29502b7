"""Questions that one word answers are told from the others by their form."""

import pytest

from assistant.answering.yes_no import wants_yes_or_no


@pytest.mark.parametrize(
    "question",
    [
        "Can the belt be run dry?",
        "mains dip - does the pump come back by itself",
        "is it fine to grease it while it turns",
        "ok to weld on the frame with the drive connected?",
        "Hoist brake: isn't it worn?",
        "轴承可以用锂基脂吗",
        "停电后会不会自己启动",
        "皮带是否需要张紧",
    ],
)
def test_one_word_would_do(question: str) -> None:
    assert wants_yes_or_no(question)


@pytest.mark.parametrize(
    "question",
    [
        "What does AL-31 mean?",
        "how long is the run-in of the belt",
        "torque of the flange bolts",
        "the drive will not start, what now",
        "主轴报警怎么处理",
        "润滑周期是多少",
    ],
)
def test_one_word_would_not(question: str) -> None:
    assert not wants_yes_or_no(question)
