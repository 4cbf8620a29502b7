"""The glossary: its file is of one form, and a term is found however it is written."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering import glossary as module
from assistant.answering.glossary import Glossary, atoms, key_of
from assistant.answering.language import language_of
from assistant.errors import BadGlossary

SHIPPED = Path(module.__file__).with_name("glossary.tsv")
LINES = [
    (number, line)
    for number, line in enumerate(SHIPPED.read_text("utf-8").splitlines(), start=1)
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return Glossary.load()


def variants(side: int) -> list[tuple[int, str]]:
    return [(n, term) for n, line in LINES for term in line.split("\t")[side].split("|")]


def test_the_shipped_file_has_the_breadth_it_claims() -> None:
    pairs = [line for _, line in LINES if "-" not in line.split("\t")]
    assert len(pairs) >= 3000


def test_every_line_of_the_shipped_file_is_two_columns_of_clean_terms() -> None:
    assert [n for n, line in LINES if line.count("\t") != 1] == []
    for side in (0, 1):
        assert [n for n, term in variants(side) if not term or term != term.strip()] == []
        assert [n for n, term in variants(side) if "  " in term] == []


def test_no_chinese_term_stands_on_two_lines_and_no_english_one_twice_on_one() -> None:
    chinese = sorted((term, n) for n, term in variants(0) if term != "-")
    assert [(a, b) for a, b in pairwise(chinese) if a[0] == b[0]] == []
    for n, line in LINES:
        english = line.split("\t")[1].lower().split("|")
        assert len(english) == len(set(english)), n


def test_each_side_is_in_its_own_language() -> None:
    assert [term for _, term in variants(0) if term != "-" and term.isascii()] == []
    assert [term for _, term in variants(1) if language_of(term) == "zh"] == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("overcurrent", "过流"),
        ("Over-Currents", "过流"),
        ("over current", "过流"),
        ("LOCK OUT tag-out", "挂牌上锁"),
        ("braking resistors", "制动电阻"),
        ("Weidmuller", "魏德米勒"),
    ],
)
def test_an_english_term_is_found_in_any_spelling(
    glossary: Glossary, asked: str, found: str
) -> None:
    assert found in (glossary.counterparts(atoms(asked), "en") or ())


@pytest.mark.parametrize(
    ("asked", "found"),
    [("过流", "overcurrent"), ("制 动 电 阻", "braking resistor"), ("Ｏ型圈", "O-ring")],
)
def test_a_chinese_term_is_found_in_any_spelling(
    glossary: Glossary, asked: str, found: str
) -> None:
    assert (glossary.counterparts(atoms(asked), "zh") or ())[0] == found


def test_of_several_lines_the_one_where_the_word_comes_first_is_preferred(
    glossary: Glossary,
) -> None:
    found = glossary.counterparts(atoms("switch"), "en") or ()
    assert found[0] == "开关"
    assert "交换机" in found


def test_what_is_no_term_is_none_and_what_needs_no_word_is_empty(glossary: Glossary) -> None:
    assert glossary.counterparts(atoms("zyzzyva"), "en") is None
    assert glossary.counterparts(atoms("the"), "en") == ()
    assert glossary.counterparts(atoms("请问"), "zh") == ()


def test_a_letter_is_no_unit(glossary: Glossary) -> None:
    assert glossary.counterparts(atoms("W"), "en") is None
    assert glossary.counterparts(atoms("瓦"), "zh") == ("W", "watt")


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("E-07报警", ["E-07", "报", "警"]),
        ("24V带电", ["24V", "带", "电"]),
        ("±0.02 mm、45°C, 80%", ["±0.02", "mm", "、", "45°C", ",", "80%"]),
        ("ＰＬＣ 1,500rpm", ["PLC", "1,500rpm"]),
        ("won't L1/L2", ["won't", "L1/L2"]),
        ("over-current power/motor PLC-side", ["over", "current", "power", "motor", "PLC", "side"]),
    ],
)
def test_text_is_cut_into_characters_words_and_codes(text: str, cut: list[str]) -> None:
    assert [atom.text for atom in atoms(text)] == cut


@given(st.text(max_size=60))
def test_cutting_loses_nothing_but_space_and_joints(text: str) -> None:
    plain = "".join(module.unicodedata.normalize("NFKC", text).split())
    cut = "".join(atom.text for atom in atoms(text))
    assert re.sub("[-/]", "", cut) == re.sub("[-/]", "", plain)
    assert all(atom.key for atom in atoms(text))
    assert key_of(text) == "".join(atom.key for atom in atoms(text))


def test_a_plants_own_lines_win_and_the_others_stay(tmp_path: Path) -> None:
    own = tmp_path / "glossary.tsv"
    own.write_text("\ufeff# ours\r\n\r\n小黄|变频器\tYELLOW BOX | inverter\r\n老\t-\r\n", "utf-8")
    glossary = Glossary.load(own)
    assert glossary.counterparts(atoms("小黄"), "zh") == ("YELLOW BOX", "inverter")
    assert glossary.counterparts(atoms("变频器"), "zh") == ("YELLOW BOX", "inverter")
    assert glossary.counterparts(atoms("inverters"), "en") == ("小黄", "变频器")
    assert glossary.counterparts(atoms("轴承"), "zh") == ("bearing", "brg")


def test_a_plant_without_a_file_has_the_shipped_glossary(tmp_path: Path) -> None:
    assert Glossary.load(tmp_path / "glossary.tsv") == Glossary.load()


def test_a_plants_term_may_be_longer_than_any_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "glossary.tsv"
    own.write_text("二号车间东侧老冲床旁边的小变频器柜\tcabinet 2E\n", "utf-8")
    glossary = Glossary.load(own)
    assert glossary.longest == 17
    assert Glossary.load().longest < 17


@pytest.mark.parametrize(
    "line", ["只有一边", "泵\t", "\tpump", "泵||水泵\tpump", "泵\tpump\tpompe", "泵 = pump"]
)
def test_a_bad_line_is_named_with_its_file_and_number(tmp_path: Path, line: str) -> None:
    own = tmp_path / "glossary.tsv"
    own.write_text(f"# ours\n阀\tvalve\n{line}\n", "utf-8")
    with pytest.raises(BadGlossary, match=r"glossary\.tsv, line 3: .*one tab"):
        Glossary.load(own)


def test_a_file_that_is_no_utf8_text_is_named(tmp_path: Path) -> None:
    own = tmp_path / "glossary.tsv"
    own.write_bytes("阀\tvalve".encode("gbk"))
    with pytest.raises(BadGlossary, match=r"glossary\.tsv: .*UTF-8"):
        Glossary.load(own)
    with pytest.raises(BadGlossary, match="UTF-8"):
        Glossary.load(tmp_path)
