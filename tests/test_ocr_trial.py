"""Whether OCR works is found out by reading a picture, with a reading process that is not ours."""

import dataclasses
from pathlib import Path

import pytest

from assistant.commands.ocr_trial import WORDS, trouble
from ingest.document import Document, Page, UnreadablePage
from ingest.errors import ReaderUnavailable
from ingest.isolation.isolate import ReadingRoom
from ingest.understand import Understood


class FakeRoom(ReadingRoom):
    """Reads what it was told to."""

    def __init__(self, text: str = "", reason: str = "", exc: Exception | None = None) -> None:
        super().__init__()
        self._text, self._reason, self._exc = text, reason, exc

    def understand(self, path: Path, document_id: str, progress=None) -> Understood:
        assert path.read_bytes().startswith(b"\x89PNG")
        if self._exc:
            raise self._exc
        page = Page(1, self._text, 100, 100)
        blank = Document(document_id, path.name, "trial", "image/png", (page,))
        if self._reason:
            unreadable = (UnreadablePage(1, self._reason),)
            return Understood(dataclasses.replace(blank, pages=(), unreadable=unreadable), ())
        return Understood(blank, ())


@pytest.mark.parametrize(
    ("room", "told"),
    [
        (FakeRoom(WORDS), ""),
        (FakeRoom(f"{WORDS.replace(' ', '')}\n"), ""),
        (FakeRoom("Fau1t"), "it reads 'Fau1t' where"),
        (FakeRoom(reason="needs OCR; run `pip install x`"), "run `pip install x`"),
        (FakeRoom(exc=ReaderUnavailable("No process can be started")), "No process"),
    ],
)
def test_what_is_wrong_is_told(room: FakeRoom, told: str) -> None:
    found = trouble(room)
    assert told in found
    assert bool(found) == bool(told)


@pytest.mark.ocr
def test_the_engine_reads_the_trial() -> None:
    room = ReadingRoom()
    try:
        assert trouble(room) == ""
    finally:
        room.close()
