"""What fixed it here: which past repairs are found, how they are told, and what is never shown."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from assistant.answering.recalled import line, paragraph, quoted, recalled, telling
from assistant.answering.repair import Repair
from assistant.answering.reply import Answer, Finished, Words
from assistant.answering.safety.permission import PermissionCheck
from assistant.api.app import create_app
from assistant.api.chat import Completion
from assistant.api.repairs import RepairsReply
from assistant.build import Assistant
from assistant.cli import app
from assistant.commands.repairs import lines
from assistant.errors import BadQuestion, PlantUnavailable, UnknownFilter
from assistant.history.table import Import, WorkOrder
from assistant.models.generator import Message
from assistant.repairs.parts import counted, parts_in
from assistant.settings import Settings
from ingest.document import Chunk, Document, Page
from prompts.phrases import MARK
from prompts.repairs import HEADING
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.report_forms import ADA, CHEN, filled
from vectorstore.assets import Asset

MANUAL = "E-07 belt slips. Tighten the belt, then check that it runs true."
OTHERS = "F-12 pump runs dry. Fill the tank with water."
START = datetime(2025, 1, 1, 8, tzinfo=UTC)
MACHINES = (
    Asset("CV-201", "Infeed conveyor", "上料输送线", model="NB5", aliases=("conveyor 1",),
          manuals=("belt.pdf",)),
    Asset("CV-202", model="NB5", manuals=("belt.pdf",)),
    Asset("PU-7", model="W2", manuals=("pump.pdf",)),
)  # fmt: skip


def order(number: int, asset: str, text: str | None, action: str | None, **more: object):
    opened = START + timedelta(days=10 * number)
    told = {
        "source": "sap", "external_id": f"W-{number}", "row_key": f"W-{number}", "asset": asset,
        "text": text, "action": action, "category": "corrective", "opened_at": opened,
        "opened_on": opened.date(), "malfunction_start": opened,
        "malfunction_end": opened + timedelta(hours=2), "digest": b"", "extra": {}, "import_id": 1,
    }  # fmt: skip
    return WorkOrder(**{**told, **more})


def orders() -> list[WorkOrder]:
    return [
        order(1, "cv-201", "belt slips again", "tightened belt", failure_code="E07",
              parts="GT-5M x1; grease, 2 kg"),
        order(6, "Infeed conveyor", "E7 on panel", "new belt fitted [1]", failure_code="e 07",
              parts="GT-5M x2"),
        order(11, "CV-201", "belt slips under load", "cleaned the drum"),
        order(12, "CV-201", "belt slips under load", "the same once more", duplicate_of=3),
        order(13, "CV-201", "belt slips under load", "looked at", status="open"),
        order(14, "CV-201", "belt slips, check", "planned check", category="preventive"),
        order(15, "CV-201", "lamp is dark", "new lamp", failure_code="L1"),
        order(16, "CV-201", "belt slips when the guard switch opens",
              "bypassed the guard switch, runs", failure_code="E07"),
        order(17, "CV-202", "belt slips", "re-aligned", failure_code="E-07"),
        order(18, "PU-7", "E07 on display", "other machine's code", failure_code="E07"),
        order(30, "CV-201", "year is over", None, category="preventive"),
        order(31, "old mixer", "shaft E55 noisy", "greased", failure_code="E55"),
    ]  # fmt: skip


def manual(name: str, text: str) -> tuple[Document, list[Chunk], str]:
    key = name[0] * 64
    chunk = Chunk(f"{name[0]}1", key, name, name, 1, (), "passage", text, 0, len(text), "en")
    return Document(key, name, name, "application/pdf", (Page(1, text),)), [chunk], name


def made(folder: Path, generator: ScriptedGenerator, mode: str) -> Assistant:
    config = Settings(data_dir=folder, gate=0.2, site_zone="UTC", answer_mode=mode)
    assistant = Assistant(config, HashingEmbedder(), generator)
    assistant.library.add(*manual("belt.pdf", MANUAL))
    assistant.library.add(*manual("pump.pdf", OTHERS))
    assistant.library.assets.put(MACHINES)
    return assistant


@pytest.fixture(scope="module")
def plant_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plant")


@pytest.fixture(scope="module")
def plant(plant_folder: Path) -> Iterator[Assistant]:
    with_words = ScriptedGenerator([["Tighten the belt [1]."] for _ in range(9)])
    assistant = made(plant_folder, with_words, "generative")
    with assistant.plant.writing() as session:
        session.add(
            Import(source="sap", file_name="", digest="", mapping={}, mapping_digest="",
                   counts={}, started_at=START)
        )  # fmt: skip
        session.flush()
        for one in orders():
            session.add(one)
            session.flush()
    report = assistant.reports.create(filled(cause_code=None), ADA)[0]
    report = assistant.reports.step(report.id, "submitted", ADA, report.version)
    assistant.reports.step(report.id, "approved", CHEN, report.version)
    draft = filled(actions=[{"text": "a draft is nobody's evidence"}])
    assistant.reports.create(draft, ADA)
    yield assistant
    assistant.close()


def done(found) -> list[str]:
    return [one.done for one in found.repairs]


def test_the_same_code_in_any_spelling_is_found_first_reports_before_orders(
    plant: Assistant,
) -> None:
    found = plant.memory.find("conveyor 1", "E-07", 9)
    assert done(found)[:3] == [
        "Tightened the belt to 45 Hz.", "new belt fitted [1]", "tightened belt",
    ]  # fmt: skip
    report, newest, _ = found.repairs[:3]
    assert (report.kind, report.number, report.downtime_minutes) == ("report", "FR-2026-000001", 35)
    assert (newest.number, newest.day, newest.downtime_minutes) == ("W-6", date(2025, 3, 2), 120)
    assert {one.match for one in found.repairs[:3]} == {"code"}
    assert found.machines == ("CV-201",)


def test_parts_are_counted_with_the_rows_behind(plant: Assistant) -> None:
    found = plant.memory.find("CV-201", "E07")
    belt, *others = found.parts
    assert (belt.name, [one.number for one in belt.repairs]) == ("GT-5M", ["W-6", "W-1"])
    assert {one.name for one in others} == {"grease", "2 kg", "GT-5M-1500"}
    assert found.of == 3


def test_words_find_what_bears_no_code_and_no_duplicate_open_or_planned_work(
    plant: Assistant,
) -> None:
    told = done(plant.memory.find("上料输送线", "belt slips under load", 20))
    assert told[0] == "cleaned the drum"
    assert "tightened belt" in told
    assert not {"the same once more", "looked at", "planned check", "new lamp"} & set(told)


def test_another_code_is_another_fault(plant: Assistant) -> None:
    assert done(plant.memory.find("CV-201", "L1 lamp alarm")) == ["new lamp"]
    unheard_of = plant.memory.find("CV-201", "E-99 belt slips under load").repairs
    assert {one.match for one in unheard_of} <= {"loose"}


def test_what_defeats_a_safeguard_is_counted_and_not_shown(plant: Assistant) -> None:
    found = plant.memory.find("CV-201", "E07", 20)
    assert found.withheld == 1
    assert not any("bypassed" in one for one in done(found))
    assert "safeguard: 1" in "\n".join(lines(RepairsReply.of(found), "en"))


def test_a_machine_with_few_repairs_is_told_those_of_its_model(plant: Assistant) -> None:
    found = plant.memory.find("CV-202", "E07", 9)
    own, *others = found.repairs
    assert (own.done, own.same_machine) == ("re-aligned", True)
    assert {one.same_machine for one in others} == {False}
    assert not any("other machine" in one for one in done(found))


def test_whether_it_held_is_told_of_enough_watched_repairs(plant: Assistant) -> None:
    found = plant.memory.find("CV-201", "E07")
    assert found.held is not None
    assert (found.held.held, found.held.watched) == (3, 3)
    assert plant.memory.find("CV-202", "E07").held is None


def test_without_a_machine_only_a_code_can_be_asked(plant: Assistant) -> None:
    assert {one.machine for one in plant.memory.find("", "E55").repairs} == {"old mixer"}
    with pytest.raises(BadQuestion, match="names no fault code"):
        plant.memory.find("", "belt slips")
    with pytest.raises(BadQuestion, match="1 to 2000"):
        plant.memory.find("CV-201", " ")


def test_a_machine_that_only_orders_know_is_found_and_an_unknown_one_is_told(
    plant: Assistant,
) -> None:
    assert done(plant.memory.find("Old  Mixer", "noisy shaft")) == ["greased"]
    with pytest.raises(UnknownFilter, match="no machine 'XX-1'"):
        plant.memory.find("XX-1", "noisy")


def asked(assistant: Assistant, question: str) -> tuple[Answer, str]:
    events = list(assistant.answer([Message("user", question)]))
    assert isinstance(events[-1], Finished)
    words = "".join(one.text for one in events if isinstance(one, Words))
    return events[-1].answer, words


def test_an_answer_ends_with_what_fixed_it_here(plant: Assistant) -> None:
    answer, words = asked(plant, "conveyor 1 belt slips E-07 what to do")
    manual, below = answer.text.split(HEADING["en"])
    assert MANUAL in manual
    assert "Tighten the belt [1]." in manual
    assert words == answer.text
    assert [one.number for one in answer.repairs] == ["FR-2026-000001", "W-6", "W-1"]
    assert below.count("\n- ") == 3
    assert not MARK.search(below)
    assert "new belt fitted ［1］" in below
    frame = Completion("m").last("", answer)
    assert [one["number"] for one in frame["repairs"]] == ["FR-2026-000001", "W-6", "W-1"]
    assert frame["repairs"][1]["date"] == "2025-03-02"


def test_no_model_reads_the_records(plant: Assistant) -> None:
    generator = plant._bench.generator
    asked(plant, "conveyor 1 belt slips E-07 what to do")
    told = "".join(one.content for one in generator.asked[-1])
    assert "new belt fitted" not in told


def test_a_code_alone_is_that_of_the_quoted_manuals_machines(plant: Assistant) -> None:
    answer, _ = asked(plant, "what does alarm E-07 belt slips mean")
    assert {one.machine for one in answer.repairs} == {"CV-201", "CV-202", "Infeed conveyor"}


@pytest.mark.parametrize(
    "question", ["conveyor 1 belt: how often to tighten, which tension in N?", "PU-7 pump runs dry"]
)
def test_a_value_or_a_fault_nobody_had_brings_nothing(plant: Assistant, question: str) -> None:
    answer, _ = asked(plant, question)
    assert answer.repairs == ()
    assert HEADING["en"] not in answer.text


def test_the_manuals_words_alone_end_so_too(plant: Assistant, plant_folder: Path) -> None:
    config = Settings(data_dir=plant_folder, gate=0.2, site_zone="UTC", answer_mode="extractive")
    assistant = Assistant(config, HashingEmbedder(), ScriptedGenerator([]))
    answer, _ = asked(assistant, "conveyor 1 belt slips E-07")
    assistant.close()
    assert [one.number for one in answer.repairs] == ["FR-2026-000001", "W-6", "W-1"]
    assert answer.text.endswith("work order W-1, same code)")


def test_a_plant_without_records_makes_no_database(tmp_path: Path) -> None:
    assistant = made(tmp_path, ScriptedGenerator([]), "extractive")
    answer, _ = asked(assistant, "conveyor 1 belt slips E-07")
    assert answer.repairs == ()
    assert assistant.memory.find("CV-201", "E07").repairs == ()
    assistant.close()
    assert not (tmp_path / "plant.db").exists()


def test_over_http(plant: Assistant) -> None:
    client = TestClient(create_app(plant), base_url="http://127.0.0.1:8080")
    body = client.get("/v1/repairs", params={"machine": "CV-201", "symptom": "E07"}).json()
    assert body["machines"] == ["CV-201"]
    assert body["parts"][0] == {"name": "GT-5M", "count": 2, "order_ids": [2, 1], "report_ids": []}
    assert body["held"]["days"] == 30
    assert body["withheld"] == 1
    reply = client.get("/v1/repairs", params={"machine": "XX-1", "symptom": "noisy"})
    assert reply.headers["content-type"] == "application/problem+json"
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/machine")
    assert client.get("/v1/repairs", params={"machine": "CV-201"}).status_code == 422


def test_the_command_names_its_words() -> None:
    shown = CliRunner().invoke(app, ["repairs", "--help"])
    assert shown.exit_code == 0
    assert "symptom" in shown.output


REPAIR = Repair(
    "order", "1", "W-1", "CV-201", date(2025, 1, 2), "belt slips", "换皮带", ("GT-5M x1",),
    90.0, 30.0, None, ("E07",), "code", 1.0,
)  # fmt: skip


def test_a_line_says_when_what_with_what_how_long_and_who_says_so() -> None:
    assert line(REPAIR, "zh") == (
        "- 2025-01-02，CV-201：“换皮带”；备件：GT-5M x1；停机 90 分钟（工单 W-1，代码相同）"
    )
    assert paragraph((REPAIR,), "zh").startswith(HEADING["zh"])
    assert paragraph((), "en") == ""


def test_nothing_agrees_to_what_the_manual_forbids() -> None:
    class Remembers:
        def recall(self, *_: object) -> list[Repair]:
            agrees = Repair("order", "2", "W-2", "A", None, "", "可以带电更换", (), None, None,
                            None, (), "code", 1.0)  # fmt: skip
            return [agrees, REPAIR]

    check = PermissionCheck("可以带电更换吗", ["禁止带电更换。"])
    assert recalled(Remembers(), "", (), (), check) == (REPAIR,)


def test_an_answer_goes_without_where_the_database_is_away() -> None:
    class Away:
        def recall(self, *_: object) -> list[Repair]:
            raise PlantUnavailable("gone")

    assert recalled(Away(), "", (), (), PermissionCheck("", [])) == ()


def test_the_same_words_are_told_once() -> None:
    assert telling([REPAIR, REPAIR]) == (REPAIR,)


@settings(max_examples=30)
@given(st.text(), st.integers(5, 200))
def test_a_strangers_words_stay_on_their_line(text: str, longest: int) -> None:
    told = quoted(f"[1]\n> **{text}", longest)
    assert len(told) <= longest
    assert not MARK.search(told)
    assert "**" not in told
    assert all(one.isprintable() for one in told)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("6204-2RS x2; seal", ("6204-2RS x2", "seal")),
        ("螺栓 M8×40，密封圈 ×2", ("螺栓 M8×40", "密封圈 ×2")),
        ("oil 1,5 l", ("oil 1,5 l",)),
        (" - ; ", ()),
    ],
)
def test_parts_of_a_cell(cell: str, parts: tuple[str, ...]) -> None:
    assert parts_in(cell) == parts


def test_amounts_are_no_part_of_a_name() -> None:
    repairs = [
        Repair("order", str(at), "", "", None, "", "", (part,), None, None, None, ())
        for at, part in enumerate(["M8×40 x2", "m8×40", "2 x M8×40", "M8×40 (4)"])
    ]
    (only,) = counted(repairs)
    assert (only.name, len(only.repairs)) == ("M8×40", 4)
