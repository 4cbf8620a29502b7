"""Whether an order is open, by its status and end. Pure."""

from datetime import datetime
from typing import Final

_OPEN: Final = frozenset({
    "open", "new", "pending", "waiting", "approved", "planned", "scheduled", "assigned", "released",
    "reopened", "in progress", "on hold", "in process", "in work", "打开", "新建", "待处理",
    "待维修", "处理中", "进行中", "维修中", "未完成", "未关闭", "等待", "已派单",
})  # fmt: skip
_OVER: Final = frozenset({
    "closed", "done", "completed", "complete", "finished", "resolved", "cancelled", "canceled",
    "rejected", "missed", "skipped", "关闭", "已关闭", "完成", "已完成", "完工", "已完工", "取消",
    "已取消", "结单",
})  # fmt: skip


def is_open(status: str | None, closed: datetime | None) -> bool | None:
    """None: its status says neither."""
    word = (status or "").casefold().replace("_", " ").strip()
    if word in _OVER or closed is not None:
        return False
    if word in _OPEN or not word:
        return True
    return None
