"""Two documents that give different values for one thing, and what only looks like it."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.disagree import Dispute, dispute, with_rivals
from assistant.answering.excerpt import Excerpt
from assistant.answering.focus import focus_of, words_of
from assistant.answering.measured import measured
from assistant.answering.reply import Evidence
from assistant.answering.value_kinds import value_asked
from ingest.document import Chunk
from ingest.letters import language_of
from tests.fake_assistant import make_chunk
from tests.fakes import HashingEmbedder
from tests.safety_plant import ask, reply, shelve
from vectorstore.found import Wording
from vectorstore.library import Library

EN = "what torque for the motor mounting bolts"
ZH = "电机安装螺栓的拧紧力矩是多少"
SAME_MACHINE = {"a" * 64: frozenset({"P1"}), "b" * 64: frozenset({"P1"})}


def manual(letter: str, text: str, *, section: Sequence[str] = (), page: int = 3) -> Chunk:
    return make_chunk(
        f"{letter}{page}",
        text,
        page=page,
        title=f"Manual {letter}",
        file_name=f"{letter}.pdf",
        section=tuple(section),
        language=language_of(text),
        document_id=letter * 64,
    )


def found_in(question: str, *chunks: Chunk, owners=None, other: str = "") -> Dispute | None:
    wordings = [Wording(one, one) for one in (question, other) if one]
    focus = focus_of(wordings, dict.fromkeys(words_of(wordings), 1.0))
    evidence = [Evidence(chunk, 1.0 - at / 10) for at, chunk in enumerate(chunks)]
    return dispute(focus, evidence, value_asked(question), owners or {})


@pytest.mark.parametrize(
    ("question", "one", "other", "values"),
    [
        (
            EN,
            "Tighten the motor mounting bolts to 45 N·m.",
            "The motor mounting bolts M8 are tightened with 60 N·m.",
            ("45 N·m", "60 N·m"),
        ),
        (ZH, "电机安装螺栓拧紧力矩 45 N·m。", "电机安装螺栓：60 N·m", ("45 N·m", "60 N·m")),
        (
            EN,
            "Motor mounting bolts: 40 to 50 N·m.",
            "Torque (N·m): 3.0 | Bolts: motor mounting",
            ("40 to 50 N·m", "3.0 (Torque (N·m))"),
        ),
        (
            "how long to wait before opening the cabinet",
            "Wait 10 min before opening the cabinet.",
            "Wait 300 s before you open the cabinet.",
            ("10 min", "300 s"),
        ),
    ],
)
def test_other_values_for_one_thing_are_told_together(question, one, other, values):
    found = found_in(question, manual("a", one), manual("b", other))
    assert found is not None
    assert tuple(telling.value for telling in found.told) == values
    assert not found.by_machine


def test_the_other_language_disagrees_too():
    english = manual("a", "Tighten the motor mounting bolts to 45 N·m.")
    chinese = manual("b", "电机安装螺栓拧紧力矩 60 N·m。")
    assert found_in(EN, english, chinese, other="电机安装螺栓力矩")


def test_two_places_of_one_document_may_disagree():
    text = "Motor mounting bolts: {} N·m."
    first = manual("a", text.format(45), section=("5 Motor",))
    second = manual("a", text.format(60), section=("9 Technical data",), page=9)
    assert found_in(EN, first, second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Motor mounting bolts: 45 N·m.", "Motor mounting bolts: 45 Nm"),
        ("Motor mounting bolts: 45 N·m.", "Motor mounting bolts: 4500 N·cm."),
        ("Motor mounting bolts: 45 N·m.", "Motor mounting bolts: 40 to 50 N·m."),
        ("Motor mounting bolts: 45 N·m.", "Motor mounting bolts: 44 ± 2 N·m."),
        ("Motor mounting bolts: 45 N·m.", "Motor mounting bolts: 33 lbf·ft."),
        ("Motor mounting bolts M8: 45 N·m.", "Motor mounting bolts M10: 60 N·m."),
        ("Motor mounting bolts: 45 N·m.", "Gearbox mounting bolts: 60 N·m."),
        ("Front motor mounting bolts: 45 N·m.", "Rear motor mounting bolts: 60 N·m."),
        ("Motor mounting bolts: 45 N·m.", "Motor mounting bolts, oiled: 38 N·m."),
        ("Motor mounting bolts of 8 mm: 45 N·m.", "Motor mounting bolts of 10 mm: 60 N·m."),
        ("Motor mounting bolts: 45 N·m.", "Motor mounting bolts: 5 mm long."),
        ("Motor mounting bolts: 45 N·m.", "Tighten the belt with 60 N·m."),
        (
            "Motor mounting bolts: 45 N·m.",
            "Motor mounting bolts M8: 60 N·m.\nMotor mounting bolts M10: 80 N·m.",
        ),
    ],
)
def test_what_is_no_disagreement(one, other):
    assert found_in(EN, manual("a", one), manual("b", other)) is None
    assert found_in(EN, manual("b", other), manual("a", one)) is None


def test_sections_of_one_document_speak_of_their_own_motor():
    text = "Motor mounting bolts: {} N·m."
    first = manual("a", text.format(45), section=("5 Infeed",))
    second = manual("a", text.format(60), section=("6 Outfeed",), page=9)
    assert found_in(EN, first, second) is None


def test_different_machines_each_have_their_own():
    one = manual("a", "Motor mounting bolts: 45 N·m.")
    other = manual("b", "Motor mounting bolts: 60 N·m.")
    apart = {"a" * 64: frozenset({"P1"}), "b" * 64: frozenset({"P2"})}
    found = found_in(EN, one, other, owners=apart)
    assert found is not None
    assert found.by_machine
    same = found_in(EN, one, other, owners=SAME_MACHINE)
    assert same is not None
    assert not same.by_machine


def test_a_question_that_asks_for_no_value_is_left_alone_but_for_a_codes_records():
    record = "AL-31 motor overload. Let the motor cool down for {} min."
    one, other = (manual("a", record.format(10)), manual("b", record.format(15)))
    assert found_in("what does AL-31 mean", one, other) is not None
    unlike = manual("b", "AL-31 door open. Close it within 15 min.")
    assert found_in("what does AL-31 mean", one, unlike) is None


@given(st.lists(st.sampled_from(["Motor", "mounting", "bolts", "45 N·m", "60", "N·m", "\n", "."])))
def test_the_first_quote_is_never_hidden(words):
    chunk = manual("a", f"Motor mounting bolts: 45 N·m.\n{' '.join(words)}")
    rival = manual("b", "Motor mounting bolts: 70 N·m.")
    quoted = [Excerpt(chunk, chunk.text[:29], 1.0)]
    shown = with_rivals(quoted, found_in(EN, chunk, rival))
    assert quoted[0].text in shown[0].text
    assert shown[0].text in chunk.text
    assert len({one.chunk.chunk_id for one in shown}) == len(shown)


@given(st.text(alphabet="0123456789-~±.,/ NmkPaminh°C()|:至到bolts螺栓", max_size=60))
def test_any_text_can_be_read(text):
    for span in measured(text).ranges.values():
        assert span.low <= span.high


BOLTS = "Motor mounting bolts of the press: tighten to {} N·m."


@pytest.fixture
def library(tmp_path: Path):
    with Library.open(tmp_path, HashingEmbedder()) as opened:
        shelve(opened, "press", [("passage", BOLTS.format(45))])
        shelve(opened, "service", [("passage", BOLTS.format(60))])
        yield opened


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("what torque for the motor mounting bolts of the press", "do not agree"),
        ("press 的 motor mounting bolts 拧紧力矩是多少 torque", "说法不一致"),
    ],
)
def test_the_answer_shows_both_and_no_model_chooses(library, question, says):
    events, generator = ask(library, question)
    told = reply(events)
    assert says in told.text
    assert generator.asked == []
    assert {BOLTS.format(45), BOLTS.format(60)} == {one.quote for one in told.citations}
    assert all(f"{value} N·m" in told.text.split("\n\n")[0] for value in (45, 60))
    assert "[1]" in told.text
    assert "[2]" in told.text
