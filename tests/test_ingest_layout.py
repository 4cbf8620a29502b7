"""How printed lines become text: rows, broken words, Chinese that runs on."""

import pytest

from ingest.document import Box
from ingest.letters import clean, language_of, printable
from ingest.pdf.layout import compose, vocabulary_of
from ingest.pdf.printed import Printed


def printed(
    text: str, left: float = 70, top: float = 100, right: float = 500, size: float = 10
) -> Printed:
    box = Box(left, top, right, top + size)
    return Printed(text, box, size, cell_left=left, hyphenated=text.endswith("-"))


def text_of(*lines: Printed, vocabulary: frozenset[str] = frozenset()) -> str:
    text, spans = compose(lines, vocabulary)
    covered = "".join(text[line.start : line.end] for line in spans)
    assert covered == text.replace("\n", "")
    return text


@pytest.mark.parametrize(
    ("first", "second", "words", "expected"),
    [
        ("the poten-", "tially hot", set(), "the potentially hot"),
        ("full step-", "ping mode", {"step"}, "full stepping mode"),
        ("a radio-", "frequency coil", {"radio", "frequency"}, "a radio-frequency coil"),
        ("a hot-", "blade tool", {"hot-blade"}, "a hot-blade tool"),
        ("the over-", "load relay", {"over", "load", "overload"}, "the overload relay"),
        ("type CN-", "21 plug", set(), "type CN-\n21 plug"),
        ("model EV-", "Inverter", set(), "model EV-\nInverter"),
    ],
)
def test_broken_words_are_mended_by_the_documents_own_words(
    first: str, second: str, words: set[str], expected: str
) -> None:
    lines = (printed(first), printed(second, top=114))
    assert text_of(*lines, vocabulary=frozenset(words)) == expected


def test_fragments_of_broken_words_are_no_vocabulary() -> None:
    lines = [printed("the poten-"), printed("tially hot", top=114)]
    assert vocabulary_of(lines) == {"the", "hot"}


def test_chinese_that_fills_its_column_runs_on() -> None:
    full = printed("检查冷却风扇是否正常工作并清理散热器上的灰尘以免电", right=500)
    assert text_of(full, printed("机过热。", top=114, right=120)).endswith("以免电机过热。")
    assert "\n" in text_of(
        printed("检查冷却风扇", right=140), full, printed("更换保险丝", left=300, top=114)
    )


def test_raised_characters_stay_in_their_row() -> None:
    raised = Printed("2", Box(101, 98, 105, 104), 6, cell_left=101)
    assert text_of(printed("area mm", right=100.5), raised) == "area mm2"


def test_a_second_column_is_no_part_of_the_row_above_it() -> None:
    assert text_of(printed("last of column one", top=700), printed("first of two", left=310)) == (
        "last of column one\nfirst of two"
    )


def test_absurdly_long_lines_are_cut() -> None:
    text, lines = compose([printed("x" * 5000)], frozenset())
    assert text == "x" * 5000
    assert max(line.end - line.start for line in lines) <= 400


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("\ufb01lter \ufb02ow", "filter flow"),
        ("soft\u00adhyphen", "softhyphen"),
        ("a\x00b\ufffdc", "abc"),
        ("10 M\uf057 \uf0b1 5", "10 MΩ ± 5"),
        ("\uf0b7 item", "• item"),
        ("安 全 责 任", "安全责任"),
        ("宏 语 句 中 DO", "宏语句中 DO"),
        ("ＮＯ．１７２", "ＮＯ．１７２"),
        ("⽤⼈", "用人"),
        ("\ud800broken", "broken"),
    ],
)
def test_text_is_cleaned_of_what_is_not_words(raw: str, expected: str) -> None:
    assert clean(raw) == expected


def test_codes_do_not_make_a_chinese_text_english() -> None:
    assert language_of("检查主轴 EV-203 OC1 报警") == "zh"
    assert language_of("See 附录 for the wiring of the drive") == "en"
    assert language_of("12.5") == "en"


def test_no_letter_moves_a_cursor_or_turns_a_line() -> None:
    assert printable("a\x1b[2J\u202eb\u2028c\n轴承 ½") == "a [2J b c 轴承 ½"
