"""Which questions are not answered, and why."""

from dataclasses import replace

import pytest

from assistant.answering.glossary import Glossary
from assistant.answering.judge import Refusal, judge
from assistant.answering.retrieve import retrieve
from assistant.answering.understand import understand
from assistant.answering.unknown import unknown_code, unknown_names
from ingest.document import FaultRecord
from tests.fakes import HashingEmbedder
from tests.shelf import make_document
from vectorstore.assets import Asset
from vectorstore.library import Library

GLOSSARY = Glossary.load()
CODES = {
    "OC1": "OC1 Overcurrent while accelerating: lengthen the ramp.",
    "OC2": "OC2 Overcurrent while braking: fit a resistor.",
    "3601": "3601 Remote panel lost: check its cable.",
}
TEXTS = [
    "Tighten the bolts of the drum flange to a torque of 25 N·m.",
    "The robot mount is fastened with four screws. Hold the robot mount while fastening.",
    "The panel shows FAN where a fan has stopped. Alarm 4100 is shown with it.",
    "Model HX-210-A weighs 14 kg.",
]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("data"), HashingEmbedder()) as opened:
        document, chunks = make_document("HX210 hoist", [*CODES.values(), *TEXTS])
        told = iter(chunks)
        made = [
            replace(next(told), kind="fault_record", fault=FaultRecord((code,), remedy=text))
            for code, text in CODES.items()
        ]
        opened.add(document, [*made, *told], "/hoist.pdf")
        yield opened


def judged(library, question, gate=0.0):
    query = understand(question, (), GLOSSARY)
    findings = retrieve(library, query)
    return judge(library, GLOSSARY, query, findings, gate).refusal


@pytest.mark.parametrize(
    ("question", "code", "near"),
    [
        ("hoist shows OC3", "OC3", "OC1"),
        ("提升机报OC9怎么办", "OC9", "OC1"),
        ("alarm 3607", "3607", "3601"),
        ("HX210 报警 4811 是什么意思", "4811", None),
    ],
)
def test_a_code_that_no_manual_has_is_told_with_the_nearest(library, question, code, near):
    refusal = judged(library, question)
    assert refusal is not None
    assert refusal.code is not None
    assert refusal.code.code == code
    assert near is None or near in refusal.code.near


@pytest.mark.parametrize(
    "question",
    [
        "hoist shows OC1",
        "difference between alarms OC1 and OC9",  # one of them is known
        "the panel shows FAN",  # in no record, but a passage speaks of it
        "alarm 4100",  # the same, as a number
        "HX210 shows OC2",  # a machine is no code
        "how heavy is the hoist",
        "and at the top?",  # a word is no code
    ],
)
def test_what_any_page_knows_is_not_unknown(library, question):
    query = understand(question, (), GLOSSARY)
    assert unknown_code(library, question, retrieve(library, query).evidence) is None


def test_a_machine_of_the_register_is_no_unknown_code(tmp_path):
    with Library.open(tmp_path / "library", HashingEmbedder()) as library:
        document, chunks = make_document("HX210 hoist", list(CODES.values()))
        library.add(document, chunks, "/hoist.pdf")
        library.assets.put([Asset("CV-202", "Infeed hoist", aliases=("HOIST-2",))])
        for question in ("CV-202 跳闸", "alarm on hoist-2 again", "cv-202 trips"):
            assert unknown_code(library, question, ()) is None, question
        unknown = unknown_code(library, "CV-202 OVC 跳闸", ())
        assert unknown is not None
        assert unknown.code == "OVC"


def test_a_number_that_merely_stands_somewhere_is_no_known_alarm(library):
    refusal = judged(library, "alarm 25")
    assert refusal is not None
    assert refusal.code is not None


def test_a_value_that_the_manual_gives_for_something_else_is_not_given(library):
    assert judged(library, "what torque for the bolts of the drum flange") is None
    refusal = judged(library, "what torque for the four screws that fasten the robot mount")
    assert refusal is not None
    assert refusal.value is not None
    assert refusal.value.name == "torque"


def unknown(library, question):
    query = understand(question, (), GLOSSARY)
    return unknown_names(library, query, retrieve(library, query).evidence)


def test_names_that_no_manual_has(library):
    assert unknown(library, "how heavy is the HX-210") == []
    assert unknown(library, "how heavy is the HX-210-A") == []
    assert unknown(library, "fuse of the HX-14") == []  # made up of what the manuals list
    assert unknown(library, "how heavy is the ZX-990") == ["ZX-990"]
    assert unknown(library, "bus address of the hoist on PROFINET") == ["PROFINET"]
    assert unknown(library, "how heavy is the Quillmann hoist") == ["Quillmann"]
    assert unknown(library, "how to set the CAN address of the hoist") == ["CAN"]
    assert unknown(library, "发那科主轴怎么换") == ["发那科"]


def test_an_abbreviation_is_known_where_it_stands_in_capitals(library):
    query = understand("how to set the CAN address of the hoist", (), GLOSSARY)
    first, *others = retrieve(library, query).evidence
    told = replace(first, chunk=replace(first.chunk, text="Set the CAN address."))
    assert unknown_names(library, query, [told, *others]) == []


@pytest.mark.parametrize(
    "question",
    [
        "Which bolts hold the drum flange",
        "OK to hold the robot mount?",
        "HOW HEAVY IS THE HOIST",
        "Do NOT tell me, can it hold?",
    ],
)
def test_a_capital_alone_makes_no_name(library, question):
    assert unknown(library, question) == []


def test_a_machine_of_the_register_is_no_unknown_name(library):
    assert unknown(library, "how heavy is the ZX-991") == ["ZX-991"]
    library.assets.put([Asset("ZX-991", name_en="hoist by the gate")])
    assert unknown(library, "how heavy is the zx-991") == []


def test_what_bears_an_unknown_name_is_refused_by_it(library):
    question = "where is the ZX-990 mounted on a pallet"
    assert judged(library, question) == Refusal(names=("ZX-990",))


def test_weak_evidence_is_refused_without_a_reason(library):
    assert judged(library, "tell me about the weather in spring", gate=0.9) == Refusal()


def test_a_code_of_another_machine_is_said_to_be_its(tmp_path):
    with Library.open(tmp_path, HashingEmbedder()) as library:
        for title, code in (("HX210 hoist", "E11"), ("KL40 kiln", "E20")):
            document, [chunk, other] = make_document(title, [f"{code} Overheated", "Lid"])
            record = replace(chunk, kind="fault_record", fault=FaultRecord((code,), remedy="Wait."))
            library.add(document, [record, other], f"/{title}.pdf")
        refusal = judged(library, "KL40 shows E11")
        assert refusal is not None
        assert refusal.others is not None
        assert refusal.is_about_a_code
        assert (refusal.others.code, refusal.others.titles) == ("E11", ("Manual HX210 hoist",))
        assert judged(library, "HX210 shows E11") is None
        assert judged(library, "what does E11 mean") is None  # no machine is named
