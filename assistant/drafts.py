"""A note or a conversation -> a draft of a fault report, and codes that like reports bear."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Final

from assistant.answering.glossary import Glossary
from assistant.answering.machine import assets_in
from assistant.answering.queue import Queue
from assistant.masking.heard import Heard
from assistant.models.generator import Generator
from assistant.noting import Notes
from assistant.repairs.proposals import proposals
from assistant.reports.drafting.draft import Draft
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, conversation
from assistant.reports.drafting.rules import Reader
from assistant.reports.drafting.write import write
from assistant.reports.propose import Proposal
from vectorstore.assets import Asset
from vectorstore.library import Library

if TYPE_CHECKING:  # SQLAlchemy is imported when it is used
    from assistant.repairs.find import Finder

_LOOKED_UP: Final = 32
"""Records and rows that the codes of one note are looked up among."""


@dataclass(frozen=True, slots=True)
class Drafts:
    """For one person: machines and codes are looked up among what they may read."""

    library: Library
    """As they may read it."""
    glossary: Glossary
    words: Lexicon
    """The site's."""
    zone: tzinfo
    """The site's: of clock times that are told without their writer's."""
    notes: Notes
    queue: Queue
    """Before the model."""
    generator: Generator | None
    """None: rules alone."""
    finder: "Callable[[], Finder | None]"
    """Remembers the reports that they may read; None where there are none."""

    def of_note(
        self, note: str, said_at: datetime | None = None, zone: tzinfo | None = None
    ) -> Draft:
        """Out of a note written at that moment, or now, by the clock of that zone.

        Raises NaiveTime.
        """
        return self._told(Note((note,)), said_at, zone)

    def of_chat(
        self,
        turns: Sequence[tuple[str, str]],
        said_at: datetime | None = None,
        zone: tzinfo | None = None,
    ) -> Draft:
        """The same out of a conversation's (role, text) turns: only what users said counts."""
        return self._told(conversation(turns), said_at, zone)

    def by_rules(self, note: str, said_at: datetime) -> Draft:
        """The same without a model, and noted nowhere; raises NaiveTime."""
        return write(Note((note,)), said_at, self._reader)

    def proposals(self, draft: Draft) -> list[Proposal]:
        """Codes that approved reports of like faults bear; the draft stays as it is."""
        return proposals(self.finder, draft)

    @property
    def _reader(self) -> Reader:
        return Reader(self.zone, self.words, self._machines, self._known_codes)

    def _told(self, note: Note, said_at: datetime | None, zone: tzinfo | None) -> Draft:
        reader = self._reader if zone is None else replace(self._reader, zone=zone)
        heard = None if self.generator is None else Heard(self.generator)
        made = write(note, said_at or datetime.now(UTC), reader, heard, self.queue.turn)
        self.notes.tell("draft.made", details={"written_by": made.written_by})
        return made if heard is None else replace(made, masked=heard.masked)

    def _machines(self, text: str) -> Sequence[Asset]:
        return assets_in(self.library, self.glossary, text)

    def _known_codes(self, codes: Sequence[str]) -> Collection[str]:
        found = self.library.exact(codes, _LOOKED_UP)
        return {named.asked for named in found if named.is_code and not named.is_common}
