"""What stands in the exact index, and in which spellings it is found."""

from dataclasses import replace

import pytest

from ingest.document import FaultRecord
from ingest.formats.delimited import read_delimited
from ingest.identifiers import part_names
from ingest.split import split
from tests.fakes import HashingEmbedder
from tests.shelf import make_document
from vectorstore.library import EVERYTHING, Library
from vectorstore.lift import lifts_of


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "data", HashingEmbedder()) as opened:
        yield opened


def test_a_short_sheet_is_found_by_its_part_numbers(library, tmp_path):
    path = tmp_path / "spares.csv"
    path.write_text("Pos,Part,Name\n1,BR-204-K,Ball bearing\n2,XK 12,Relay\n")
    document = read_delimited(path, "5" * 64)
    library.add(document, split(document), "/spares.csv")
    for typed in ("br 204 k", "BR204K", "xk-12"):
        (found,) = library.exact([typed], 5)
        assert "Ball bearing" in found.chunk.text
        assert not found.is_code
    assert library.exact(["ball", "2", "relay"], 5) == []


def test_a_long_number_needs_no_joints(library):
    library.add(*make_document("plc", ["Part: 6ES7 214-1AG40 | Name: CPU"], kind="table_row"), "/p")
    for typed in ("6es72141ag40", "6ES7214-1AG40", "6ES7 214-1AG40"):
        assert len(library.exact(part_names(typed, typed=True), 5)) == 1


def test_a_model_stands_for_all_of_its_manual(library):
    library.add(*make_document("ACME_XW70-TDi", ["Grease it.", "Oil it."]), "/a")
    library.add(*make_document("ACME_XW71-TDi", ["Grease it.", "Oil it."]), "/b")
    with library._database.reading() as db:
        for typed in ("xw70tdi", "XW 70-TDi", "Acme XW70 TDi"):
            lifts = lifts_of(db, part_names(typed, typed=True), EVERYTHING)
            assert [lifts.of(row) > 0 for row in range(1, 5)] == [True, True, False, False], typed


def test_a_model_is_forgotten_with_its_manual(library):
    library.add(*make_document("XW70", ["Grease it."]), "/a")
    assert library.detach("/a")
    with library._database.reading() as db:
        assert lifts_of(db, ["XW70"], EVERYTHING).manuals == []


def test_a_code_that_is_an_everyday_word_is_common(library):
    document, (record, *others) = make_document("lamp", ["LED", *["The LED is lit."] * 40])
    fault = replace(record, kind="fault_record", fault=FaultRecord(("LED",), "Lamp failure"))
    library.add(document, [fault, *others], "/lamp")
    document, (record, *others) = make_document("winch", ["OC", *["OC at start."] * 3])
    fault = replace(record, kind="fault_record", fault=FaultRecord(("OC",), "Overcurrent"))
    library.add(document, [fault, *others], "/winch")
    assert [hit.is_common for hit in library.exact(["led", "oc"], 5)] == [True, False]


def test_codes_that_look_alike_come_as_printed(library):
    document, (record,) = make_document("winch", ["E-09"])
    fault = FaultRecord(("09h", "E-09"), "Overcurrent")
    library.add(document, [replace(record, kind="fault_record", fault=fault)], "/winch")
    assert library.codes_like("E99", 3) == ["E-09"]


def test_names_that_an_older_version_kept_are_made_again(tmp_path):
    with Library.open(tmp_path, HashingEmbedder()) as library:
        library.add(*make_document("XW70", ["Part: BR-204 | Name: bearing"]), "/a")
        with library._database.writing() as db:
            db.execute("UPDATE meta SET value = 'older' WHERE key = 'identifiers'")
            db.execute("DELETE FROM identifiers")
    with Library.open(tmp_path, HashingEmbedder()) as library:
        assert len(library.exact(["br204"], 5)) == 1
