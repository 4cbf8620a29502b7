"""A maker's name in a question prefers that maker's documents."""

from dataclasses import replace

import pytest

from assistant.answering.glossary import Glossary
from assistant.answering.makers import documents_of_makers
from assistant.answering.prefer import prefer
from assistant.answering.understand import understand
from tests.fakes import HashingEmbedder
from tests.shelf import make_document
from vectorstore.library import Library
from vectorstore.records import Filters

GLOSSARY = Glossary.load()
HOT = ["the drive is hot", "clean the fan"]
MANUALS = {
    "TECO EV drive": HOT,
    "Zorvex drive": [*HOT, "fault of the drive: the drive is hot"],
    "西门子变频器说明书": ["变频器过热"],
    "QSM980Ti setup": ["the spindle stops"],
    "setup of drives": [f"setup of drive {number}" for number in range(30)],
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("makers"), HashingEmbedder()) as opened:
        for title, texts in MANUALS.items():
            document, chunks = make_document(title, texts)
            named = [replace(chunk, title=title) for chunk in chunks]
            opened.add(replace(document, title=title), named, f"/{title}.pdf")
        yield opened


def asked(question):
    return understand(question, (), GLOSSARY)


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("teco drive is hot", {"TECO EV drive"}),
        ("东元变频器过热", {"TECO EV drive"}),
        ("TECO变频器过热", {"TECO EV drive"}),
        ("why is the Zorvex hot", {"Zorvex drive"}),
        ("Siemens inverter is hot", {"西门子变频器说明书"}),
        ("qsm alarm", {"QSM980Ti setup"}),
        ("zorvex or teco?", {"TECO EV drive", "Zorvex drive"}),
        ("Zorvex QSM980Ti", {"Zorvex drive"}),  # the model is looked up as a code
        ("the drive is hot", set()),
        ("which setup", set()),
        ("变频器过热", set()),
        ("Yaskawa is hot", set()),
    ],
)
def test_makers_are_known_by_titles_in_both_languages(library, question, titles):
    found = documents_of_makers(library, GLOSSARY, asked(question))
    assert {library.document(one).title for one in found} == titles


@pytest.mark.parametrize(("maker", "file"), [("teco", "TECO EV drive"), ("zorvex", "Zorvex drive")])
def test_the_maker_named_goes_first_and_hides_nothing(library, maker, file):
    found = prefer(library, GLOSSARY, asked(f"the drive is hot, {maker}"), None)
    names = [one.chunk.title for one in found.evidence]
    assert names[0] == file
    assert {"TECO EV drive", "Zorvex drive"} <= set(names)
    scores = [one.score for one in found.evidence]
    assert scores == sorted(scores, reverse=True)


def test_a_filter_that_names_documents_is_obeyed(library):
    (teco,) = documents_of_makers(library, GLOSSARY, asked("teco"))
    only = Filters(document_ids=frozenset({teco}))
    found = prefer(library, GLOSSARY, asked("zorvex drive is hot"), None, filters=only)
    assert {one.chunk.document_id for one in found.evidence} == {teco}


def test_a_plants_own_glossary_names_its_makers(library, tmp_path):
    own = tmp_path / "glossary.tsv"
    own.write_text("佐威\tZorvex\n", "utf-8")
    glossary = Glossary.load(own)
    query = understand("佐威变频器过热", (), glossary)
    (found,) = documents_of_makers(library, glossary, query)
    assert library.document(found).title == "Zorvex drive"
    assert not documents_of_makers(library, GLOSSARY, asked("佐威变频器过热"))
