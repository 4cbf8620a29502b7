"""A machine's manuals -> alarm cards, safety blocks, and what to ask them. No model is asked."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Final

from assistant.answering.alarm import AlarmCard
from assistant.answering.guard.signals import gravity
from assistant.answering.warnings import warnings_of
from assistant.machines.pack import OfManuals, Suggestion
from assistant.machines.suggest import answerable
from ingest.document import Chunk, Language
from vectorstore.library import Library
from vectorstore.records import DocumentRecord

MOST_CARDS: Final = 600
"""A drive has a hundred or five. A controller's thousands are looked up, not leafed through."""
MOST_BLOCKS: Final = 150
_REMEMBERED: Final = 64
"""Sets of manuals; to gather one takes up to a second."""

Answers = Callable[[str, frozenset[str]], bool]
"""Whether documents answer a question, by their own words."""


class ManualsOf:
    """Gathers what manuals hold, and remembers it as long as they are the same.

    A document is named by its content, so what was gathered of a set of them stays true; which of
    them are a machine's is asked each time, and which of those somebody may read. Safe to use from
    many threads.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[DocumentRecord, ...], OfManuals] = OrderedDict()
        self._lock = Lock()

    def gathered(self, library: Library, documents: Iterable[str], answers: Answers) -> OfManuals:
        """Of these documents, as far as the library shows them."""
        found = (library.document(one) for one in sorted(documents))
        records = tuple(sorted(filter(None, found), key=lambda one: one.file_name))
        with self._lock:
            if (known := self._known.get(records)) is not None:
                self._known.move_to_end(records)
                return known
        told = _gathered(library, records, answers)
        with self._lock:
            self._known[records] = told
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return told


def _gathered(
    library: Library, documents: tuple[DocumentRecord, ...], answers: Answers
) -> OfManuals:
    ids = [one.document_id for one in documents]
    records = [chunk for one in ids for chunk in library.chunks(one, "fault_record")]
    blocks = _once(chunk for one in ids for chunk in library.chunks(one, "safety"))
    blocks.sort(key=lambda block: -gravity(block.signal_word, block.text))
    cards = [
        AlarmCard(chunk.fault, chunk, warnings_of(library, [chunk]))
        for chunk in records[:MOST_CARDS]
        if chunk.fault is not None
    ]
    return OfManuals(
        documents,
        tuple(cards),
        tuple(blocks[:MOST_BLOCKS]),
        tuple(_suggested(library, documents, cards, blocks, answers)),
        max(0, len(records) - MOST_CARDS),
        max(0, len(blocks) - MOST_BLOCKS),
    )


def _suggested(
    library: Library,
    documents: Sequence[DocumentRecord],
    cards: Sequence[AlarmCard],
    blocks: Sequence[Chunk],
    answers: Answers,
) -> list[Suggestion]:
    ids = frozenset(one.document_id for one in documents)
    languages: tuple[Language, ...] = ("en", "zh")
    return [
        one
        for language in languages
        for one in answerable(library, ids, cards, blocks, language, answers)
    ]


def _once(blocks: Iterable[Chunk]) -> list[Chunk]:
    """Each wording once: what a manual repeats in every chapter is read once."""
    told: dict[str, Chunk] = {}
    for block in blocks:
        told.setdefault("".join(block.text.split()), block)
    return list(told.values())
