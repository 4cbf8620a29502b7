"""A code's card: out of the library alone."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from assistant.answering.alarm import look_up
from assistant.answering.glossary import Glossary
from assistant.answering.record import tells_more
from assistant.api.alarms import AlarmReply
from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.commands.alarm import tell
from assistant.settings import Settings
from ingest.document import Chunk, Document, FaultRecord, Page
from tests.fakes import HashingEmbedder, ScriptedGenerator
from vectorstore.assets import Asset
from vectorstore.library import Library

GLOSSARY = Glossary.load()


def chunk(document_id, number, kind, text, **more):
    facts = {"page": 3, "section": ("Faults",), "language": "en"} | more
    return Chunk(
        chunk_id=f"{document_id[:4]}-{number}",
        document_id=document_id,
        file_name=f"{document_id[:4]}.pdf",
        title="",
        kind=kind,
        text=text,
        start=0,
        end=len(text),
        **facts,
    )


def shelve(library, letter, title, *chunks):
    document_id = letter * 64
    pages = (Page(3, "Faults"),)
    document = Document(document_id, f"{letter}.pdf", title, "application/pdf", pages)
    made = [chunk(document_id, number, *one[:2], **one[2]) for number, one in enumerate(chunks)]
    library.add(document, [replace(one, title=title) for one in made], f"/{letter}.pdf")


def alarm_cards(library, *asked):
    return list(look_up(library, GLOSSARY, *asked).cards)


def record(code, cause, remedy):
    fault = FaultRecord((code,), "Overload", cause, remedy)
    return ("fault_record", f"{code} Overload", {"fault": fault})


WARNING = "WARNING: Lock out the drive before opening it."


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library", HashingEmbedder()) as opened:
        shelve(
            opened,
            "a",
            "Palletizer PX-9",
            record("E07", "belt jammed", "clear the belt"),
            ("safety", WARNING, {"signal_word": "WARNING"}),
            ("safety", "CAUTION: hot surface", {"page": 9, "section": ("Oven",)}),
        )
        shelve(opened, "b", "Press HP-2", record("Er 007", "oil too hot", "check the cooler"))
        yield opened


@pytest.mark.parametrize("typed", ["E07", "e7", "E-07", "what is E 07?", "报警 E7"])
def test_any_spelling_finds_the_record(library, typed):
    card = alarm_cards(library, typed)[0]
    assert card.fault.cause == "belt jammed"
    assert card.record.page == 3


def test_the_machine_named_comes_first(library):
    assert alarm_cards(library, "7", "press hp-2")[0].fault.cause == "oil too hot"
    assert alarm_cards(library, "7", "the palletizer")[0].fault.cause == "belt jammed"


def test_another_panels_letters_find_it_when_nothing_else_does(library):
    assert alarm_cards(library, "Error 7", "press")[0].fault.codes == ("Er 007",)


def test_a_card_carries_the_warnings_of_its_page_and_no_others(library):
    (block,) = alarm_cards(library, "E07")[0].safety
    assert block.text == WARNING


@pytest.mark.parametrize(
    ("typed", "asked"), [("E17", "E17"), ("e 17", "e 17"), ("the oven reports alarm E17", "E17")]
)
def test_an_unknown_code_has_no_card_but_the_nearest(library, typed, asked):
    alarm = look_up(library, GLOSSARY, typed)
    assert alarm.cards == ()
    assert "E07" in alarm.unknown.near  # as printed
    for language in ("en", "zh"):
        assert all(code in alarm.absent(language) for code in (asked, "E07"))


def test_a_code_that_a_page_only_mentions_is_not_called_unknown(library):
    shelve(library, "c", "Saw", ("passage", "The lamp E55 lights.", {}))
    alarm = look_up(library, GLOSSARY, "E55")
    assert (alarm.cards, alarm.unknown) == ((), None)
    assert "E55" in alarm.absent("zh")


def test_a_look_alike_comes_behind_the_exact_code_and_is_marked(library):
    shelve(library, "c", "Saw", record("E12", "dull", "sharpen"))
    alarm = look_up(library, GLOSSARY, "Er.12")
    assert [(card.fault.cause, card.look_alike_of) for card in alarm.cards] == [("dull", "Er.12")]
    assert alarm.notice == "look_alike"
    assert alarm.told("en") == "Er.12 stands in no manual searched; E12 looks like it."
    assert all(code in alarm.told("zh") for code in ("Er.12", "E12"))
    shelve(library, "d", "Lathe", record("Er.12", "worn", "turn"))
    alarm = look_up(library, GLOSSARY, "er12")
    assert [card.fault.cause for card in alarm.cards] == ["worn"]
    assert (alarm.notice, alarm.told("en"), alarm.cards[0].told("en")) == (None, "", ())


def test_a_machines_own_look_alike_is_told_as_such(library):
    list_machines(library)
    shelve(library, "c", "Saw", record("Er.07", "dull", "sharpen"))
    alarm = look_up(library, GLOSSARY, "Er.07", "CV-203")
    told = [(card.fault.codes[0], card.look_alike_of) for card in alarm.cards]
    assert told == [("E07", "Er.07"), ("Er 007", ""), ("Er.07", "")]
    assert alarm.notice == "look_alike"
    assert all(word in alarm.told("en") for word in ("CV-203", "E07 looks like"))
    assert "Er.07" in alarm.cards[0].told("zh")[0]


def test_a_number_alone_looks_like_nothing(library):
    assert {card.look_alike_of for card in alarm_cards(library, "7")} == {""}
    assert {card.look_alike_of for card in alarm_cards(library, "Er 7 or E7")} == {""}


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("F010 24 V low\nCause: fuse\nblown\nRemedy: measure 24 V", False),
        ("F010  24 V low  原因：fuse blown 处理：measure 24 V", False),
        ("F010 24 V low\nClass: S\nCause: fuse blown\nRemedy: measure 24 V", True),
        ("F010 24 V low\nCause: fuse blown\nRemedy: measure 24 V\n叫谁：电工", True),
        ("F010 24 V low\n叫谁：电工\nCause: fuse blown\nRemedy: measure 24 V", True),
    ],
)
def test_what_no_field_holds_is_noticed(text, more):
    fault = FaultRecord(("F010",), "24 V low", "fuse blown", "measure 24 V")
    assert tells_more(fault, text) is more


def test_a_terminal_shows_the_whole_record_and_where_a_warning_stands(library, capsys):
    fault = FaultRecord(("F010",), "24 V low", "", "measure")
    text = "F010 24 V low\nRemedy: measure\nCall: electrician"
    shelve(
        library,
        "c",
        "Saw",
        ("fault_record", text, {"fault": fault}),
        ("safety", "WARNING: live parts", {"signal_word": "WARNING"}),
    )
    tell(AlarmReply.of(look_up(library, GLOSSARY, "F010")), "en")
    shown = capsys.readouterr().out
    assert "Call: electrician" in shown
    assert "WARNING: live parts\nc.pdf, p. 3\n" in shown


def list_machines(library):
    library.assets.put(
        [
            Asset("CV-203", aliases=("conveyor 3", "3号皮带"), manuals=("a.pdf",)),
            Asset("HP-301", "Big press", "液压机", model="HP-2", aliases=("press",)),
            Asset("OV-1", "Oven", aliases=("oven 1",), manuals=("oven.pdf",)),
        ]
    )


@pytest.mark.parametrize("named", ["CV-203", "cv203", "conv 3", "3号输送线", "皮带3"])
def test_a_registered_machines_manuals_come_first(library, named):
    list_machines(library)
    shelve(library, "c", "Saw", record("E07", "dull", "sharpen"))
    alarm = look_up(library, GLOSSARY, "E07", named)
    assert [asset.tag for asset in alarm.machine.assets] == ["CV-203"]
    told = [(card.fault.cause, card.elsewhere) for card in alarm.cards]
    assert told == [("belt jammed", False), ("dull", True)]
    assert alarm.notice is None


def test_another_machines_card_is_shown_as_such(library):
    list_machines(library)
    shelve(library, "c", "Saw", record("S5", "dull", "sharpen"))
    alarm = look_up(library, GLOSSARY, "S5", "液压机")  # found by its model's name in the title
    assert [card.elsewhere for card in alarm.cards] == [True]
    assert alarm.notice == "no_record"
    assert all("S5" in alarm.told(language) for language in ("en", "zh"))
    assert "HP-301" in alarm.told("zh")


@pytest.mark.parametrize(
    ("named", "notice"),
    [
        ("grinder 4", "unknown_machine"),
        ("PX-8", "unknown_machine"),
        ("oven 1", "no_manual"),
        ("palletizer", "unlisted_machine"),
    ],
)
def test_what_is_not_known_of_a_machine_is_told(library, named, notice):
    list_machines(library)
    alarm = look_up(library, GLOSSARY, "E07", named)
    assert alarm.notice == notice
    assert alarm.cards[0].elsewhere is (notice != "unlisted_machine")
    assert named in alarm.told("en")


def test_a_sentence_names_code_and_machine(library):
    list_machines(library)
    shelve(library, "c", "Saw", record("E07", "dull", "sharpen"))
    first, second = look_up(library, GLOSSARY, "conv 3 shows E07").cards
    assert (first.fault.cause, first.elsewhere) == ("belt jammed", False)
    assert (second.fault.cause, second.elsewhere) == ("dull", True)
    told = look_up(library, GLOSSARY, "oven 1 shows E07").told("en")
    assert "OV-1" in told
    assert "E07 may" in told


def test_the_api_answers_without_a_model(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    assistant = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    shelve(assistant.library, "a", "Palletizer", record("E07", "belt jammed", "clear the belt"))
    with TestClient(create_app(assistant), base_url="http://127.0.0.1") as client:
        (card,) = client.get("/v1/alarms", params={"code": "e-07"}).json()["cards"]
        assert (card["code"], card["remedy"], card["page"]) == ("E07", "clear the belt", 3)
        assert card["url"].endswith(f"/pages/3.png?chunk_id={card['chunk_id']}")
        assert not card["look_alike"]
        unknown = client.get("/v1/alarms", params={"code": "E17"}).json()
        assert (unknown["cards"], unknown["near"]) == ([], ["E07"])
        alike = client.get("/v1/alarms", params={"code": "Er7"}).json()
        assert alike["cards"][0]["look_alike"]
        assert alike["notice"]["kind"] == "look_alike"
        assert "Er7" in alike["notice"]["zh"]
        assert client.get("/v1/alarms").status_code == 422
        found = client.post("/v1/search", json={"query": "E07"}).json()["results"]
        assert found[0]["kind"] == "fault_record"
