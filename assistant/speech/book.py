"""The codes that can be meant: of fault records that who asks may read, and machines' tags."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, Protocol

from ingest.faults.codes import unmarked
from ingest.identifiers import normal, spellings
from vectorstore.library import Library

_MOST: Final = 40
"""Codes with one number; a plant with more machines than that has no use for a list."""


class Known(NamedTuple):
    """Something that has a code."""

    code: str
    """As printed."""
    machine: str | None = None
    """The tag, where it is a machine's; else it is an alarm's."""


class CodeBook(Protocol):
    """What can be meant."""

    def known(self, typed: Iterable[str]) -> dict[str, Known]:
        """Of codes as somebody would type them, those that there are."""

    def numbered(self, number: str) -> Sequence[Known]:
        """Those whose figures are these, behind whatever letters."""


class LibraryBook:
    """Out of the library, as its reader may see it."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._tags = {
            normal(tag): tag for _, tag in library.assets.names if any(map(str.isdigit, tag))
        }

    def known(self, typed: Iterable[str]) -> dict[str, Known]:
        """In any spelling, other panels' too; a machine's tag only in its own."""
        asked = list(dict.fromkeys(typed))
        forms = {one: spellings(one) for one in asked}
        printed = self._library.codes_printed(
            dict.fromkeys(form for several in forms.values() for form in several)
        )
        found: dict[str, Known] = {}
        for one, several in forms.items():
            if tag := self._tags.get(several[0]):
                found[one] = Known(tag, tag)
            elif code := next((printed[form] for form in several if form in printed), None):
                found[one] = Known(unmarked(code))
        return found

    def numbered(self, number: str) -> Sequence[Known]:
        """Alarms first."""
        plain = number.lstrip("0") or "0"
        codes = [Known(unmarked(code)) for code in self._library.codes_numbered(plain, _MOST)]
        tags = (Known(tag, tag) for name, tag in self._tags.items() if _figures(name) == plain)
        return [*codes, *tags]


def _figures(name: str) -> str:
    return name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ-").lstrip("0")
