"""Every hostile file beside two good neighbours: told by name or read, and no neighbour lost."""

import os
import re
from pathlib import Path

import pytest

from ingest.isolation.isolate import ReadingRoom
from ingest.isolation.limits import ReadingLimits
from tests import hostile_office, hostile_pdf, hostile_text
from tests.fakes import HashingEmbedder
from tests.hostile import ANY, READ, Hostile
from tests.paper import make_pdf, writing
from vectorstore.library import Library
from vectorstore.originals import Originals
from vectorstore.sync import sync

pytestmark = pytest.mark.process
FILES = [*hostile_pdf.BAND.files, *hostile_office.BAND.files, *hostile_text.BAND.files]
LONGEST = 30.0
"""Seconds, on a machine that does nothing else; as many times more as others want its processors.
The slowest takes 8."""


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory) -> dict[str, bytes]:
    path = make_pdf(tmp_path_factory.mktemp("good") / "a.pdf", writing("Grease the zerk fitting."))
    return {"a.pdf": path.read_bytes(), "z.md": "# 主轴\n\n更换冷却风扇 XQ-12。\n".encode()}


@pytest.mark.parametrize("hostile", FILES, ids=lambda hostile: hostile.name)
def test_it_costs_itself_alone(
    tmp_path: Path, neighbours, room: ReadingRoom, hostile: Hostile
) -> None:
    folder = tmp_path / "manuals"
    folder.mkdir()
    for name, content in {**neighbours, f"m_{hostile.name}": hostile.make()}.items():
        (folder / name).write_bytes(content)
    crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    with Library.open(tmp_path / "data", HashingEmbedder()) as library:
        originals = Originals(tmp_path / "data" / "originals")
        report = sync([folder], library, originals, room=room)
        results = {result.path.name: result for result in report.results}
        found = {
            words: [hit.chunk.file_name for hit in library.lexical(words, 3)]
            for words in ("zerk fitting", "XQ-12")
        }
    assert results["a.pdf"].state == results["z.md"].state == "added"
    assert found["zerk fitting"][0] == "a.pdf"
    assert found["XQ-12"][0] == "z.md"
    result = results[f"m_{hostile.name}"]
    assert result.seconds < LONGEST * crowd
    if result.state == "failed":
        assert result.reason
        assert result.reason.startswith(f"m_{hostile.name}: ")
        assert hostile.fate != READ, result.reason
        assert hostile.fate == ANY or re.search(hostile.fate, result.reason), result.reason
    else:
        assert result.state == "added"
        assert hostile.fate in (ANY, READ)
        assert result.chunks or result.unreadable or result.reason


def test_they_are_many_and_distinct() -> None:
    assert len({hostile.name for hostile in FILES}) == len(FILES) >= 40


@pytest.fixture(scope="module")
def room():
    made = ReadingRoom(ReadingLimits(processor_seconds=10.0))  # what hangs need not hang for 25 s
    yield made
    made.close()
