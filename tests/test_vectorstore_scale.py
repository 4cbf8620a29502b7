"""The parts that let a million chunks be searched, at sizes that a test can afford."""

from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import HashingEmbedder
from tests.shelf import make_document
from vectorstore.kinds import compressed
from vectorstore.library import Library
from vectorstore.postings import Postings
from vectorstore.records import Filters, Position
from vectorstore.tokens import query_words
from vectorstore.vectors import VectorIndex

SMALL = 40


def shelve(library, first, last, **facts):
    for number in range(first, last):
        texts = [f"pump {number} valve {part} {number * part}" for part in range(4)]
        library.add(*make_document(f"manual{number}", texts, **facts), f"/{number}")


@pytest.fixture
def grown(tmp_path):
    """A library of 120 chunks that calls 40 small, with the index that is right for it."""
    with Library.open(tmp_path, HashingEmbedder(), small=SMALL) as library:
        shelve(library, 0, 15)
        shelve(library, 15, 30, language="zh", kind="safety")
        library.dense("pump", 1)
        library._following.rest()
        yield library
        assert library.check() == []


def texts(hits):
    return [hit.chunk.text for hit in hits]


def words_of(number, part):
    """What is embedded of a chunk: asked for with these very words, it comes first."""
    return make_document(f"manual{number}", [f"pump {number} valve {part} {number * part}"])[1][
        0
    ].searchable


def test_a_grown_library_changes_its_index_and_finds_the_same(grown):
    assert grown._following.index.rounded
    found = grown.dense(words_of(7, 3), 5)
    assert texts(found)[0] == "pump 7 valve 3 21"
    assert found[0].score == pytest.approx(
        float(grown.embed(words_of(7, 3)) @ grown.embed(found[0].chunk.searchable)), abs=1e-3
    )


def test_what_comes_and_goes_needs_no_new_index(grown):
    index = grown._following.index
    shelve(grown, 30, 32)
    grown.remove(make_document("manual7", [])[0].document_id)
    assert "pump 31 valve 3 93" in texts(grown.dense(words_of(31, 3), 3))
    assert "pump 7 valve 3 21" not in texts(grown.dense("pump 7 valve 3", 130))
    assert len(grown.dense("pump", 200)) == 124
    assert grown._following.index is index


def test_a_library_that_shrank_is_searched_exactly_again(grown):
    for number in range(27):
        grown.detach(f"/{number}")
    assert len(grown.dense("pump", 50)) == 12
    grown._following.rest()
    assert not grown._following.index.rounded
    assert len(grown.dense("pump", 50)) == 12


def test_lists_are_learned_anew_when_the_rows_are_others(grown):
    index = grown._following.index
    shelve(grown, 100, 200)
    assert len(grown.dense("pump", 1)) == 1
    grown._following.rest()
    assert grown._following.index is not index
    assert grown._following.index.rounded


@pytest.mark.parametrize("lost", [True, False])
def test_a_grown_library_opens_with_and_without_its_file(tmp_path, lost):
    with Library.open(tmp_path, HashingEmbedder(), small=SMALL) as library:
        shelve(library, 0, 20)
        library.chunk_count  # noqa: B018
        library._following.rest()
    if lost:
        (tmp_path / "vectors.faiss").unlink()
    with Library.open(tmp_path, HashingEmbedder(), small=SMALL) as library:
        assert library._following.index.rounded
        assert texts(library.dense(words_of(7, 3), 1)) == ["pump 7 valve 3 21"]
        assert library.check() == []


def test_rare_kinds_are_found_in_a_compressed_index(grown):
    one, _ = make_document("manual20", [])
    only = Filters(document_ids=frozenset({one.document_id}))
    assert len(grown.dense("pump", 9, only)) == len(grown.lexical("pump", 9, only)) == 4
    assert len(grown.dense("pump", 200, Filters(language="zh"))) == 60
    assert len(grown.lexical("pump", 200, Filters(kinds=frozenset({"safety"})))) == 60
    assert grown.dense("pump", 9, Filters(kinds=frozenset({"report"}))) == []


def test_check_tells_of_a_compressed_index_that_differs(grown):
    index = grown._following.index
    row = grown._following.columns.rows[0]
    index.update(np.array([row]), np.eye(64, dtype=np.float32)[:1], [(row, row)], index.position)
    assert any("differ" in fault for fault in grown.check())
    index.update(
        np.array([], np.int64), np.zeros((0, 64), np.float32), [(row, row)], index.position
    )
    assert any("counterpart" in fault for fault in grown.check())
    shelve(grown, 0, 1)  # replaces the document, and so the row


@given(st.integers(0, 20_000), st.integers(1, 255))
def test_a_flipped_byte_in_a_compressed_index_file_is_noticed(whole_index, place, flip):
    content = bytearray(whole_index.read_bytes())
    content[place % len(content)] ^= flip
    broken = whole_index.with_name("broken")
    broken.write_bytes(content)
    index = VectorIndex.load(broken, "me", 16)
    assert index is None or index.position == Position(99, 0)


@pytest.fixture(scope="module")
def whole_index(tmp_path_factory):
    path = tmp_path_factory.mktemp("index") / "whole"
    rows = np.random.default_rng(0).standard_normal((99, 16)).astype(np.float32)
    *_, learned = compressed(rows, 8)
    index = VectorIndex(16, learned)
    index.update(np.arange(1, 100), rows, [], Position(99, 0))
    index.save(path, "me")
    loaded = VectorIndex.load(path, "me", 16)
    assert loaded is not None
    assert loaded.rounded
    assert loaded.search(rows[5], 3) == index.search(rows[5], 3)
    return path


def expected(documents, asked):
    """BM25 as the book has it."""
    usual = sum(map(len, documents)) / len(documents)
    total = 1000  # there are never fewer
    scores = {}
    for row, words in enumerate(documents, start=1):
        counts = Counter(words)
        for word in asked:
            holding = sum(word in other for other in documents)
            rarity = log(1 + (total - holding + 0.5) / (holding + 0.5))
            damping = 1.2 * (0.25 + 0.75 * len(words) / usual)
            if counts[word]:
                gain = rarity * counts[word] * 2.2 / (counts[word] + damping)
                scores[row] = scores.get(row, 0.0) + gain
    return scores


WORDS = st.lists(st.sampled_from(["pump", "valve", "泵", "e07", "cable"]), min_size=1, max_size=9)


@settings(max_examples=10, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6), WORDS)
def test_words_are_scored_as_the_book_has_it(tmp_path_factory, documents, asked):
    with Library.open(tmp_path_factory.mktemp("book"), HashingEmbedder()) as library:
        library.add(*make_document("one", [" ".join(words) for words in documents]), "/1")
        library.chunk_count  # noqa: B018
        with library._database.reading() as db:
            rows = db.execute("SELECT words FROM keywords ORDER BY rowid").fetchall()
            found = library._postings.search(db, list(dict.fromkeys(asked)), 9, None)
    assert dict(found) == pytest.approx(
        expected([words.split() for (words,) in rows], dict.fromkeys(asked))
    )


def test_a_question_of_common_words_alone_finds_what_holds_them_together(tmp_path):
    with Library.open(tmp_path, HashingEmbedder()) as library:
        for number in range(10):
            both = "pump and valve" if number == 7 else "pump"
            library.add(*make_document(f"m{number}", ["pump", "valve", both]), f"/{number}")
        assert library.chunk_count == 30
        few = Postings(library._following.columns, budget=5)
        with library._database.reading() as db:
            (found, *others) = few.search(db, query_words("pump valve"), 9, None)
    assert found[0] == 24
    assert others == []
