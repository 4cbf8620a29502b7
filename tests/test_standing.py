"""Statuses as systems write them: open, over, or unknown; rows and columns agree."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, literal, select

from assistant.history.standing import is_open, is_over

_OPEN = (
    None, "", "INPRG", "WAPPR", "APPR", "WMATL", "REL", "CRTD", "REL  PCNF PRT", "In Progress",
    "in-progress", "IN_PROGRESS", "On-Hold", "on hold: spares", "awaiting parts",
    "Waiting for parts", "Pending approval", "WIP", "等待备件", "待料", "待验收", "挂起", "暂停",
    "已派工", "处理中", "not completed",
)  # fmt: skip
_OVER = (
    "COMP", "CLOSE", "TECO", "TECO CNF NMAT PRC", "CLSD", "Technically-Completed", "Closed",
    "CANCELLED", "已完成", "已关闭", "结案", "作废", " done ",
)  # fmt: skip
_UNKNOWN = ("7", "relocated", "completion doubtful", "tecom", "备注", "yellow")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        *((word, True) for word in _OPEN),
        *((word, False) for word in _OVER),
        *((word, None) for word in _UNKNOWN),
    ],
)
def test_a_status_says_open_or_over_or_nothing(status: str | None, said: bool | None) -> None:
    assert is_open(status, None) is said
    assert is_open(status, datetime(2026, 1, 1, tzinfo=UTC)) is False


def test_the_column_says_over_of_the_same_statuses() -> None:
    told = [*_OPEN[1:], *_OVER, *_UNKNOWN]
    with create_engine("sqlite://").connect() as database:
        over = [bool(database.scalar(select(is_over(literal(word))))) for word in told]
    assert over == [is_open(word, None) is False for word in told]
