"""The code that a page offers to ask about is one that the library answers."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.example import example_code
from ingest.document import FaultRecord
from tests.fakes import HashingEmbedder
from tests.safety_plant import ask, reply
from tests.shelf import make_document
from vectorstore.library import Library
from vectorstore.readers import Reader, Rights


def shelve(
    library: Library, name: str, *faults: tuple[str, str, str], rights: Rights | None = None
) -> None:
    """Records by code, name and remedy."""
    document, chunks = make_document(name, [" ".join(told) for told in faults])
    records = [
        replace(chunk, kind="fault_record", fault=FaultRecord((code,), title, "", remedy))
        for chunk, (code, title, remedy) in zip(chunks, faults, strict=True)
    ]
    library.add(document, records, name, rights=rights)


def test_it_means_one_thing_and_its_record_says_what_to_do(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashingEmbedder()) as library:
        shelve(library, "press", ("E07", "Belt torn", "Replace it"), ("E08", "Door open", ""))
        shelve(library, "saw", ("E07", "Oil low", "Fill up"), ("17", "Lamp", "Change it"))
        assert example_code(library) == ""
        shelve(library, "oven", ("AL-20*", "Fan slow", "Clean the fan wheel"))
        assert example_code(library) == "AL-20"


@pytest.mark.parametrize(
    "question", ["What does {code} mean, and what is to be done?", "{code} 是什么意思？怎么处理？"]
)
def test_it_is_answered_by_its_record(tmp_path: Path, question: str) -> None:
    with Library.open(tmp_path, HashingEmbedder()) as library:
        shelve(library, "oven", ("AL-20*", "Fan slow", "Clean the fan wheel"))
        shelve(library, "crane", ("E33", "Rope slack", "Tighten the rope"))
        code = example_code(library)
        events, _ = ask(library, question.format(code=code), ["Clean it."])
        assert not reply(events).refused
        assert reply(events).citations[0].chunk.fault is not None
        assert code in reply(events).text


def test_what_is_kept_from_somebody_is_offered_to_nobody_unasked(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashingEmbedder()) as library:
        secret = Rights(audience="admin")
        shelve(library, "safe", ("E51", "Bolt stuck", "Call the maker"), rights=secret)
        everybody = library.as_read_by(Reader(audiences=frozenset({"technician"})))
        assert example_code(library) == example_code(everybody) == ""
        shelve(library, "oven", ("AL-20", "Fan slow", "Clean the fan wheel"))
        assert example_code(library) == example_code(everybody) == "AL-20"
