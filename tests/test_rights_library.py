"""Whom a document is for: the library as its readers see it, and how rights come and stay."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access.model import Principal
from assistant.access.reading import reader_of
from assistant.errors import NotHere, UploadRefused
from assistant.jobs.intake import Intake
from tests.fakes import HashingEmbedder
from tests.shelf import make_document
from vectorstore.assets import Asset
from vectorstore.errors import LibraryError
from vectorstore.found import Wording
from vectorstore.library import Library
from vectorstore.originals import Originals
from vectorstore.readers import ANYBODY, AUDIENCES, FOR_ALL, Reader, Rights

TECHNICIAN = Reader(audiences=frozenset({"technician"}))
SUPERVISOR = Reader(audiences=frozenset({"technician", "supervisor"}))
HERE = Reader(sites=frozenset({"here"}))
LINES = [f"Line {number} of the tipper's manual says the same." for number in range(6)]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, HashingEmbedder()) as library:
        yield library


def add(
    library: Library, name: str, text: str, rights: Rights | None = None, path: str = ""
) -> str:
    document, chunks = make_document(name, [text], content=f"{name} {text}")
    library.add(document, chunks, path or f"{name} {text}", rights=rights)
    return document.document_id


def test_what_is_kept_from_a_reader_is_found_by_no_arm(library: Library) -> None:
    add(library, "open", "Grease the tipper.")
    hidden = add(library, "few", "Grease the zebrafinch tipper.", Rights(audience="supervisor"))
    library.assets.put([Asset("T-1", manuals=("open.pdf", "few.pdf"))])
    for reader, count in ((ANYBODY, 2), (SUPERVISOR, 2), (TECHNICIAN, 1)):
        seen = library.as_read_by(reader)
        found = seen.search([Wording("grease", "grease")], 9)
        arms = (seen.lexical("grease", 9), seen.dense("grease", 9), seen.documents(), found)
        assert [len(arm) for arm in arms] == [count] * 4
        assert seen.chunk_count == count
        assert len(seen.assets.all()[0].manuals) == count
        assert seen.knows("zebrafinch") == seen.says(["zebrafinch"]) == (count == 2)
        assert (seen.document(hidden) is None) == seen.hides(hidden) == (count == 1)


def test_a_change_of_rights_holds_from_the_next_question_on(library: Library) -> None:
    one = add(library, "manual", "Grease the tipper.")
    seen = library.as_read_by(TECHNICIAN)
    assert seen.chunk_count == 1
    library.restrict(one, Rights(audience="admin"))
    assert (seen.chunk_count, seen.document(one)) == (0, None)
    library.restrict(one, FOR_ALL)
    assert seen.chunk_count == 1
    assert not library.restrict("0" * 64, Rights("here"))
    assert not library.restrict(one, Rights("here"), before=Rights("there"))
    assert library.restrict(one, FOR_ALL, before=FOR_ALL)


def test_nothing_is_written_by_who_sees_a_part(library: Library) -> None:
    one = add(library, "manual", "Grease the tipper.")
    seen = library.as_read_by(TECHNICIAN)
    for write in (lambda: seen.remove(one), lambda: add(seen, "new", "text")):
        with pytest.raises(LibraryError, match="one reader's view"):
            write()
    with pytest.raises(LibraryError), seen.exclusive():
        pass


def test_the_stricter_rights_stay_until_changed_on_purpose(library: Library) -> None:
    one = add(library, "manual", "text", Rights("here", "supervisor"), "a")
    assert add(library, "manual", "text", FOR_ALL, "b") == one
    library.link("c", one, Rights("there", "technician"))
    record = library.document(one)
    assert record is not None
    assert record.rights == Rights("here", "supervisor")
    library.remove(one)
    assert library.as_read_by(TECHNICIAN).hides(one)
    add(library, "manual", "text", None, "a")
    assert library.as_read_by(TECHNICIAN).document(one) is None


def test_what_takes_a_restricted_documents_place_is_for_the_same(library: Library) -> None:
    add(library, "manual", "first", Rights("here", "supervisor"), "a/manual.pdf")
    newer = add(library, "manual", "second", None, "a/manual.pdf")
    record = library.document(newer)
    assert record is not None
    assert record.rights == Rights("here", "supervisor")
    told = add(library, "manual", "third", FOR_ALL, "a/manual.pdf")
    assert library.as_read_by(TECHNICIAN).document(told) is not None


def revision(library: Library, mark: str, rights: Rights | None) -> str:
    document, chunks = make_document(f"tipper_rev{mark}", [*LINES, f"Revision {mark}"])
    title, called = "Tipper manual", f"tipper_{mark}.pdf"
    told = type(document)(
        document.document_id, called, title, document.media_type, document.pages,
        revision=f"Rev. {mark}",
    )  # fmt: skip
    library.add(told, chunks, called, rights=rights)
    return document.document_id


def test_a_revision_that_may_not_be_read_stands_for_nothing(library: Library) -> None:
    first = revision(library, "A", FOR_ALL)
    second = revision(library, "B", Rights(audience="admin"))
    for reader, newer in ((ANYBODY, second), (TECHNICIAN, None)):
        record = library.as_read_by(reader).document(first)
        assert record is not None
        assert record.superseded_by == newer
    assert [hit.chunk.document_id for hit in library.as_read_by(TECHNICIAN).dense("Line", 1)]
    third = revision(library, "C", FOR_ALL)
    record = library.as_read_by(TECHNICIAN).document(first)
    assert record is not None
    assert record.superseded_by == third
    assert library.as_read_by(TECHNICIAN).predecessors(third)[0].document_id == first


NAMES = st.sampled_from(["", "here", "there", "'); DROP TABLE restricted; --"])
RIGHTS = st.builds(Rights, NAMES, st.sampled_from(AUDIENCES))
READERS = st.builds(
    Reader,
    st.none() | st.frozensets(NAMES),
    st.sampled_from([None, *(frozenset(AUDIENCES[:most]) for most in (1, 2, 3))]),
)


def test_the_database_agrees_with_the_rule(library: Library) -> None:
    one = add(library, "manual", "Grease the tipper.")

    @given(RIGHTS, READERS)
    def agrees(rights: Rights, reader: Reader) -> None:
        library.restrict(one, rights)
        is_there = library.as_read_by(reader).document(one) is not None
        assert is_there == reader.may_read(rights)

    agrees()


@given(RIGHTS, RIGHTS, READERS)
def test_stricter_lets_nobody_in_whom_the_first_kept_out(
    one: Rights, other: Rights, reader: Reader
) -> None:
    if not reader.may_read(one):
        assert not reader.may_read(one.stricter(other))


def test_a_role_reads_its_own_audience_and_those_below() -> None:
    def reads(role: str, *sites: str) -> list[Rights]:
        reader = reader_of(Principal.person("1", "Ada", role, frozenset(sites)))
        known = [Rights(site, audience) for audience in AUDIENCES for site in ("", "here")]
        return [one for one in known if reader.may_read(one)]

    assert [one.audience for one in reads("technician", "there")] == ["technician"]
    assert [one.audience for one in reads("supervisor", "there")] == ["technician", "supervisor"]
    assert len(reads("supervisor")) == 4
    assert len(reads("admin", "here")) == 6
    assert reader_of(Principal.console()) == ANYBODY


def test_jobs_are_told_to_whom_their_files_are_for(library: Library, tmp_path: Path) -> None:
    intake = Intake(
        tmp_path, tmp_path / "shiftmate.db", library, Originals(tmp_path / "o"),
        max_bytes=99, max_files=9,
    )  # fmt: skip
    theirs = intake.as_read_by(SUPERVISOR)
    file = tmp_path / "a.txt"
    file.write_text("x")
    jobs = []
    for audience in AUDIENCES:
        with file.open("rb") as opened:
            jobs.append(intake.accept([("a.txt", opened)], rights=Rights("", audience)))
    assert {job.job_id for job in theirs.jobs()} == {job.job_id for job in jobs[:2]}
    kept = jobs[2].job_id
    for ask in (theirs.job, theirs.cancel, theirs.retry, theirs.dismiss):
        with pytest.raises(NotHere):
            ask(kept)
    assert intake.store.rights(kept) == Rights("", "admin")
    with file.open("rb") as opened, pytest.raises(UploadRefused, match="kept from you"):
        theirs.accept([("a.txt", opened)], rights=Rights("", "admin"))
    assert not intake.as_read_by(HERE).jobs()[0].site
    intake.close()
