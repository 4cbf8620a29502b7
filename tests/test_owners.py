"""The answer names the documents it quotes, and their revisions."""

from dataclasses import replace

import pytest

from assistant.answering.owners import editions, owners, sources
from assistant.answering.reply import Citation
from tests.fakes import HashingEmbedder
from tests.safety_plant import ask, reply
from tests.shelf import make_document
from vectorstore.assets import Asset
from vectorstore.library import Library

TEXT = "Fill the gearbox of the press with 2 L of oil."


def shelve(library, name, revision, title="", text=TEXT):
    document, chunks = make_document(name, [text])
    title = title or document.title
    chunks = [replace(chunk, title=title) for chunk in chunks]
    library.add(replace(document, title=title, revision=revision), chunks, f"/{name}.pdf")
    return chunks[0]


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path, HashingEmbedder()) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("how much oil for the gearbox of the press", "From Manual PX-200, Rev. B [1]."),
        ("press 的 gearbox 加多少 oil", "出处：Manual PX-200, Rev. B [1]。"),
    ],
)
def test_the_revision_is_named_below_the_quote(library, question, line):
    shelve(library, "PX-200", "Rev. B")
    told = reply(ask(library, question, ["Two litres."])[0])
    assert told.text.split("\n\n")[1] == line


def test_a_single_document_without_a_revision_is_not_named_again(library):
    chunk = shelve(library, "PX-200", "")
    assert sources(library, [Citation(1, chunk, chunk.text)], "en") == ""
    assert sources(library, [], "en") == ""


def test_of_several_documents_each_is_named_once(library):
    one, other = shelve(library, "PX-200", "Rev. B"), shelve(library, "PX-300", "")
    cited = [Citation(1, one, "a"), Citation(3, one, "b"), Citation(2, other, "c")]
    told = sources(library, cited, "en")
    assert told == "From Manual PX-200, Rev. B [1][3]; Manual PX-300 [2]."


def test_namesakes_are_told_apart_by_their_files(library):
    one, other = (shelve(library, name, "", "User Manual", name) for name in ("pump", "drive"))
    names = editions(library, [one, other])
    assert names[one.document_id] == "User Manual, pump.pdf"
    assert names[other.document_id] == "User Manual, drive.pdf"


def test_a_document_belongs_to_its_machines_by_register_and_title(library):
    one, other = shelve(library, "PX-200", ""), shelve(library, "service", "")
    library.assets.put([Asset("P-01", manuals=("service.pdf",))])
    found = owners(library, [one, other])
    assert found[other.document_id] == {"P-01"}
    assert "PX200" in found[one.document_id]
