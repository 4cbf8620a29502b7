"""Machines by what people call them, and evidence of the one a question names."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.glossary import Glossary
from assistant.answering.machine import machine_in
from assistant.answering.naming import called, plain, said_in
from assistant.answering.prefer import notice, prefer
from assistant.answering.understand import understand
from ingest.document import FaultRecord
from tests.fakes import HashingEmbedder
from tests.shelf import make_document
from vectorstore.assets import Asset
from vectorstore.library import Library

SLIPS = "the belt slips at start whenever it is cold and wet in the hall on early mornings"
NAMES = (
    ("cv-201", "CV-201"),
    ("conveyor 1", "CV-201"),
    ("1号皮带", "CV-201"),
    ("conveyor 2", "CV-202"),
    ("line 2 press", "HP-2"),
    ("press", "HP-1"),
    ("大压机", "HP-1"),
    ("二号机", "AC-2"),
)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("conv 1 trips", {"CV-201"}),
        ("Conveyor No. 01 trips", {"CV-201"}),
        ("#1 conveyor trips", {"CV-201"}),
        ("cv201: E07?", {"CV-201"}),
        ("ＣＶ－２０１报警", {"CV-201"}),
        ("一号皮带跑偏", {"CV-201"}),
        ("皮带1跑偏", {"CV-201"}),
        ("is conveyor 1 like conveyor 2?", {"CV-201", "CV-202"}),
        ("E07 on the press", {"HP-1"}),
        ("the line 2 press stops", {"HP-2"}),
        ("大压机漏油", {"HP-1"}),
        ("2号机高温", {"AC-2"}),
        ("press the button", set()),
        ("CV-201A", set()),
        ("conveyor 12", set()),
        ("conveyor 1.5 m", set()),
        ("11号皮带", set()),
        ("皮带12", set()),
        ("alarm 1 conveyor stopped", set()),
        ("12号机", set()),
    ],
)
def test_a_name_is_known_among_other_words(text, tags):
    assert said_in([plain(text)], NAMES) == tags


def test_what_a_machine_is_called_says_no_more_than_its_name():
    assert called([plain("Press")], NAMES) == {"HP-1"}
    assert called([plain("conv 1")], NAMES) == {"CV-201"}
    assert called([plain("conveyor 1 in hall B")], NAMES) == set()


@given(st.text(max_size=40), st.text(max_size=12))
def test_no_text_and_no_name_can_break_it(text, name):
    names = (*NAMES, (name, "X"))
    assert said_in([plain(text)], names) <= {tag for _, tag in names}


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path, HashingEmbedder()) as opened:
        for name, fault in (("drive", None), ("pump", FaultRecord(("E07",), "Dry run"))):
            document, (text, *rest) = make_document(
                name, ["the belt slips at start", f"E07 {name}"]
            )
            record = [replace(rest[0], kind="fault_record", fault=fault)] if fault else rest
            opened.add(document, [text, *record], f"/{name}.pdf")
        opened.assets.put(
            [
                Asset("CV-1", aliases=("conveyor 1",), manuals=("drive.pdf",)),
                Asset("PU-1", aliases=("pump 1",), manuals=("pump.pdf",)),
            ]
        )
        yield opened


def best(library, question):
    machine = machine_in(library, Glossary.load(), question)
    query = understand(question, (), Glossary.load())
    findings = prefer(library, Glossary.load(), query, machine)
    scores = [one.score for one in findings.evidence]
    assert scores == sorted(scores, reverse=True)
    return findings, notice(machine, findings, "en")


@pytest.mark.parametrize(("named", "file"), [("conveyor 1", "drive.pdf"), ("pump 1", "pump.pdf")])
def test_the_machine_named_goes_first_and_hides_nothing(library, named, file):
    findings, told = best(library, f"{named}: {SLIPS}")
    assert findings.evidence[0].chunk.file_name == file
    assert {one.chunk.file_name for one in findings.evidence} == {"drive.pdf", "pump.pdf"}
    assert told == ""


def test_another_machines_record_is_told_as_such(library):
    findings, told = best(library, "conveyor 1 shows E07")
    assert findings.evidence[0].chunk.file_name == "pump.pdf"
    assert "CV-1 (conveyor 1)" in told
    assert "E07" in told
    assert best(library, "pump 1 shows E07")[1] == ""
