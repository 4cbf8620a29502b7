"""Cells in which nobody said anything, however a system writes it. Pure."""

BLANKS = frozenset(
    {
        "-", "--", "---", "/", "\\", ".", "?", "n/a", "na", "#n/a", "#na", "#null!", "#value!",
        "#ref!", "#div/0!", "#name?", "null", "none", "nil", "nan", "nat", "(null)", "(blank)",
        "unknown", "tbd", "无", "空", "不详", "未知", "未填", "暂无",
    }
)  # fmt: skip
_NEVER = frozenset("0-/.: t")
"""What "0000-00-00" and "00.00.0000" are made of: a date that was never set."""


def is_blank(cell: str) -> bool:
    """Of a cell that should hold a date, a number or a code."""
    text = cell.strip()
    return not text or text.casefold() in BLANKS


def is_never(cell: str) -> bool:
    """Of a cell that should hold a date."""
    text = cell.strip().casefold()
    return is_blank(text) or (len(text) > len("00:00") and _NEVER.issuperset(text))
