"""How urgent something is, by whatever word or number a system has for it. Pure."""

from collections.abc import Mapping
from typing import Final

_RANKS: Final[Mapping[str, int]] = {
    name: rank
    for rank, names in enumerate(
        (
            ("urgent", "emergency", "critical", "immediate", "1", "p1", "紧急", "特急", "危急"),
            ("high", "2", "p2", "高", "急", "较高"),
            ("medium", "normal", "moderate", "3", "p3", "中", "一般", "普通", "中等"),
            ("low", "minor", "4", "p4", "低", "较低"),
        )
    )
    for name in names
}
_UNRANKED: Final = len(_RANKS)


def rank(priority: str | None) -> int:
    """0 is the most urgent; what nobody said, or no list knows, comes last."""
    return _RANKS.get((priority or "").strip().casefold(), _UNRANKED)
