import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from threading import Thread

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.document import Box, Document, FaultRecord, Figure, Link, UnreadablePage
from tests.fakes import HashingEmbedder
from tests.shelf import make_document
from vectorstore.columns import Columns
from vectorstore.database import Database
from vectorstore.errors import DamagedLibrary, LibraryError, WrongEmbedder
from vectorstore.library import Library
from vectorstore.postings import Postings
from vectorstore.records import Filters


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path, HashingEmbedder()) as opened:
        yield opened
        assert opened.check() == []


def texts(hits):
    return [hit.chunk.text for hit in hits]


def test_a_chunk_comes_back_as_it_went_in(library):
    document, chunks = make_document("press", ["E-07 overcurrent", "压力报警"])
    library.add(document, chunks, "/press.pdf")
    assert library.chunks(document.document_id) == chunks
    assert library.chunk(chunks[1].chunk_id) == chunks[1]
    assert library.chunk("nobody's") is None
    page = library.page_text(document.document_id, 1) or ""
    assert [page[chunk.start : chunk.end] for chunk in chunks] == ["E-07 overcurrent", "压力报警"]
    assert library.page_text(document.document_id, 2) is None


def test_a_record_tells_what_is_known_of_a_document(library):
    document, chunks = make_document("press", ["一", "二", "three"], language="zh")
    document = replace(document, unreadable=(UnreadablePage(2, "no text layer"),))
    library.add(document, chunks, "/b.pdf")
    library.link("/a.pdf", document.document_id)
    record = library.document(document.document_id)
    assert record == library.documents()[0]
    assert (record.page_count, record.chunk_count, record.language) == (2, 3, "zh")
    assert record.unreadable == document.unreadable
    assert record.sources == ("/a.pdf", "/b.pdf")
    assert record.added_at.endswith("+00:00")
    assert library.document("f" * 64) is None


def test_both_arms_find_best_first(library):
    library.add(*make_document("press", ["replace the fuse", "alarm E-07", "更换保险丝"]), "/p")
    assert texts(library.lexical("what does E07 mean", 5)) == ["alarm E-07"]
    assert texts(library.lexical("保险丝", 5)) == ["更换保险丝"]
    assert texts(library.dense("replace fuse", 3))[0] == "replace the fuse"
    for hits in (library.dense("alarm fuse", 3), library.lexical("alarm fuse", 3)):
        scores = [hit.score for hit in hits]
        assert len(scores) > 1
        assert scores == sorted(scores, reverse=True)
        assert min(scores) > 0 or hits[0].score > 0


@pytest.mark.parametrize("arm", ["dense", "lexical"])
def test_filters_narrow_both_arms(library, arm):
    one, _ = make_document("one", [])
    library.add(*make_document("one", ["pump one"]), "/1")
    library.add(*make_document("two", ["pump two"], kind="safety"), "/2")
    library.add(*make_document("three", ["pump 三"], language="zh"), "/3")
    find = getattr(library, arm)
    assert sorted(texts(find("pump", 9))) == ["pump one", "pump two", "pump 三"]
    assert texts(find("pump", 9, Filters(kinds=frozenset({"safety"})))) == ["pump two"]
    assert texts(find("pump", 9, Filters(language="zh"))) == ["pump 三"]
    only = Filters(document_ids=frozenset({one.document_id}))
    assert texts(find("pump", 9, only)) == ["pump one"]
    assert find("pump", 9, replace(only, language="zh")) == []
    assert len(find("pump", 1)) == 1


HOSTILE = ['"', "'", "a OR", "NEAR(a b)", "words:pump*", "^pump", "-", "\0", "% _", "();--", ""]


@pytest.mark.parametrize("question", HOSTILE)
def test_no_question_is_taken_for_query_syntax(library, question):
    library.add(*make_document("one", ["pump one"]), "/1")
    assert isinstance(library.lexical(question, 5), list)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_text_can_be_shelved_and_asked(library, text):
    document, (chunk, *_) = make_document("any", [text])
    library.add(document, [chunk], text)
    assert library.chunk(chunk.chunk_id) == chunk
    assert library.sources() == {text: document.document_id}
    library.lexical(text, 3)
    assert library.detach(text)


def test_half_a_surrogate_pair_does_not_stop_a_document(library):
    document, chunks = make_document("torn", ["valve \ud83d stuck"])
    library.add(document, chunks, "/torn\udce4.pdf")
    assert texts(library.lexical("valve", 1)) == ["valve ? stuck"]
    assert library.document_at("/torn\udce4.pdf") == document.document_id


def test_another_version_replaces_the_first(library):
    library.add(*make_document("v1", ["torque 45"]), "/manual.pdf")
    outcome = library.add(*make_document("v2", ["torque 52", "new"]), "/manual.pdf")
    assert outcome == ("replaced", 2)
    assert [record.title for record in library.documents()] == ["Manual v2"]
    assert texts(library.lexical("torque", 5)) == ["torque 52"]
    assert texts(library.dense("torque 45", 5)) == ["torque 52", "new"]


def test_the_same_document_again_takes_the_place_of_itself(library):
    document, _ = make_document("one", [])
    library.add(*make_document("one", ["old cut", "of it"]), "/1")
    library.link("/copy", document.document_id)
    library.add(*make_document("one", ["new cut"]), "/1")
    assert library.chunk_count == 1
    assert sorted(library.sources()) == ["/1", "/copy"]


