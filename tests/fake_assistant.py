"""An assistant that needs no weights: says what it is told to, as fast as it is told to."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

from assistant.access.model import Principal
from assistant.answering.reply import (
    Answer,
    Citation,
    Event,
    Evidence,
    Finished,
    Found,
    Timings,
    Words,
)
from assistant.answering.scope import Scope
from assistant.errors import NotHere
from assistant.gaps.model import Feedback
from assistant.history.answer import HistoryAnswer
from assistant.models.generator import Message
from ingest.document import Box, Chunk, Figure, Kind, Language
from vectorstore.assets import Asset
from vectorstore.library import EVERYTHING
from vectorstore.records import Filters

NO_HISTORY = HistoryAnswer("There are no work orders yet.")
TIMINGS = Timings(21.0, 2500.0, 12300.0, 1100, 90)


def make_chunk(
    chunk_id: str = "c1",
    text: str = "E-07 Motor overload. Let the motor cool down for 10 min.",
    *,
    page: int | None = 2,
    kind: Kind = "passage",
    title: str = "Palletizer PX-200",
    file_name: str = "px200.pdf",
    section: tuple[str, ...] = ("5 Faults", "Table 5.1"),
    language: Language = "en",
    document_id: str = "d" * 64,
) -> Chunk:
    boxes = (Box(72, 300, 520, 340),) if page else ()
    return Chunk(
        chunk_id,
        document_id,
        file_name,
        title,
        page,
        section,
        kind,
        text,
        0,
        len(text),
        language,
        boxes,
    )


def make_answer(
    text: str, chunks: Sequence[Chunk] = (), *, refused: bool = False, cut: bool = False
) -> Answer:
    citations = tuple(
        Citation(marker, chunk, chunk.text[:120]) for marker, chunk in enumerate(chunks, start=1)
    )
    return Answer(text, citations, refused, "length" if cut else "stop", TIMINGS)


@dataclass(frozen=True)
class FakeManual:
    document_id: str = "d" * 64
    file_name: str = "px200.pdf"
    title: str = "Palletizer PX-200"
    page_count: int = 3
    revision: str = ""
    superseded_by: str | None = None


@dataclass
class FakeAssistant:
    """Plays a script of events and errors; remembers what it was asked and whether it was left."""

    script: Sequence[Event | Exception] = ()
    chunks: Sequence[Chunk] = ()
    manuals: Sequence[FakeManual] = (FakeManual(),)
    assets: Sequence[Asset] = ()
    drawn: Sequence[Figure] = ()
    known: str = "E-07"
    pause: float = 0.0
    history: HistoryAnswer = NO_HISTORY
    asked: list[Sequence[Message]] = field(default_factory=list)
    narrowed: list[Filters] = field(default_factory=list)
    rated: list[Feedback] = field(default_factory=list)
    askers: list[Principal] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    def as_asked_by(self, principal: Principal) -> Self:
        self.askers.append(principal)
        return self

    def answer(
        self, messages: Sequence[Message], *, filters: Filters = EVERYTHING
    ) -> Iterator[Event]:
        self.asked.append(list(messages))
        self.narrowed.append(filters)
        try:
            for step in self.script:
                if isinstance(step, Exception):
                    raise step
                yield step
                time.sleep(self.pause)
        finally:
            self.closed.set()

    def ask_history(self, question: str) -> HistoryAnswer:
        return self.history

    def rate(self, told: Feedback) -> bool:
        self.rated.append(told)
        return True

    def machines(self) -> Sequence[Asset]:
        return self.assets

    def example_code(self) -> str:
        return self.known

    def filters(self, scope: Scope) -> Filters:
        names = [name for one in self.assets if one.tag == scope.asset for name in one.manuals]
        return Filters(
            frozenset(
                manual.document_id
                for manual in self.manuals
                if scope.document == manual.document_id or manual.file_name in names
            )
        )

    def figures(self, document_id: str) -> Sequence[Figure]:
        self.document(document_id)
        return self.drawn

    def document(self, document_id: str) -> FakeManual:
        for manual in self.manuals:
            if manual.document_id == document_id:
                return manual
        raise NotHere(document_id)

    def documents(self) -> Sequence[FakeManual]:
        return self.manuals

    def chunk(self, chunk_id: str) -> Chunk:
        for chunk in self.chunks:
            if chunk.chunk_id == chunk_id:
                return chunk
        raise NotHere(f"no chunk {chunk_id}")


def script_for(text: str, chunks: Sequence[Chunk], step: int = 3) -> list[Event | Exception]:
    """Found, the text in bits of a few letters, Finished."""
    words = [Words(text[at : at + step]) for at in range(0, len(text), step)]
    evidence = tuple(Evidence(chunk, 1.0 - rank / 10) for rank, chunk in enumerate(chunks))
    found = Found(evidence, 21.0, passages=tuple(chunks))
    return [found, *words, Finished(make_answer(text, chunks))]
