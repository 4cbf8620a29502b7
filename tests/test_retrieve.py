"""What stands first, and how far it is trusted."""

from dataclasses import replace

import pytest

from assistant.answering.gate import strength
from assistant.answering.glossary import Glossary
from assistant.answering.retrieve import retrieve
from assistant.answering.understand import understand
from assistant.models.generator import Message
from ingest.document import FaultRecord
from tests.fakes import HashingEmbedder
from tests.shelf import make_document
from vectorstore.library import Library

GLOSSARY = Glossary.load()
CODES = {
    "LED": "Lamp failure: replace the lamp.",
    "M8": "Axis 8 is not referenced.",
    "OC1": "Overcurrent while accelerating: lengthen the ramp.",
    "OC2": "Overcurrent while braking: fit a resistor.",
    "Err22": "Encoder lost: check its plug.",
}
TEXTS = [
    "The green LED on the door blinks when the door is open.",
    "Tighten the M8 bolts of the drum to a torque of 25 Nm.",
    "Lengthen the ramp where the load is heavy. Fit a braking resistor.",
]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("data"), HashingEmbedder()) as opened:
        document, chunks = make_document("hoist", [*CODES.values(), *TEXTS])
        told = iter(chunks)
        made = [
            replace(next(told), kind="fault_record", fault=FaultRecord((code,), remedy=remedy))
            for code, remedy in CODES.items()
        ]
        opened.add(document, [*made, *told], "/hoist.pdf")
        rows = [f"Parameter: P0-{n:02} | Name: ramp time {n} | Default: {n} s" for n in range(30)]
        opened.add(*make_document("settings", rows, kind="table_row"), "/settings.pdf")
        yield opened


def found(library, question, before=""):
    history = [Message("user", before)] if before else []
    return retrieve(library, understand(question, history, GLOSSARY))


def codes_of(findings):
    return [hit.chunk.fault.codes[0] for hit in findings.evidence if hit.chunk.fault]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("which LED blinks when the door is open", TEXTS[0]),
        ("what is the torque of the M8 bolts of the drum", TEXTS[1]),
    ],
)
def test_a_word_that_happens_to_be_a_code_decides_nothing(library, question, first):
    findings = found(library, question)
    assert findings.evidence[0].chunk.text == first
    assert not findings.is_exact
    assert strength(findings) < 1


@pytest.mark.parametrize(
    ("question", "code"),
    [("alarm M8", "M8"), ("oc 1 报警怎么处理", "OC1"), ("E22", "Err22"), ("hoist Er-022", "Err22")],
)
def test_the_record_of_the_alarm_asked_for_comes_first(library, question, code):
    findings = found(library, question)
    assert codes_of(findings)[0] == code
    assert findings.evidence[0].chunk.fault
    assert strength(findings) == 1


@pytest.mark.parametrize(
    "question", ["what is the difference between OC1 and OC2", "OC1和OC2有什么区别"]
)
def test_each_code_asked_for_has_its_turn(library, question):
    assert {hit.chunk.fault.codes[0] for hit in found(library, question).evidence[:2]} == {
        "OC1",
        "OC2",
    }


def test_codes_with_many_records_leave_room_for_the_others(tmp_path):
    with Library.open(tmp_path, HashingEmbedder()) as library:
        for at in range(8):
            document, (chunk,) = make_document(f"m{at}", [f"overcurrent {at}"])
            code = "OC2" if at == 3 else "OC1"
            fault = replace(chunk, kind="fault_record", fault=FaultRecord((code,)))
            library.add(document, [fault], f"/{at}")
        assert codes_of(found(library, "alarms OC1 and OC2"))[:3].count("OC2") == 1


@pytest.mark.parametrize("typed", ["P0-17", "p0.17", "p0 17", "Ｐ０－１７", "P00-17"])
def test_a_parameter_is_found_by_its_number(library, typed):
    findings = found(library, f"what is {typed} for")
    assert "P0-17" in findings.evidence[0].chunk.text
    assert not findings.is_exact


@pytest.mark.parametrize("question", ["what causes it?", "怎么处理", "and now?", "还是不行"])
def test_a_follow_up_about_the_alarm_leads_with_its_record(library, question):
    findings = found(library, question, before="hoist alarm OC2")
    assert codes_of(findings)[0] == "OC2"
    assert findings.is_exact


@pytest.mark.parametrize("question", ["and OC1?", "那OC1呢"])
@pytest.mark.parametrize("before", ["hoist alarm OC2", "OC2 on the hoist"])
def test_a_new_code_leads_and_the_old_one_does_not(library, question, before):
    findings = found(library, question, before)
    assert findings.evidence[0].chunk.fault.codes == ("OC1",)
    assert findings.is_exact


@pytest.mark.parametrize(
    ("question", "first"),
    [("how do I tighten the drum?", TEXTS[1]), ("where is the resistor?", TEXTS[2])],
)
def test_a_follow_up_about_something_else_is_not_told_the_record_again(library, question, first):
    findings = found(library, question, before="hoist alarm OC2")
    assert findings.evidence[0].chunk.text == first
    assert not findings.is_exact


def test_a_record_is_no_evidence_for_whatever_is_asked_next(library):
    asked_first = strength(found(library, "who won the marathon?"))
    assert strength(found(library, "who won the marathon?", "hoist alarm OC2")) < asked_first + 0.2


def test_a_follow_up_is_not_drowned_by_a_long_question_before_it(library):
    before = "how do I tighten the bolts of the drum of the hoist to the right torque?"
    findings = found(library, "where is the resistor?", before)
    assert findings.evidence[0].chunk.text == TEXTS[2]
