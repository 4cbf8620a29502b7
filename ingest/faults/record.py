"""A fault record while it is gathered from rows and lines, and the chunk that it becomes. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.document import FaultRecord
from ingest.letters import is_cjk


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a manual says of a code: under which title, and what."""

    role: str
    """``name``, ``cause``, ``remedy``, or empty for all else."""
    title: str
    """As printed; empty where the text stands alone."""
    text: str


@dataclass(slots=True)
class Gathered:
    """One record, growing while rows and lines are added to it."""

    codes: tuple[str, ...]
    printed: str
    """The codes as the manual writes them together: ``OC1/OC2``."""
    page: int | None
    start: int
    end: int
    parts: list[Part] = field(default_factory=list)

    def add(self, parts: Iterable[Part]) -> None:
        """More of the same code; what was said already is not said twice."""
        for part in parts:
            if part.text and part not in self.parts:
                self.parts.append(part)

    def reach(self, page: int | None, start: int, end: int) -> None:
        """It goes on there; only its first page is kept as its place."""
        if page == self.page:
            self.start, self.end = min(self.start, start), max(self.end, end)

    @property
    def fault(self) -> FaultRecord:
        """Its fields."""
        return FaultRecord(self.codes, self._all("name"), self._all("cause"), self._all("remedy"))

    @property
    def text(self) -> str:
        """For people and small models: code and name, then a line for each title and its text."""
        lines = [" ".join(filter(None, (self.printed, self._all("name"))))]
        for title, texts in self._by_title().items():
            body = "\n".join(texts)
            lines.append(f"{title}{colon(title)}{body}" if title else body)
        return "\n".join(lines)

    def _all(self, role: str) -> str:
        return "\n".join(part.text for part in self.parts if part.role == role)

    def _by_title(self) -> dict[str, list[str]]:
        titles: dict[str, list[str]] = {}
        for part in self.parts:
            if part.role != "name":
                titles.setdefault(part.title, []).append(part.text)
        return titles


def colon(title: str) -> str:
    """What stands between a title and its text, in the title's language."""
    if title[-1] in ":：":
        return " " if title[-1] == ":" else ""
    return "：" if any(map(is_cjk, title)) else ": "
