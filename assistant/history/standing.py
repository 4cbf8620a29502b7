"""Whether an order is open, by its status and end. Pure.

The words are the trade's, in English and Chinese, and the codes of SAP PM and IBM Maximo.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_

_OPEN: Final = frozenset({
    "open", "new", "created", "requested", "submitted", "accepted", "approved", "planned",
    "scheduled", "assigned", "dispatched", "issued", "released", "ready", "reopened", "active",
    "started", "not started", "ongoing", "outstanding", "in process", "in work", "wip",
    "work in progress", "backlog", "to do", "todo", "paused", "parked", "suspended", "deferred",
    "postponed", "not completed",
    "wappr", "appr", "wplan", "wsch", "wmatl", "wpcond", "inprg", "crtd", "rel", "pcnf",
    "打开", "开启", "新建", "已创建", "已提交", "已受理", "已接单", "已派单", "已派工", "已下达",
    "已审批", "未开始", "未处理", "未完成", "未关闭", "处理中", "进行中", "维修中", "执行中",
})  # fmt: skip
_OVER: Final = frozenset({
    "closed", "close", "done", "completed", "complete", "technically completed", "work completed",
    "finished", "resolved", "fixed", "repaired", "archived", "void", "duplicate", "cancelled",
    "canceled", "rejected", "declined", "missed", "skipped",
    "comp", "can", "histedit", "teco", "cnf", "clsd", "dlfl",
    "关闭", "已关闭", "关单", "已关单", "完成", "已完成", "维修完成", "完工", "已完工", "结束",
    "已结束", "结单", "已结单", "结案", "已结案", "已解决", "已修复", "已处理", "已验收", "归档",
    "已归档", "取消", "已取消", "作废", "已作废",
})  # fmt: skip
_STILL: Final = (
    "wait", "await", "pending", "hold", "on hold", "in progress", "等", "待", "暂停", "已暂停",
    "挂起", "已挂起", "搁置", "正在",
)  # fmt: skip
"""How statuses begin that go on with what is waited for: waiting for parts."""
_FIRST_OPEN: Final = frozenset({"crtd", "rel"})
_FIRST_OVER: Final = frozenset({"teco", "clsd", "dlfl"})
"""What SAP's line of statuses begins with: ``TECO CNF NMAT PRC``."""
_JOINTS: Final = "_-"
"""What systems write for a space."""


def is_open(status: str | None, closed: datetime | None) -> bool | None:
    """None: its status says neither."""
    word = (status or "").casefold()
    for joint in _JOINTS:
        word = word.replace(joint, " ")
    word = word.strip()
    first = word.partition(" ")[0]
    if word in _OVER or first in _FIRST_OVER or closed is not None:
        return False
    if not word or word in _OPEN or first in _FIRST_OPEN or word.startswith(_STILL):
        return True
    return None


def is_over(status: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
    """The same of a column: its status says that it is over; false where there is none."""
    word = func.lower(func.coalesce(status, ""))
    for joint in _JOINTS:
        word = func.replace(word, joint, " ")
    word = func.trim(word)
    lines = [word.like(f"{first} %") for first in sorted(_FIRST_OVER)]
    return or_(word.in_(sorted(_OVER)), *lines)
