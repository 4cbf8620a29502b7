"""A newer revision stands for the older ones, which stay citable; searches leave them out."""

from dataclasses import replace
from itertools import permutations

import pytest

from assistant.errors import NotHere
from assistant.revisions import compare, find_document
from tests.fakes import HashingEmbedder
from tests.shelf import make_document
from vectorstore.assets import Asset
from vectorstore.found import Wording
from vectorstore.library import Library
from vectorstore.originals import Originals
from vectorstore.records import Filters
from vectorstore.sources import upload_source
from vectorstore.sync import sync

COMMON = ["Switch off.", "Lock out.", "Wait five minutes.", "Open the guard."]
ALL = Filters(superseded=True)


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path, HashingEmbedder()) as opened:
        yield opened
        assert opened.check() == []


def put(library, mark, lines=COMMON, *, title="Press Manual", name="", source="", language="en"):
    """A manual of that revision; its id."""
    name = name or f"press {mark}".strip()
    text = [*lines, f"Tighten {mark}"]
    content = f"{name} {source} {lines}"
    document, chunks = make_document(name, text, language=language, content=content)
    document = replace(document, title=f"{title} {mark}", revision=mark)
    library.add(document, chunks, source or f"/{document.file_name}")
    return document.document_id


def successors(library):
    marks = {one.document_id: one.revision for one in library.documents()}
    return {
        one.revision: one.superseded_by and marks[one.superseded_by] for one in library.documents()
    }


def found(library, question="tighten", filters=None):
    filters = filters or Filters()
    arms = (
        library.lexical(question, 9, filters),
        library.dense(question, 9, filters),
        library.search([Wording(question, question)], 9, filters),
    )
    sets = [{hit.chunk.document_id for hit in hits} for hits in arms]
    assert sets[1] == sets[2]
    assert sets[0] <= sets[1]
    return sets[1]


@pytest.mark.parametrize("order", list(permutations(["Rev. A", "Rev. B", "Rev. C"])))
def test_revisions_form_a_chain_whatever_came_first(library, order):
    for mark in order:
        put(library, mark)
    assert successors(library) == {"Rev. A": "Rev. B", "Rev. B": "Rev. C", "Rev. C": None}


def test_where_marks_cannot_be_compared_the_later_comer_is_newer(library):
    put(library, "V1.2")
    put(library, "Rev. A")
    assert successors(library) == {"V1.2": "Rev. A", "Rev. A": None}


def test_marks_of_many_kinds_never_hide_all(library):
    for mark in ("V2.0", "Rev. A", "V1.0", "2021-05", "Rev. B"):
        put(library, mark)
    assert None in successors(library).values()
    assert found(library)


@pytest.mark.parametrize(
    "other",
    [
        {"lines": ["Quite", "another", "machine", "of the maker"]},
        {"title": "Oven Manual"},
        {"language": "zh"},
        {"mark": ""},
        {"mark": "Revision A", "name": "a copy"},
    ],
)
def test_other_manuals_are_no_revisions(library, other):
    put(library, "Rev. A")
    put(library, **({"mark": "Rev. B"} | other))
    assert set(successors(library).values()) == {None}


def test_searches_leave_the_old_out_unless_asked(library):
    old, new = put(library, "Rev. A"), put(library, "Rev. B")
    assert found(library) == {new}
    assert found(library, filters=ALL) == {old, new}
    assert found(library, filters=Filters(document_ids=frozenset({old}))) == {old}
    assert found(library, filters=Filters(document_ids=frozenset())) == set()
    assert found(library, filters=Filters(language="en")) == {new}


def test_the_old_stays_citable(library):
    old, _ = put(library, "Rev. A"), put(library, "Rev. B")
    chunk = library.chunks(old)[0]
    assert library.chunk(chunk.chunk_id) == chunk
    assert library.page_text(old, 1)
    assert library.document(old).revision == "Rev. A"


def test_taking_the_newer_out_brings_the_older_back(library):
    marks = ("Rev. A", "Rev. B", "Rev. C")
    _, middle, last = (put(library, mark) for mark in marks)
    library.remove(middle)
    assert successors(library) == {"Rev. A": "Rev. C", "Rev. C": None}
    library.remove(last)
    assert successors(library) == {"Rev. A": None}
    assert found(library)


def test_reading_again_keeps_the_order(library):
    put(library, "V1.2")
    put(library, "Rev. A")
    put(library, "V1.2")
    assert successors(library) == {"V1.2": "Rev. A", "Rev. A": None}
    assert [one.revision for one in library.predecessors(put(library, "Rev. A"))] == ["V1.2"]


def test_a_mark_read_otherwise_moves_the_document(library):
    put(library, "Rev. A", name="one")
    put(library, "Rev. B", name="two")
    put(library, "", name="two")
    assert set(successors(library).values()) == {None}


def test_a_path_that_brings_a_new_revision_keeps_the_old(library):
    old = put(library, "Rev. A", source="/press.pdf")
    new = put(library, "Rev. B", source="/press.pdf")
    assert library.document(old).sources == ()
    assert library.document(old).superseded_by == new
    library.link("/press.pdf", old)  # the file was put back
    assert successors(library) == {"Rev. A": None}


