"""Marks of revisions, names of manuals, and what two revisions say otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.changes import Change, Edition, changes, shared
from ingest.document import Chunk, FaultRecord
from ingest.revision import family_of, parse_mark, revision_of


@pytest.mark.parametrize(
    ("line", "mark", "letter", "number", "date"),
    [
        ("Rev. B", "Rev. B", "B", (), ()),
        ("Revision 3.1", "Revision 3.1", "", (3, 1), ()),
        ("Drive handbook V1.1.2", "V1.1.2", "", (1, 1, 2), ()),
        ("Ver 2.0", "Ver 2.0", "", (2,), ()),
        ("Edition 05/2021", "05/2021", "", (), (2021, 5)),
        ("Issue 4", "Issue 4", "", (4,), ()),
        ("Second edition, May 2021", "Second edition, May 2021", "", (2,), (2021, 5)),
        ("Rev. 1.10 (2020/03)", "Rev. 1.10 (2020/03)", "", (1, 10), (2020, 3)),
        ("2022年4月第3版", "2022年4月第3版", "", (3,), (2022, 4)),
        ("第八版", "第八版", "", (8,), ()),
        ("版本 V2.3", "版本 V2.3", "", (2, 3), ()),
        ("版次：A/1", "版次:A/1", "A", (1,), ()),
        ("LUB-01 B 版 2025-01 第 1 页", "B 版 2025-01", "B", (), (2025, 1)),
        ("发布日期：2019年12月", "2019年12月", "", (), (2019, 12)),
    ],
)
def test_a_mark_is_read_as_printed(line, mark, letter, number, date):
    found = revision_of("", "", ["Drive\n" + line])
    assert (found.mark, found.letter, found.number, found.date) == (mark, letter, number, date)
    assert parse_mark(found.mark).compare(found) == "same"


@pytest.mark.parametrize(
    "line",
    [
        "Reverse 3 times",
        "Use revision a of the form",
        "A4版 纸张",
        "C 版权所有",
        "24V supply",
        "Revision history",
        "Model V90",
        "Serial number 2021-0512",
        "This paragraph speaks at length of many things, and of V1.2 of a program among them, yes.",
    ],
)
def test_other_numbers_are_no_mark(line):
    assert revision_of("", "", [line]) is None


def test_the_name_goes_before_the_pages_and_the_cover_completes_it():
    assert revision_of("Drive Rev. C", "d.pdf", ["Rev. B"]).letter == "C"
    assert revision_of("", "drive_rev_b.pdf", ["Rev. A"]).mark == "rev b"
    assert revision_of("", "drive_rev_b.pdf", ["B 版 2025-01"]).mark == "B 版 2025-01"
    assert revision_of("", "drive_20210531.pdf", []).date == (2021, 5, 31)


def test_of_a_list_of_revisions_the_newest_counts():
    pages = ["Drive", "Rev. A 2019-01\nRev. B 2020-06\nRev. C 2023-11\nV9.1 of the program"]
    assert revision_of("", "d.pdf", pages).mark == "Rev. C 2023-11"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Rev. A", "Rev. B"),
        ("V1.9", "V1.10"),
        ("第3版", "第十二版"),
        ("Rev. B 2020-01", "Rev. B 2021-01"),
        ("Edition 05/2021", "Edition 01/2022"),
    ],
)
def test_marks_of_one_kind_have_an_order(old, new):
    assert parse_mark(old).compare(parse_mark(new)) == "older"
    assert parse_mark(new).compare(parse_mark(old)) == "newer"


def test_marks_of_two_kinds_have_none():
    assert parse_mark("Rev. B").compare(parse_mark("V1.2")) is None
    assert parse_mark("Rev. B").compare(parse_mark("B 版 2025-01")) == "same"


def test_a_family_is_the_name_without_the_mark():
    assert family_of("AC Drive Manual Rev. B", "x.pdf") == "acdrivemanual"
    assert family_of("", "lube_chart_rev_a.pdf") == family_of("", "Lube-Chart V2.pdf")
    assert family_of("Rev. B", "press_rev_b.pdf") == "press"
    assert family_of("", "servo_v90_manual.pdf") != family_of("", "servo_v20_manual.pdf")


@given(st.text(max_size=100), st.text(max_size=60), st.lists(st.text(max_size=200), max_size=3))
def test_no_name_is_too_strange(title, name, pages):
    revision = revision_of(title, name, pages)
    assert revision is None or revision.mark
    assert family_of(title, name) == family_of(title, name).casefold()


PIECES = (
    "Rev|.| |B|3.1|V2|V1.1.2|Edition|05/2021|2022年4月|第3版|版次|A/1|B 版|Second|(|)|_|-|2022版"
)


@given(st.lists(st.sampled_from(PIECES.split("|")), max_size=6))
def test_a_mark_that_was_taken_is_understood_again(pieces):
    line = "".join(pieces)
    for found in (revision_of("", "", [line]), revision_of("", line.replace("/", " "), [])):
        assert found is None or parse_mark(found.mark).compare(found) == "same"


def chunk(kind, text, page=1, **more):
    fixed = {"section": (), "start": 0, "end": len(text), "language": "en"}
    return Chunk(
        f"{kind}{text}", "a" * 64, "a.pdf", "", page, kind=kind, text=text, **fixed, **more
    )


def fault(code):
    return chunk("fault_record", f"{code} Overload", fault=FaultRecord((code,)))


def edition(*pages, chunks=()):
    return Edition(list(enumerate(pages, 1)), chunks)


def told(found):
    return [(change.value_old, change.value_new) for change in found]


def test_a_changed_value_is_told_with_its_places():
    old = edition("4.1 Mounting", "Tighten to 45 N·m.\nThen wait.")
    new = edition("4.1 Mounting", "A new page", "Tighten to 52 N·m.\nThen wait.")
    assert changes(old, new) == [
        Change("value", 2, 3, "Tighten to 45 N·m.", "Tighten to 52 N·m.", "45 N·m", "52 N·m")
    ]


def test_values_are_numbers_with_units_grades_and_settings():
    old = edition(
        "Grease 12 g, ISO VG 46\nP0-03 Ramp 1.5 9\nSee page 14 for 2 things\n4.1 Oil .... 7"
    )
    new = edition(
        "Grease 15 g, ISO VG 68\nP0-03 Ramp 2.5 9\nSee page 15 for 3 things\n4.1 Oil .... 8"
    )
    assert told(changes(old, new)) == [("12 g", "15 g"), ("VG 46", "VG 68"), ("1.5", "2.5")]


def test_a_row_put_in_between_shifts_nothing():
    old = edition("\n".join(f"every {hours} h" for hours in (500, 1000, 2000)))
    new = edition("\n".join(f"every {hours} h" for hours in (250, 500, 1000, 3000)))
    assert told(changes(old, new)) == [("2000 h", "3000 h")]


def test_warnings_and_codes_that_came_or_went():
    old = [chunk("safety", "WARNING: Lock out. Wait 5 min.", signal_word="WARNING"), fault("E07")]
    new = [chunk("safety", "WARNING: Lock out. Wait 9 min.", signal_word="WARNING"), fault("E-7")]
    new += [chunk("safety", "DANGER: High voltage", 3, signal_word="DANGER"), fault("E12")]
    found = changes(edition(chunks=old), edition(chunks=new))
    assert [(change.kind, change.value_new) for change in found] == [
        ("safety_added", "DANGER"),
        ("fault_added", "E12"),
    ]
    back = changes(edition(chunks=new), edition(chunks=old))
    assert [change.kind for change in back] == ["safety_removed", "fault_removed"]


LINES = st.sampled_from(["12 g", "15 g", "each 30 min", "P1-2 5", "# 3 V", "5 V 3", "oil", ""])


@given(st.lists(st.lists(LINES | st.text(max_size=20), max_size=12), max_size=4))
def test_the_same_document_has_no_changes(pages):
    same = edition(*map("\n".join, pages), chunks=[fault("E1"), chunk("safety", "NOTICE: oil")])
    assert changes(same, same) == []


@given(st.lists(LINES, max_size=15), st.lists(LINES, max_size=15))
def test_every_change_stands_in_both(old, new):
    for change in changes(edition("\n".join(old)), edition("\n".join(new))):
        assert change.value_old in change.line_old
        assert change.value_new in change.line_new
        assert change.value_old != change.value_new


def test_the_share_of_common_lines():
    assert shared(["a\nb", "c\nd"], [" a\n", "b\nx"]) == pytest.approx(2 / 3)
    assert shared([], ["a"]) == 0
