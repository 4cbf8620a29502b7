"""Steps to tick, what fixed it here, and conversations kept for a reload and for a report."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.recalled import paragraph
from assistant.answering.reply import Citation, Evidence
from ingest.document import Chunk, FaultRecord
from tests.fake_assistant import FakeAssistant, FakeManual, make_answer, make_chunk
from tests.fake_service import BEFORE, CHINESE, FAULT
from ui.conversation import Turn, Turns, interrupted
from ui.fixed_here import fixed_here_html, manuals_words
from ui.handed import handed
from ui.kept import EACH, IDLE_SECONDS, MOST, Kept
from ui.prose import answer_words
from ui.render import chat_messages, evidence_html
from ui.steps import number_of, parts_of

NAME = "0123456789abcdef" * 2
READS = FakeAssistant()


def ticks(words: str, **told: object) -> list[str]:
    return re.findall(r'href="(#step-[^"]+)"', answer_words(words, {}, **told))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("1. Isolate", 1), ("2) Reset", 2), ("（3）复位", 3), ("4、断电", 4), ("②清除", 2),
        ("Step 5: check", 5), ("步骤6：检查", 6), ("第 7 步：启动", 7), ("1.5 bar is enough", None),
        ("第 3 页", None), ("400 V", None), ("3.", None), ("E-07 means", None),
    ],
)  # fmt: skip
def test_a_step_bears_its_number(line: str, number: int | None) -> None:
    assert number_of(line) == number


def test_steps_begin_with_one_and_leave_none_out() -> None:
    assert len(ticks("Do this:\n1. Isolate\n2. Clean\n3. Reset")) == 3
    assert ticks("3. Maintenance\nThe belt is to be cleaned.") == []
    assert len(ticks("1. Isolate\nand wait\n2. Clean\n7. Notes")) == 2


def test_a_step_keeps_its_name_while_the_answer_grows_and_the_last_is_not_ticked_yet() -> None:
    whole = ticks("1. Isolate [1].\n2. Clean **all** of it.")
    grown = ticks("1. Isolate [1].\n2. Cle", is_whole=False)
    assert grown == whole[:1]
    assert 'class="step"><span class="tick">' in answer_words("1. Isol", {}, is_whole=False)
    assert ticks("1. Isolate.", turn=3)[0].startswith("#step-3-")


def test_a_quoted_step_has_all_its_lines_and_its_mark() -> None:
    words = "> Before work:\n> 1. Isolate the\n> conveyor.\n> 2. Reset. [1]"
    html = answer_words(words, {1: make_chunk()})
    first, second = re.findall(r'<p class="step">(.*?)</p>', html)
    assert "Isolate the<br>conveyor" in first
    assert "#cite-c1" in second
    assert html.startswith('<blockquote><p class="of" lang="en">Table 5&#46;1</p>Before work')


def test_a_quote_tells_its_section_and_the_only_one_is_left_out_where_it_is_the_card() -> None:
    springs = make_chunk("a", "Secure the spindle.", section=("7.5 Springs",))
    filters = make_chunk("b", "1. Take off the cover.", section=("7.2 Filters",))
    cited = {1: springs, 2: filters}
    alone = answer_words("> Secure the spindle. [1]", cited, springs)
    assert alone == ""
    both = answer_words("> Secure the spindle. [1]\n> 1. Take off the cover. [2]", cited, springs)
    assert [both.index(one) for one in ("7&#46;5", "Secure", "7&#46;2", "Take off")] == sorted(
        both.index(one) for one in ("7&#46;5", "Secure", "7&#46;2", "Take off")
    )
    steps = answer_words("> 1. Take off the cover. [1]", {1: filters}, filters)
    assert "#step-0-" in steps
    turn = Turn(
        "?", (Evidence(springs, 1.0),), answer=make_answer("> Secure the spindle. [1]", (springs,))
    )
    assert "own words stand above" in chat_messages([turn])[-1]["content"]


@pytest.mark.parametrize(
    ("remedy", "parts"),
    [
        ("let it cool; clean; see 4.3.", ["let it cool; ", "clean; ", "see 4.3."]),
        ("检查插头；更换电缆。", ["检查插头；", "更换电缆。"]),
        ("test (full; empty); reset", ["test (full; empty); ", "reset"]),
        ("Do this:\n1. a; b\nc\n2. d", ["Do this:\n", "1. a; b\nc\n", "2. d"]),
        ("①断电；②复位；", ["①断电；", "②复位；"]),
        ("2. b\n3. c", ["2. b\n3. c"]),
        ("replace the belt", ["replace the belt"]),
        ("", []),
    ],
)
def test_a_remedy_has_parts(remedy: str, parts: list[str]) -> None:
    assert list(parts_of(remedy)) == parts


@given(st.text(alphabet="12.;；)(（）\n ab①②", max_size=40) | st.text(max_size=80))
def test_no_word_of_a_remedy_is_lost(remedy: str) -> None:
    assert "".join(parts_of(remedy)) == remedy


def record(name: str = "r1", remedy: str = "Let it cool; reset Q12") -> Chunk:
    told = make_chunk(name, f"E-07 Overload\nRemedy: {remedy}", kind="fault_record")
    return replace(told, fault=FaultRecord(("E-07",), "Overload", "", remedy))


def ticked_of(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<p class="step"><a class="tick" href="(#step-[^"]+)"></a>(.*?)</p>', html)


def test_the_remedy_of_the_record_that_answers_can_be_ticked_part_by_part() -> None:
    one, other = record(), record("r2")
    found = (Evidence(one, 1.0), Evidence(other, 0.5))
    card = ticked_of(evidence_html(Turn("?", found, passages=(one, other)), 3))
    assert [words for _, words in card] == ["Let it cool&#59;", "reset Q12"]
    assert len({name for name, _ in card}) == 2
    assert card[0][0].startswith("#step-3-")
    no_answer = make_answer("The manuals do not say.", refused=True)
    for turn in (
        Turn("?", found, passages=(other, one)),
        Turn("?", found),
        Turn("?", found, passages=(one,), answer=no_answer),
    ):
        html = evidence_html(turn, 3)
        assert ticked_of(html) == []
        assert "Let it cool&#59; reset Q12" in html


def test_quoted_records_bear_the_ticks_of_their_cards_and_lose_no_word() -> None:
    one, other = record(), record("r2", "Reset; reset")
    words = "\n\n".join(
        f"> E-07 Overload\n> Remedy: {chunk.fault.remedy} [{mark}]"
        for mark, chunk in enumerate((one, other), start=1)
        if chunk.fault
    )
    html = answer_words(words, {1: one, 2: other}, one)
    quoted = ticked_of(html)
    assert quoted[:2] == [
        *ticked_of(evidence_html(Turn("?", (Evidence(one, 1.0),), passages=(one,))))[:1],
        (quoted[1][0], 'reset Q12 <a class="cite" href="#cite-r1">1</a>'),
    ]
    assert len({name for name, _ in quoted}) == 4
    assert html.startswith("<blockquote>E&#45;07 Overload<br>Remedy&#58;")
    other_line = "> E-07 Overload\n> Call: who may Reset; reset it [2]\n\n> x [1]"
    assert ticked_of(answer_words(other_line, {1: one, 2: other}, one)) == []


@given(st.text(max_size=80))
def test_whatever_is_said_can_be_ticked_or_not(words: str) -> None:
    told = answer_words(f"1. {words}", {})
    assert (
        re.sub(r'<a class="tick" href="#step-0-[0-9a-f]{8}"></a>|<[^>]*>', "", told).count("<") == 0
    )


def test_past_repairs_are_cards_and_no_paragraph() -> None:
    for language in ("en", "zh"):
        text = f"Motor overload.\n\n{paragraph(BEFORE, language)}"
        answer = replace(make_answer(text), repairs=BEFORE)
        assert manuals_words(answer) == "Motor overload."
        html = fixed_here_html(answer)
        for told in ("2026&#45;09&#45;03", "35", "FR&#45;2026&#45;000123", "brake coil"):
            assert told in html
        assert "<b>" not in html
        assert re.findall(r'href="([^"]+)"', html) == ["#repair-FR-2026-000123"]
    assert fixed_here_html(make_answer("x")) == ""
    assert fixed_here_html(replace(make_answer("said otherwise"), repairs=BEFORE)) == ""


def talk(count: int) -> Turns:
    return tuple(
        Turn(f"question {n}", answer=make_answer("x" * 3000), state="finished")
        for n in range(count)
    )


def test_a_conversation_is_its_askers_alone_and_is_forgotten() -> None:
    now = [0.0]
    kept = Kept(lambda: now[0], most=2)
    kept.keep("anna", NAME, talk(1))
    assert kept.find("anna", NAME, READS) == talk(1)
    assert kept.find("ben", NAME, READS) == ()
    for name in (None, 7, "", "../x", NAME.upper()):
        kept.keep("anna", name, talk(1))
        assert kept.find("anna", name, READS) == ()
    kept.forget("anna", NAME)
    assert kept.find("anna", NAME, READS) == ()
    for place, name in enumerate("abc"):
        kept.keep("anna", name * 32, talk(place + 1))
    assert [len(kept.find("anna", name * 32, READS)) for name in "abc"] == [0, 2, 3]
    now[0] = IDLE_SECONDS + 1
    assert kept.find("anna", "c" * 32, READS) == ()


def test_nobody_pushes_out_what_others_said() -> None:
    kept = Kept(lambda: 0.0)
    kept.keep("anna", NAME, talk(1))
    for number in range(MOST):
        kept.keep("ben", f"{number:032x}", talk(1))
    assert kept.find("anna", NAME, READS) == talk(1)
    found = [bool(kept.find("ben", f"{number:032x}", READS)) for number in range(MOST)]
    assert found == [False] * (MOST - EACH) + [True] * EACH


WITHDRAWN = make_chunk("a", "Code 4711", document_id="e" * 64)


@pytest.mark.parametrize(
    "turn",
    [
        Turn("?", state="finished", evidence=(Evidence(WITHDRAWN, 1.0),)),
        Turn("?", state="finished", safety=(WITHDRAWN,)),
        Turn("?", state="finished", passages=(WITHDRAWN,)),
        Turn("?", state="finished", answer=make_answer("4711 [1]", (WITHDRAWN,))),
    ],
    ids=["evidence", "safety", "passages", "answer"],
)
def test_what_rests_on_a_manual_no_longer_theirs_to_read_is_not_given_out(turn: Turn) -> None:
    turns = (*talk(1), turn)
    kept = Kept()
    kept.keep("anna", NAME, turns)
    assert kept.find("anna", NAME, FakeAssistant(manuals=[FakeManual("e" * 64)])) == turns
    assert kept.find("anna", NAME, READS) == ()


def test_what_a_reload_cut_off_says_so() -> None:
    (turn,) = interrupted((Turn("E-07?", words="Motor over"),))
    assert turn.state == "stopped"
    *_, last = chat_messages([turn])
    assert "loaded anew" in last["content"]
    assert interrupted(talk(1)) == talk(1)


def test_a_report_is_handed_what_was_said_with_its_pages() -> None:
    answer = make_answer("overload [1]")
    answer = replace(answer, citations=(Citation(1, FAULT, "q"), Citation(2, CHINESE, "q")))
    asked, said = handed((Turn("E-07?", answer=answer, state="finished"),))
    assert (asked["role"], asked["content"]) == ("user", "E-07?")
    assert [page["page"] for page in said["pages"]] == [2, 3]
    assert said["pages"][0]["picture"].endswith("/pages/2.png?chunk_id=c1")
    long = handed(talk(60))
    assert sum(len(one["content"]) for one in long) <= 10_000
    assert long[-2]["content"] == "question 59"
