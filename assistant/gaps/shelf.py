"""Verified answers at hand: which of them a question gets, before anything is searched."""

import threading
from zoneinfo import ZoneInfo

from assistant.answering.glossary import Glossary
from assistant.answering.language import language_of
from assistant.answering.machine import Machine
from assistant.answering.reply import VerifiedBy
from assistant.answering.understand import Query
from assistant.answering.verified import Verified
from assistant.gaps import pages
from assistant.gaps.match import Asked, Known, Match, find, known
from assistant.gaps.model import VerifiedAnswer
from assistant.gaps.store import VerifiedStore
from vectorstore.library import Library
from vectorstore.records import Filters


class VerifiedShelf:
    """Answers are read again when one of them has changed, by whatever process."""

    def __init__(
        self, store: VerifiedStore, library: Library, glossary: Glossary, zone: ZoneInfo
    ) -> None:
        """Reads nothing yet.

        Args:
            store: The verified answers.
            library: Holds their pages.
            glossary: Of the trade.
            zone: The site's, for the day of a verification.
        """
        self._store, self._library, self._glossary = store, library, glossary
        self._zone = zone
        self._lock = threading.Lock()
        self._known: tuple[object, list[Known]] = (None, [])

    def verified(
        self, query: Query, machine: Machine | None, filters: Filters, library: Library
    ) -> Verified | None:
        """See `GapList.verified`; raises PlantUnavailable.

        ``library`` is what the asker may see of it: an answer is theirs where all its pages are.
        """
        is_whole = query.asked == query.question
        if not (is_whole or query.own == query.question):
            return None  # what it asks stands in an earlier question
        tags = frozenset(asset.tag for asset in machine.assets) if machine else frozenset()
        match = self._match(Asked(query.question, tags, is_whole=is_whole))
        if match is None or not _within(filters, match.answer) or self._store.review(match.answer):
            return None
        answer = match.answer
        day = f"{answer.verified_at.astimezone(self._zone):%Y-%m-%d}"
        text = answer.text(language_of(query.question))
        if any(pages.faults(library, answer.pages)):
            return None
        chunks = pages.shown(library, answer.pages, text)
        asked = match.written_for and _line(match.written_for)
        by = VerifiedBy(answer.id, _line(answer.author), day, asked)
        return Verified(by, text, answer.machine or "", chunks)

    def serves(self, question: str, machine: str | None) -> str | None:
        """Id of the answer that this question about this machine gets now."""
        match = self._match(Asked(question, frozenset({machine} if machine else ())))
        return None if match is None or self._store.review(match.answer) else match.answer.id

    def _match(self, asked: Asked) -> Match | None:
        now = self._store.now()
        answers = [one for one in self._answers() if one.answer.expires_at > now]
        return find(asked, answers, self._glossary, self._likeness)

    def _answers(self) -> list[Known]:
        names = self._library.assets.names
        with self._lock:
            stamp = (self._store.latest(), names)
            if self._known[0] != stamp:
                read = [
                    known(one, [name for name, tag in names if tag == one.machine], self._glossary)
                    for one in self._store.all()
                ]
                self._known = (stamp, read)
            return self._known[1]

    def _likeness(self, one: str, other: str) -> float:
        return float(self._library.embed(one) @ self._library.embed(other))


def _line(text: str) -> str:
    return " ".join(text.split())


def _within(filters: Filters, answer: VerifiedAnswer) -> bool:
    """Who narrows a search wants nothing from elsewhere."""
    if filters.language or filters.kinds or filters.superseded:
        return False
    documents = {page.document_id for page in answer.pages}
    return filters.document_ids is None or documents <= filters.document_ids
