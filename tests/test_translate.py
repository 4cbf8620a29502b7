"""The question in the other language: by the glossary, then by a model that is not trusted."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.glossary import Glossary
from assistant.answering.interpret import LONGEST, NEW_TOKENS, model_translation, needs_model
from assistant.answering.language import language_of
from assistant.answering.translate import Translation, translate
from assistant.errors import ModelUnavailable
from tests.fakes import ScriptedGenerator

LINES = """
变频器\tinverter|frequency converter
跳闸|跳\ttrip|kick out
主轴\tspindle
主轴承\tmain bearing
轴承\tbearing
承\tbear
过流\tovercurrent|over-current
东元\tTECO
多少\thow much
怎么处理\twhat to do|remedy
伏\tV|volt
更换\treplace
总线\tbus
的|了|吗|是什么\t-
-\tthe|is|why|can|of|how|do|i
"""


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    """A small one of our own: a change of the shipped file breaks no test of how it is used."""
    return Glossary.parse(LINES, "lines")


def test_terms_follow_the_questions_order_and_codes_stay(glossary: Glossary) -> None:
    made = translate("东元变频器跳OHC的E-07过流，怎么处理？", glossary)
    assert made.language == "en"
    assert made.text == "TECO inverter trip OHC E-07 overcurrent what to do"
    assert made.codes == ("OHC", "E-07")
    assert made.leftover == ()
    assert made.untranslated == 0


def test_the_keyword_arm_gets_all_variants_but_no_question_words(glossary: Glossary) -> None:
    words = translate("变频器过流怎么处理", glossary).words
    assert words == "inverter frequency converter overcurrent over-current remedy"
    assert translate("多少", glossary).words == ""
    assert translate("多少", glossary).text == "how much"


def test_english_becomes_chinese(glossary: Glossary) -> None:
    made = translate("Why is the inverter tripping on overcurrents?", glossary)
    assert made.language == "zh"
    assert made.text == "变频器跳闸on过流"
    assert made.leftover == ("on",)
    assert made.untranslated == 0.25


def test_the_cut_leaves_as_little_over_as_can_be(glossary: Glossary) -> None:
    assert translate("主轴承", glossary).text == "main bearing"
    assert translate("主轴轴承", glossary).text == "spindle bearing"
    assert translate("主轴承承", glossary).text == "main bearing bear"


def test_a_number_keeps_its_unit(glossary: Glossary) -> None:
    assert translate("380伏变频器", glossary).text == "380 V inverter"
    assert translate("the 24 V bus", glossary).text == "24 V总线"
    assert translate("1.5 kW inverter", glossary).codes == ("1.5", "kW")


def test_names_and_acronyms_are_searched_for_as_they_are_too(glossary: Glossary) -> None:
    made = translate("why TECO overcurrent on the Acme", glossary)
    assert made.text == "东元过流on Acme"
    assert made.words.split() == ["TECO", "东元", "过流", "on", "Acme"]
    assert made.codes == ("Acme",)
    assert translate("CAN bus of X4", glossary).text == "CAN总线X4"
    assert translate("I replace the AC", glossary).text == "更换AC"


def test_leftover_chinese_is_told_as_it_was_asked_and_not_searched_for(glossary: Glossary) -> None:
    made = translate("更换那根叽里的主轴咕噜", glossary)
    assert made.text == "replace spindle"
    assert made.leftover == ("那根叽里", "咕噜")
    assert made.untranslated == 6 / 10


def test_what_was_found_is_told_with_its_variants(glossary: Glossary) -> None:
    assert translate("过流 过流", glossary).terms == (("过流", ("overcurrent", "over-current")),)


@pytest.mark.parametrize("question", ["", "?", "……", "4809", "E-07"])
def test_where_nothing_is_to_be_translated_nothing_is_left(
    glossary: Glossary, question: str
) -> None:
    made = translate(question, glossary)
    assert (made.untranslated, made.leftover, made.terms) == (0, (), ())
    assert not needs_model(made)


@given(st.text(st.sampled_from("变频器过流跳的E-07 inverter?，\n\t\x00'24V()%°Ａ"), max_size=40))
def test_any_text_is_translated(text: str) -> None:
    made = translate(text, Glossary.load())
    assert 0 <= made.untranslated <= 1
    assert bool(made.leftover) == (made.untranslated > 0)
    assert all(language_of(name) == made.language for _, found in made.terms for name in found[:1])


def test_hostile_lengths_are_translated_in_time() -> None:
    for text in ("变频" * 1000, "over-" * 400, "a" * 2000, "1,1" * 600, "过流 " * 600):
        translate(text, Glossary.load())


def test_the_shipped_glossary_speaks_the_trade() -> None:
    made = translate("西门子变频器减速时报过压，制动电阻要换多大的？", Glossary.load())
    for term in ("Siemens", "inverter", "overvoltage", "braking resistor"):
        assert term in made.text
    assert made.untranslated < 0.1


# -- the model's turn ------------------------------------------------------------------------------


def asked(glossary: Glossary, question: str, *said: str | Exception) -> tuple[str, list[str]]:
    generator = ScriptedGenerator([list(said)])
    line = model_translation(generator, question, translate(question, glossary))
    return line, [message.content for turn in generator.asked for message in turn]


HARD = "东元E-07叽里咕噜"


def test_the_model_is_needed_where_much_is_left_of_a_short_question(glossary: Glossary) -> None:
    assert needs_model(translate(HARD, glossary))
    assert not needs_model(translate("东元变频器的E-07过流", glossary))
    assert not needs_model(translate("叽" * (LONGEST + 1), glossary))


def test_the_model_is_given_the_glossarys_terms(glossary: Glossary) -> None:
    _, (form,) = asked(glossary, HARD, "TECO inverter E-07 chatters")
    assert "东元 = TECO" in form
    assert HARD in form
    _, (form,) = asked(glossary, "frobnicate the spindle\nof wozzle", "主轴空转")
    assert "spindle = 主轴" in form
    assert "Question: frobnicate the spindle of wozzle" in form


@pytest.mark.parametrize(
    "said",
    [
        "TECO inverter E-07 chatters",
        'Translation: "TECO inverter E-07 chatters"',
        "英文：TECO inverter E-07 chatters\nThis means that the",
        "\n\n“TECO inverter E-07 chatters”\n\nNote: the",
    ],
)
def test_chatter_is_stripped(glossary: Glossary, said: str) -> None:
    line, _ = asked(glossary, HARD, *(said[at : at + 3] for at in range(0, len(said), 3)))
    assert line == "TECO inverter E-07 chatters"


def test_the_model_is_stopped_at_the_end_of_its_line(glossary: Glossary) -> None:
    generator = ScriptedGenerator([["TECO inverter E-07 sings\n", "and", "on"]])
    model_translation(generator, HARD, translate(HARD, glossary))
    assert generator.left


def test_the_model_gets_few_tokens(glossary: Glossary) -> None:
    line, _ = asked(glossary, HARD, *["TECO inverter E-07", *[" la"] * 200])
    assert line.count("la") == NEW_TOKENS - 1


@pytest.mark.parametrize(
    "said",
    [
        "TECO inverter chatters",
        "TECO inverter E-070 chatters",
        "",
        " \n",
    ],
)
def test_a_lost_code_gives_the_glossarys_form(glossary: Glossary, said: str) -> None:
    made: Translation = translate(HARD, glossary)
    assert asked(glossary, HARD, said)[0] == made.text == "TECO E-07"


def test_a_reply_in_the_questions_own_language_gives_the_glossarys_form(
    glossary: Glossary,
) -> None:
    line, _ = asked(glossary, "E-07 wozzle frob", "What is E-07?")
    assert line == "E-07 wozzle frob"


def test_chinese_that_the_model_copied_is_left_out(glossary: Glossary) -> None:
    assert asked(glossary, HARD, "TECO叽里 E-07 chatters")[0] == "TECO E-07 chatters"


def test_a_term_the_model_put_otherwise_is_added(glossary: Glossary) -> None:
    line, _ = asked(glossary, HARD, "Dongyuan frequency converters: E-07 chatters")
    assert line == "Dongyuan frequency converters: E-07 chatters TECO"


def test_a_code_may_stand_against_chinese(glossary: Glossary) -> None:
    assert asked(glossary, "E-07 wozzle frob", "报E-07后空转")[0] == "报E-07后空转"


def test_without_an_engine_the_caller_is_told(glossary: Glossary) -> None:
    with pytest.raises(ModelUnavailable):
        asked(glossary, HARD, ModelUnavailable("gone"))


def test_a_plants_own_word_reaches_the_question(tmp_path: Path) -> None:
    own = tmp_path / "glossary.tsv"
    own.write_text("小黄\tfilling line 3\n", "utf-8")
    assert translate("小黄停了", Glossary.load(own)).text == "filling line 3 stop"
