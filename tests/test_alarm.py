"""A code's card: out of the library alone."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from assistant.answering.alarm import look_up
from assistant.answering.glossary import Glossary
from assistant.api.app import create_app
from assistant.build import Assistant
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


def test_an_unknown_code_has_no_card(library):
    assert alarm_cards(library, "E99") == []


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
    [("grinder 4", "unknown_machine"), ("oven 1", "no_manual"), ("palletizer", "unlisted_machine")],
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
        assert client.get("/v1/alarms", params={"code": "E99"}).json()["cards"] == []
        assert client.get("/v1/alarms").status_code == 422
        found = client.post("/v1/search", json={"query": "E07"}).json()["results"]
        assert found[0]["kind"] == "fault_record"
