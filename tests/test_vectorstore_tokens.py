import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.tokens import query_words, segment


@pytest.mark.parametrize(
    ("written", "asked", "word"),
    [
        ("E-07", "e07", "e07"),
        ("E-07", "E7", "e7"),
        ("E 07", "E-7", "e7"),
        ("AL-31", "AL 31", "al31"),
        ("P1.03", "p1.03", "p1.03"),
        ("P1.03", "P103", "p103"),
        ("ＡＬ－３１", "al-31", "al-31"),
        ("0232", "232", "232"),
        ("JNEV-201-H1FN4S", "jnev 201", "jnev"),
        ("24 V", "24V", "24v"),
        ("24 VDC", "24VDC", "24vdc"),
        ("25 N·m", "25Nm", "25nm"),
        ("40 ℃", "40°C", "40c"),
        ("1,000 ft", "1000ft", "1000ft"),
        ("over-current", "overcurrent", "overcurrent"),
        ("over-current", "over current", "current"),
        ("motors", "motor", "motor"),
        ("batteries", "battery", "battery"),
        ("switches", "switch", "switch"),
        ("tripped", "tripping", "trip"),
        ("wiring", "wire", "wir"),
        ("变频器过电流", "变频器", "变频器"),
        ("OCS报警", "报警 ocs", "报警"),
    ],
)
def test_what_is_written_and_what_is_typed_meet(written, asked, word):
    assert word in segment(written)
    assert word in query_words(asked)


@pytest.mark.parametrize(
    ("one", "other"),
    [("F0A3", "F0A4"), ("E07", "E70"), ("0232", "0322"), ("24 V", "24 A"), ("feed", "fe")],
)
def test_codes_and_quantities_that_differ_stay_apart(one, other):
    assert max(segment(one), key=len) not in segment(other)
    assert max(segment(other), key=len) not in segment(one)


def test_a_code_is_kept_whole_in_its_place():
    assert segment("reset F0A3 now") == ["reset", "f0a3", "now"]


def test_stop_words_go_from_a_question_unless_it_has_no_others():
    assert query_words("What is the OCS alarm?") == ["ocs", "alarm"]
    assert query_words("请问这个报警怎么处理") == ["报警", "处理"]
    assert query_words("what is it") == ["what", "is", "it"]


@given(st.text())
def test_any_text_becomes_words_without_white_space_or_quotes(text):
    for word in segment(text):
        assert word
        assert len(word) <= 64
        assert '"' not in word
        assert word.split() == [word]
    assert set(query_words(text)) <= set(segment(text))


def test_an_endless_run_makes_no_endless_word():
    assert segment("a" * 100_000) == []
    assert segment("") == query_words("") == []
