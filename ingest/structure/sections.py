"""Which section a place of a document is in: headings carried on from page to page. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import Heading, Page

Section = tuple[Heading, ...]
"""Headings above a place, outermost first."""


def entered(section: Section, heading: Heading) -> Section:
    """The section that a heading opens."""
    return (*(above for above in section if above.level < heading.level), heading)


def titles(section: Section) -> tuple[str, ...]:
    """What the headings say."""
    return tuple(heading.title for heading in section)


@dataclass(frozen=True, slots=True)
class Sections:
    """Answers for every place of a document, once its pages were walked through."""

    _starts: dict[int | None, list[int]]
    _sections: dict[int | None, list[Section]]

    @classmethod
    def of(cls, pages: Sequence[Page]) -> "Sections":
        """Walks through the headings of all pages, in order."""
        starts: dict[int | None, list[int]] = {}
        sections: dict[int | None, list[Section]] = {}
        section: Section = ()
        for page in pages:
            starts[page.number], sections[page.number] = [-1], [section]
            for heading in sorted(page.headings, key=lambda heading: heading.start):
                section = entered(section, heading)
                starts[page.number].append(heading.start)
                sections[page.number].append(section)
        return cls(starts, sections)

    def at(self, page: int | None, start: int) -> Section:
        """The section of the offset ``start`` in the text of the page of that number."""
        index = bisect_right(self._starts[page], start) - 1
        return self._sections[page][index]
