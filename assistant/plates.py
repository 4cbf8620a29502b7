"""A photo of a nameplate or a display -> what stands on it, and what of that is known here."""

from dataclasses import dataclass
from typing import Final

from assistant.answering.glossary import Glossary
from assistant.answering.machine import assets_in
from assistant.answering.queue import Queue
from assistant.reports.photos_read import PhotoText, lines_on, question
from assistant.reports.photos_taken import taken
from assistant.speech.book import LibraryBook
from ingest.document import Language
from ingest.identifiers import code_candidates
from ingest.ocr.rapid import rapid_recognizer
from vectorstore.library import Library

_WAITING: Final = 2
_SECONDS: Final = 4.0
"""Until the first was timed."""


def photos_queue() -> Queue:
    """Before the engine that reads, for everybody."""
    return Queue(_WAITING, what="photos", seconds=_SECONDS)


@dataclass(frozen=True, slots=True)
class Plates:
    """For one person."""

    library: Library
    """As they may read it: no other codes and machines are told."""
    glossary: Glossary
    queue: Queue
    most: int
    """Characters of a plate that machines are looked for in."""

    def read(self, photo: bytes, language: Language) -> PhotoText:
        """What a photo says, and the question it suggests in that language; kept nowhere.

        Raises:
            Busy: Too many others wait for it.
            UnfitPhoto, LargePhoto: The bytes are no photo, or nothing that can be read in time.
            OcrUnavailable: There is no engine to read with.
        """
        with self.queue.turn():
            lines = lines_on(taken(photo).jpeg, rapid_recognizer)
        text = " ".join(lines)
        known = LibraryBook(self.library).known(code_candidates(text)).values()
        codes = tuple(
            dict.fromkeys(one.code.strip("*†‡ ") for one in known if one.machine is None)
        )  # as printed, without the mark of a footnote
        tags = [one.machine for one in known if one.machine is not None]
        tags += [one.tag for one in assets_in(self.library, self.glossary, text[: self.most])]
        machines = tuple(dict.fromkeys(tags))
        return PhotoText(lines, codes, machines, question(lines, codes, machines, language))
