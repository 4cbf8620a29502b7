"""The guard: no value, code, negation or signal word reaches the screen but the passages'."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.guard.claims import claims
from assistant.answering.guard.guard import Guard
from assistant.answering.guard.sentences import Sentences
from assistant.answering.guard.sources import Holdings
from assistant.answering.guard.stream import Guarded
from ingest.document import Chunk, Kind
from prompts.phrases import MARK


def chunk(text: str, number: int, kind: Kind = "passage", signal_word: str = "") -> Chunk:
    return Chunk(
        chunk_id=f"c{number}",
        document_id="0" * 64,
        file_name="press.pdf",
        title="Press",
        page=None,
        section=("Faults",),
        kind=kind,
        text=text,
        start=0,
        end=len(text),
        language="en",
        signal_word=signal_word,
    )


PASSAGES = [
    chunk(
        "Grease the main bearing every 500 hours\nwith 30 g of lithium grease.\n"
        "Tighten the coupling bolts M8x20 to 25 N·m. Tighten the cover bolts to 45 N·m.",
        1,
    ),
    chunk(
        "WARNING\nDo not open the guard before the motor has stopped. Wait 5 minutes for the "
        "capacitors to discharge.",
        2,
        "safety",
        "WARNING",
    ),
    chunk(
        "Code: E07 | Cause: overpressure above 0.8 MPa | Remedy: clean the relief valve\n"
        "Code: E08 | Cause: pressure below 0.3 MPa | Remedy: check the pump",
        3,
        "table_row",
    ),
    chunk(
        "警告：维修前必须断电，并等待10分钟。不得用手触摸端子。\n减速时间F02（s） 出厂值 10.0", 4
    ),
]


def guarded(text: str, question: str = "?", *, pieces: int = 1) -> str:
    stream = Guarded(Guard(PASSAGES, question))
    size = max(1, len(text) // pieces)
    cut = [text[at : at + size] for at in range(0, len(text), size)]
    return "".join(map(stream.feed, cut)) + stream.flush()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Use 30 g of grease.", "Use 30 g of grease [1]."),
        ("The limit is 800 kPa [1].", "The limit is 800 kPa [3]."),
        ("E-07: 压力超过 8 bar。", "E-07: 压力超过 8 bar [3]。"),
        ("F02 出厂值 10 s。", "F02 出厂值 10 s [4]。"),
        ("After 5 min it needs 30 g.", "After 5 min it needs 30 g [1][2]."),
        ("Rated (30 g)", "Rated (30 g) [1]"),
        ("Keep it clean [2]. Then start.", "Keep it clean [2]. Then start."),
    ],
)
def test_the_mark_follows_from_the_values(written: str, shown: str) -> None:
    assert guarded(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (
            "Grease the main bearing every 600 hours. Done.",
            "“Grease the main bearing every 500 hours with 30 g of lithium grease” [1]. Done.",
        ),
        ("Order part 77-A12. Done.", "Done."),
        ("Fill in 7 L of oil. Done.", "Done."),
        ("维修前必须断电，并等待15分钟。", "“警告：维修前必须断电，并等待10分钟”[4]。"),
    ],
)
def test_an_unknown_value_goes_or_the_quote_comes(written: str, shown: str) -> None:
    assert guarded(written) == shown


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("Tighten the coupling bolts to 45 N·m.", "“Tighten the coupling bolts M8x20 to 25 N·m”"),
        ("E07 means a pressure below 0.3 MPa.", "“Code: E07 | Cause: overpressure above 0.8 MPa"),
        ("E07表示压力低于0.3 MPa。", "“Code: E07 | Cause: overpressure above 0.8 MPa"),
    ],
)
def test_a_value_of_something_else_is_replaced(written: str, holds: str) -> None:
    assert guarded(written).startswith(holds)


@pytest.mark.parametrize(
    "written",
    [
        "Open the guard before the motor has stopped.",
        "Do not open the guard after the motor has stopped.",
        "CAUTION: Do not open the guard before the motor has stopped.",
    ],
)
def test_a_turned_warning_is_quoted(written: str) -> None:
    assert guarded(written) == "WARNING: “Do not open the guard before the motor has stopped” [2]."


def test_a_turned_prohibition_is_quoted_in_chinese() -> None:
    assert guarded("可以用手触摸端子。") == "“不得用手触摸端子”[4]。"


def test_a_lost_prohibition_is_found_across_languages_by_its_value() -> None:
    passages = [chunk("Never exceed 50 V at terminal X4.", 1)]
    verdict = Guard(passages, "?").check("端子X4的电压应超过50 V。")
    assert verdict.fate == "replaced"
    assert verdict.text == "“Never exceed 50 V at terminal X4” [1]."
    kept = Guard(passages, "?").check("端子X4的电压不得超过50 V。")
    assert kept.fate == "kept"


def test_a_lost_signal_word_comes_back_once() -> None:
    first = "Do not open the guard before the motor has stopped. "
    second = "Never open the guard before the motor has stopped. "
    assert guarded(first + second) == "WARNING: " + first + second


@pytest.mark.parametrize(
    ("question", "written", "shown"),
    [
        ("it shows 60 bar", "If it shows 60 bar, check the pump.", True),
        ("it shows 0.6 MPa", "0.6 MPa is more than the 0.3 MPa needed.", True),
        ("can I use 60 N·m?", "Yes, tighten it to 60 N·m.", False),
        ("what is E99?", "E99 is an overload.", False),
        ("what is E99?", "If E99 comes, check the pump.", False),
        ("what is E99?", "The passages do not mention E99.", True),
        ("E99是什么", "段落中没有提到E99。", True),
        ("what is E07?", "The passages do not mention E99.", False),
    ],
)
def test_a_value_of_the_question_is_no_evidence(question: str, written: str, shown: bool) -> None:
    assert (Guard(PASSAGES, question).check(written).fate == "kept") is shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1. Stop.\n2. Fill in 7 L.\n3. Start.\n", "1. Stop.\n2. Start.\n"),
        ("1. Fill in 7 L. Check it.\n2. Start.", "1. Check it.\n2. Start."),
        ("- Stop.\n- Fill in 7 L.\n", "- Stop.\n"),
        ("1、停机。\n2、加油7 L。\n3、开机。", "1、停机。\n2、开机。"),
        ("Fill in 7 L.\n\nThen start.", "\nThen start."),
    ],
)
def test_a_list_that_lost_an_item_has_no_hole(written: str, shown: str) -> None:
    assert guarded(written) == shown


def test_the_summary_says_what_was_done_without_the_values() -> None:
    guard = Guard(PASSAGES, "?")
    for sentence in ("Fill in 7 L.", "Order 77-A12.", "Open the guard before the motor stopped."):
        guard.check(sentence)
    assert guard.has_spoken
    assert guard.summary("en").count("2.") == 1
    assert "原文" in guard.summary("zh")
    assert "7 L" not in guard.summary("en")


def test_nothing_said_and_nothing_to_say() -> None:
    guard = Guard(PASSAGES, "?")
    assert not guard.has_spoken
    assert guard.summary("en") == ""
    guard.check("Fill in 7 L.")
    assert not guard.has_spoken


def test_a_table_that_goes_on_keeps_the_units_of_its_head() -> None:
    passages = [chunk("Ratings in amperes\nSize | Rubber", 1), chunk("8 | 55\n10 | 40", 2)]
    assert Guard(passages, "?").check("Size 10 takes 40 A.").text == "Size 10 takes 40 A [2]."
    assert Guard(passages[1:], "?").check("Size 10 takes 40 A.").fate == "cut"


SPEEDS = chunk("Speed of the motor in RPM\nByte Fine\n1 9.5 1\n2 19 2\n0x20 304 32", 1)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Byte 0x20 is 304 RPM.", "Byte 0x20 is 304 RPM [1]."),
        ("Byte 0x20 is 19 RPM.", "“0x20 304 32” [1]."),
        ("Byte 2 is 19 RPM, and 0x20 is faster.", "Byte 2 is 19 RPM, and 0x20 is faster [1]."),
    ],
)
def test_a_figure_of_another_row_is_replaced_by_the_row(written: str, shown: str) -> None:
    stream = Guarded(Guard([SPEEDS], "how fast is speed byte 0x20"))
    assert stream.feed(written) + stream.flush() == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("No, zip ties are not wanted there. Wait 5 minutes.", "WARNING: Wait 5 minutes [2]."),
        ("不可以，扎带不行。等待10分钟。", "等待10分钟[4]。"),
        ("No, do not open the guard before the motor has stopped.", "WARNING: No, do not open"),
    ],
)
def test_a_yes_or_a_no_rests_on_a_statement(written: str, shown: str) -> None:
    assert guarded(written).startswith(shown)


def test_what_was_said_is_not_said_again() -> None:
    assert guarded("Check the main pump:\nCheck the main pump.\nWait.") == (
        "Check the main pump:\nWait."
    )


def test_a_sentence_broken_off_is_not_shown() -> None:
    stream = Guarded(Guard(PASSAGES, "?"))
    shown = stream.feed("Check the pump.\n2. Grease the bea")
    assert shown + stream.flush(is_whole=False) == "Check the pump."
    stream = Guarded(Guard(PASSAGES, "?"))
    shown = stream.feed("Check the pump. Then wait.")
    assert shown + stream.flush(is_whole=False) == "Check the pump. Then wait."


def test_the_rest_of_a_sentence_is_no_quote() -> None:
    passages = [chunk("to open the guard while the press runs. Call the fitter.", 1)]
    assert Guard(passages, "?").check("Never open the guard while the press runs.").fate == "kept"


EXAMPLES = settings(max_examples=15)
"""Each reads the passages anew, 3 ms; run with 2,000 after a change."""
PARTS = st.sampled_from(
    [
        *("Grease", "the main bearing", "every", "open the guard", "Do not", "before", "after"),
        *("500 hours", "7 L", "45 N·m", "0.8 MPa", "E07", "E99", "M8x20", "60 N·m", "5", "10分钟"),
        *(
            "等待",
            "断电",
            "不得",
            "触摸端子",
            "WARNING: ",
            "警告：",
            "[1]",
            "[3]",
            "[9]",
            "the motor",
        ),
        *(". ", "。", "\n", "\n2. ", "\n- ", ", ", "；", " ", "\n\n", "“", "”", "! "),
    ]
)
ANSWERS = st.lists(PARTS, max_size=14).map(" ".join)


@EXAMPLES
@given(ANSWERS, st.sampled_from(["?", "E99 at 60 N·m?", "7 L"]))
def test_no_value_is_shown_that_neither_passage_nor_question_holds(text: str, asked: str) -> None:
    known = Holdings([asked, *(passage.text for passage in PASSAGES)])
    shown = re.sub(r"(?m)^\s*\d+[.、](?!\d)", "", MARK.sub("", guarded(text, asked)))
    assert all(map(known.holds, claims(shown)))


@EXAMPLES
@given(ANSWERS)
def test_an_answer_that_passed_passes_again(text: str) -> None:
    once = guarded(text)
    assert guarded(once) == once


@EXAMPLES
@given(ANSWERS, st.integers(1, 12))
def test_how_the_stream_was_cut_never_matters(text: str, pieces: int) -> None:
    assert guarded(text, pieces=pieces) == guarded(text)


@EXAMPLES
@given(st.text(alphabet="qwzj ,;:!?。\n-()[]“”*。！", max_size=80))
def test_text_without_values_passes_untouched(text: str) -> None:
    assert guarded(text) == text


@EXAMPLES
@given(st.text(alphabet="ab 1.[]2\n。!？”", max_size=60), st.data())
def test_sentences_joined_are_the_text(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    cutter = Sentences()
    fed = [cutter.feed(text[a:b]) for a, b in pairwise([0, *cuts, len(text)])]
    found = [one for some in fed for one in some] + cutter.flush()
    whole = Sentences()
    assert "".join(found) == text
    assert found == whole.feed(text) + whole.flush()