def test_the_last_path_takes_all_its_revisions_along(library):
    put(library, "Rev. A", source="/press.pdf")
    put(library, "Rev. B", source="/press.pdf")
    library.detach("/press.pdf")
    assert library.documents() == []


def test_the_same_mark_replaces_as_ever(library):
    put(library, "Rev. A", source="/press.pdf")
    put(library, "Rev. A", name="reprint", source="/press.pdf")
    assert [one.file_name for one in library.documents()] == ["reprint.pdf"]


def upload(library, value, lines=COMMON, mark="", name="pumps.csv"):
    """Under a source that is no path, as uploads are; its id."""
    source = f"upload:{value}"
    return put(library, mark, [*lines, f"Pressure {value}"], name=name, source=source)


@pytest.mark.parametrize("mark", ["", "Rev. A"])
def test_an_upload_of_the_same_name_supersedes_the_earlier(library, mark):
    old, middle, last = (upload(library, f"{bar} bar", mark=mark) for bar in (10, 11, 12))
    newer = {one.document_id: one.superseded_by for one in library.documents()}
    assert newer == {old: middle, middle: last, last: None}
    assert found(library, "pressure") == {last}
    assert library.chunk(library.chunks(old)[0].chunk_id)
    (change,) = compare(library, find_document(library, "pumps.csv.pdf")).changes
    assert (change.value_old, change.value_new) == ("11 bar", "12 bar")
    library.remove(last)
    assert found(library, "pressure") == {middle}


def test_marks_go_before_the_time_of_an_upload(library):
    upload(library, "10 bar", mark="Rev. B")
    upload(library, "12 bar", mark="Rev. A")
    assert successors(library) == {"Rev. A": "Rev. B", "Rev. B": None}


@pytest.mark.parametrize(
    "other", [{"lines": ["Quite", "another", "list", "of pumps"]}, {"name": "valves.csv"}]
)
def test_other_uploads_stay_apart(library, other):
    upload(library, "10 bar")
    upload(library, "12 bar", **other)
    assert set(successors(library).values()) == {None}


def test_of_two_current_namesakes_one_is_to_be_chosen_by_id(library):
    upload(library, "10 bar")
    upload(library, "12 bar", lines=["Quite", "another", "list", "of pumps"])
    with pytest.raises(NotHere, match=r"2 documents .* \(added \d{4}-"):
        find_document(library, "pumps.csv.pdf")


def test_namesakes_in_two_folders_stay_apart_and_an_upload_leaves_them(library):
    for source in ("/one/list.csv", "/two/list.csv", "upload:x"):
        put(library, "", [*COMMON, source], name="list.csv", source=source)
    assert [one.superseded_by for one in library.documents()] == [None] * 3


@pytest.mark.parametrize(
    ("folders", "is_newer"),
    [(("a", "b"), False), (("a", "a"), True), (("", "a"), True), (("a", ""), True)],
)
def test_uploads_of_one_name_from_two_folders_stay_apart(library, folders, is_newer):
    old, new = (
        put(library, "", [*COMMON, f"{bar} bar"], name="list.csv", source=upload_source(bar, one))
        for bar, one in zip(("10", "12"), folders, strict=True)
    )
    told = {one.document_id: one for one in library.documents()}
    assert told[old].superseded_by == (new if is_newer else None)
    assert (told[old].folders, told[new].folders) == tuple((one,) if one else () for one in folders)


def test_a_machine_has_the_manual_of_its_own_folder(library):
    here, there = (
        put(library, "", name="list.csv", source=upload_source(one, one)) for one in ("a", "b")
    )
    register = library.assets
    register.put([Asset("CV-1"), Asset("CV-2", manuals=("list.csv.pdf",))])
    register.assign(here, "list.csv.pdf", {"CV-1", "CV-2"})
    register.assign(there, "list.csv.pdf", {"CV-2"})
    first, second = register.all()
    assert first.manuals == ("a/list.csv.pdf",)
    assert (register.documents(first), register.documents(second)) == ({here}, {here, there})
    assert register.shelf().named("b/list.csv.pdf") == {there}
    library.remove(here)
    assert register.documents(first) == set()


def test_a_changed_file_in_a_folder_is_replaced(library):
    upload(library, "10 bar")
    for value in ("11 bar", "12 bar"):
        new = put(library, "", [*COMMON, value], name="pumps.csv", source="/pumps.csv")
    assert sorted((one.superseded_by or "") for one in library.documents()) == ["", new]


def test_ingest_says_what_supersedes_what(tmp_path):
    folder = tmp_path / "manuals"
    folder.mkdir()
    text = "# Press\n\nSwitch off.\n\nLock out.\n\nRev. {}\n\nTighten to {} N·m.\n"
    file = folder / "press.md"
    originals = Originals(tmp_path / "originals")
    with Library.open(tmp_path, HashingEmbedder()) as library:
        file.write_text(text.format("A", 45), "utf-8")
        (first,) = sync([folder], library, originals).results
        file.write_text(text.format("B", 52), "utf-8")
        (result,) = sync([folder], library, originals).results
        assert (result.state, result.reason) == ("replaced", "supersedes press.md (Rev. A)")
        assert originals.path(first.document_id) is not None
        file.rename(folder / "other.txt")
        _, gone = sync([folder], library, originals, prune=True).results
        assert gone.state == "removed"