def test_a_document_goes_with_its_last_source(library):
    document, chunks = make_document("one", ["pump"])
    assert library.add(document, chunks, "/1").state == "added"
    assert library.link("/2", document.document_id) == ("added", 1)
    assert library.link("/3", "f" * 64) is None
    assert library.detach("/1")
    assert library.document(document.document_id)
    assert library.detach("/2")
    assert not library.detach("/2")
    assert library.documents() == library.dense("pump", 5) == library.lexical("pump", 5) == []


def test_remove_takes_a_document_whatever_its_sources(library):
    document, chunks = make_document("one", ["pump"])
    library.add(document, chunks, "/1")
    assert library.remove(document.document_id)
    assert not library.remove(document.document_id)
    assert library.sources() == {}
    assert library.chunk_count == 0


def test_a_document_without_text_is_listed_all_the_same(library):
    document = Document(
        "a" * 64, "scan.pdf", "Scan", "application/pdf", (), (UnreadablePage(1, "scan"),)
    )
    assert library.add(document, [], "/scan.pdf") == ("added", 0)
    assert library.document("a" * 64).language is None


def test_what_keep_raises_undoes_the_addition(library):
    def full_disk():
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        library.add(*make_document("one", ["pump"]), "/1", keep=full_disk)
    assert library.documents() == []


def test_an_embedder_that_breaks_its_promise_is_refused(library):
    class Broken(HashingEmbedder):
        def embed_passages(self, given_texts):
            return np.full((len(given_texts), self.dimension), np.nan, np.float32)

    with Library.open(library._folder, Broken()) as other:
        with pytest.raises(LibraryError, match="models verify"):
            other.add(*make_document("one", ["pump"]), "/1")
        assert other.documents() == []


def test_vectors_of_another_model_are_never_compared(tmp_path):
    Library.open(tmp_path, HashingEmbedder()).close()
    for other in (HashingEmbedder(name="other"), HashingEmbedder(dimension=32)):
        with pytest.raises(WrongEmbedder, match=r"hashing \(64-d\).*ingest again"):
            Library.open(tmp_path, other)


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "shiftmate.db").write_bytes(b"not a database, but long enough to be read" * 50)
    with pytest.raises(DamagedLibrary, match=r"shiftmate\.db.*backup"):
        Library.open(tmp_path, HashingEmbedder())


def test_a_newer_schema_is_left_alone(tmp_path):
    db = sqlite3.connect(tmp_path / "shiftmate.db")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(DamagedLibrary, match="version 99"):
        Library.open(tmp_path, HashingEmbedder())


def test_words_cut_by_another_version_are_cut_again(tmp_path):
    with Library.open(tmp_path, HashingEmbedder()) as library:
        library.add(*make_document("one", ["alarm E-07"]), "/1")
    db = sqlite3.connect(tmp_path / "shiftmate.db")
    with db:
        db.execute("UPDATE meta SET value = '0' WHERE key = 'words'")
        db.execute("UPDATE keywords SET words = 'nonsense'")
    db.close()
    with Library.open(tmp_path, HashingEmbedder()) as library:
        assert texts(library.lexical("E07", 1)) == ["alarm E-07"]


def test_a_closed_library_says_so(tmp_path):
    library = Library.open(tmp_path, HashingEmbedder())
    library.close()
    library.close()
    with pytest.raises(LibraryError, match="closed"):
        library.documents()


def test_reading_goes_on_while_another_writes(library):
    library.add(*make_document("one", ["pump"]), "/1")
    found: list[int] = []

    def read() -> None:
        found.append(len(library.lexical("pump", 5)) + len(library.dense("pump", 5)))

    with library.exclusive() as ids:
        assert len(ids) == 1
        reader = Thread(target=read)
        reader.start()
        reader.join(timeout=5)
        assert found == [2]


def test_many_threads_may_add_remove_and_search(library):
    def work(number: int) -> None:
        for turn in range(6):
            text = f"pump {number} {turn}"
            library.add(*make_document(f"{number}-{turn}", [text, "x"]), f"/{number}")
            assert text in texts(library.dense("pump", 99))
            assert text in texts(library.lexical("pump", 99))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert len(library.documents()) == 6


def test_many_may_found_one_library_at_once(tmp_path):
    def found(_: int) -> None:
        Library.open(tmp_path, HashingEmbedder()).close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(found, range(8)))


def test_records_links_and_figures_come_back_and_are_sound(library):
    document, (first, second) = make_document("press", ["E07 belt jammed", "see E07"])
    fault = FaultRecord(("E07", "Er 007"), "Overload", "belt jammed", "clear the belt")
    made = [
        replace(first, kind="fault_record", fault=fault),
        replace(second, links=(Link("see E07", first.chunk_id),)),
    ]
    figures = (Figure(1, "Fig. 1", "Fig. 1 Belt", Box(0, 0, 9, 9)),)
    library.add(replace(document, figures=figures), made, "/press.pdf")
    assert library.chunks(document.document_id) == made
    assert tuple(library.figures(document.document_id)) == figures
    assert [hit.is_code for hit in library.exact(["er-7", "E7"], 5)] == [True]


@pytest.mark.parametrize("filters", [Filters(), Filters(kinds=frozenset({"report"}))])
def test_the_first_document_may_be_seen_before_the_columns_know_it(tmp_path, filters):
    with Library.open(tmp_path, HashingEmbedder()) as library:
        library.add(*make_document("first", ["the spindle is hot"]), "/first")
    late = Columns()
    with closing(Database(tmp_path / "shiftmate.db")) as database, database.reading() as db:
        found = Postings(late).search(db, ["spindl"], 5, late.mask(db, filters))
    assert [row for row, _ in found] == ([] if filters.kinds else [1])
