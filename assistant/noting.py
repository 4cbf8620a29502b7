"""What happens outside of the plant's database is noted in its log, in a transaction of its own.

The log begins with that database: at the first person, report or import. Where the log cannot be
written, what was done is done, and the service's own log says so.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from collections.abc import Generator as Stream
from contextlib import closing
from copy import copy
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Self

from pydantic import JsonValue

from assistant.answering.reply import Answer, Event, Finished, Found, Words
from assistant.audit.caller import Caller, caller
from assistant.audit.model import EventName
from assistant.errors import PlantUnavailable
from ingest.document import Chunk

if TYPE_CHECKING:  # SQLAlchemy is imported when it is used
    from assistant.audit.log import AuditLog

logger = logging.getLogger(__name__)

_AGAIN = 3600.0
"""Seconds after which the same person's reading of the same document is noted anew."""
_REMEMBERED = 10_000


class Notes:
    """Notes of one service. Safe to use from many threads."""

    def __init__(
        self,
        log: "Callable[[], AuditLog | None]",
        for_few: Callable[[Collection[str]], Collection[str]],
    ) -> None:
        """Into a log.

        Args:
            log: None as long as there is no database.
            for_few: Which of some documents are kept from somebody.
        """
        self._log, self._for_few = log, for_few
        self._who: Caller | None = None
        self._lock = Lock()
        self._seen: OrderedDict[tuple[str, str], float] = OrderedDict()

    def by(self, who_id: str, kind: str, name: str) -> Self:
        """The same notes, taken down in somebody's name whatever thread they are taken on."""
        theirs = copy(self)
        theirs._who = Caller(who_id, kind, name)
        return theirs

    def tell(
        self,
        event: EventName,
        kind: str = "",
        subject: str = "",
        details: Mapping[str, JsonValue] | None = None,
    ) -> None:
        """Notes one thing, of a subject of that kind where there is one."""
        try:
            if log := self._log():
                log.tell(event, (kind, subject) if kind else None, details, self._caller())
        except PlantUnavailable as exc:
            logger.error("%s of %s %s is not in the log: %s", event, kind, subject, exc)

    def told(
        self, events: Stream[Event, None, None], *, shows_found: bool
    ) -> Stream[Event, None, None]:
        """The same events; what they show of restricted documents is noted, however they end.

        Args:
            events: Of one answer.
            shows_found: Whether its evidence is shown too.
        """
        passages: tuple[Chunk, ...] = ()
        begun: tuple[Chunk, ...] = ()
        try:
            with closing(events):
                for event in events:
                    match event:
                        case Found():
                            passages = event.passages
                            found = [one.chunk for one in event.evidence] if shows_found else []
                            self._shown([*event.safety, *found])
                        case Words():
                            begun = passages
                        case Finished():
                            begun = ()
                            self.answered(event.answer, 0.0)
                    yield event
        finally:  # who leaves in the midst may have been told words of any of them
            self._shown(begun)

    def answered(self, answer: Answer, _: float) -> None:
        """An answer's end: a refusal for safety, and restricted pages that it showed."""
        if answer.why == "safeguard":
            self.tell("answer.refused_for_safety")
        self._shown([*(cited.chunk for cited in answer.citations), *answer.safety])

    def read(self, documents: Iterable[str]) -> None:
        """Somebody was shown words or pages of these; which of them are for few is noted."""
        shown = set(documents)
        if not shown:
            return
        for one in sorted(self._for_few(shown)):
            if self._is_news(self._caller().id, one):
                self.tell("document.read", "document", one)

    def _shown(self, chunks: Iterable[Chunk]) -> None:
        self.read(chunk.document_id for chunk in chunks)

    def _caller(self) -> Caller:
        now = caller()
        return now if self._who is None else replace(self._who, request_id=now.request_id)

    def _is_news(self, who: str, document: str) -> bool:
        """Whether the last time is an hour ago: a page is drawn again at every turn of a wheel."""
        key, now = (who, document), time.monotonic()
        with self._lock:
            last = self._seen.pop(key, None)
            is_news = last is None or now - last >= _AGAIN
            self._seen[key] = now if is_news or last is None else last
            while len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        return is_news
