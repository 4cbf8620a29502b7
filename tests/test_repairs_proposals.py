"""Codes for a draft: out of approved reports of like faults, the machine's own before others'."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.api.drafts import ProposalReply
from assistant.build import Assistant
from assistant.commands.draft import proposed
from assistant.reports.propose import Proposal
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.report_forms import ADA, CHEN, filled
from vectorstore.assets import Asset

SLIPS = "Belt slips under load"
MACHINES = (
    Asset("CV-201", model="NB5"),
    Asset("CV-202", model="NB5"),
    Asset("PU-7", model="W2"),
    Asset("MX-3", model="M1"),
)


def made(folder: Path) -> Assistant:
    settings = Settings(data_dir=folder, site_zone="UTC")
    assistant = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    assistant.library.assets.put(MACHINES)
    return assistant


def report(assistant: Assistant, title: str, *, until: str = "approved", **fields: object) -> str:
    """Its number."""
    told = {"title": title, "description": title, "fault_codes": [], **fields}
    kept = assistant.reports.create(filled(**told), ADA)[0]
    for step, who in (("submitted", ADA), ("approved", CHEN)):
        if kept.status != until:
            kept = assistant.reports.step(kept.id, step, who, kept.version)
    return kept.number


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    assistant = made(tmp_path_factory.mktemp("proposals"))
    pump = {"asset_id": "PU-7", "mechanism_code": None, "cause_code": None}
    for _ in range(3):
        report(assistant, SLIPS, cause_code="3.4")
        report(assistant, SLIPS, **pump, failure_mode_code="NOI")
        report(assistant, "Tank runs dry at night", **pump, failure_mode_code="LOO")
        report(assistant, "Pump rattles", **pump, failure_mode_code="VIB", fault_codes=["E-09"])
        hinted = {"fields": {"failure_mode_code": {"value": "BRD", "state": "suggested"}}}
        report(assistant, "Lamp is dark", **pump, failure_mode_code="BRD", ai=hinted)
        report(assistant, "Fan howls loudly", **pump, failure_mode_code="NOI", until="submitted")
    yield assistant
    assistant.close()


def found(assistant: Assistant, note: str) -> dict[str, Proposal]:
    drafts = assistant.drafts
    return {one.code_set: one for one in drafts.proposals(drafts.of_note(note))}


def test_a_draft_is_told_the_codes_of_like_reports_and_takes_none(site: Assistant) -> None:
    client = TestClient(create_app(site), base_url="http://127.0.0.1:8080")
    made = client.post("/v1/reports/draft", json={"note": "CV-201 belt slips under load"}).json()
    told = {one["code_set"]: one for one in made["proposals"]}
    assert (told["failure_mode"]["code"], told["mechanism"]["code"]) == ("SLP", "1.5")
    assert told["failure_mode"]["name"]
    assert 0.4 < told["failure_mode"]["confidence"] < 1
    numbers = [one["number"] for one in told["failure_mode"]["reports"]]
    assert len(set(numbers)) == 3
    assert told["activity"]["code"] == "4"
    assert [kind for kind, one in told.items() if not one["may_be_accepted"]] == ["cause"]
    assert not {"failure_mode_code", "mechanism_code", "cause_code"} & made["report"].keys()
    assert made["suspected_cause"] is None


def test_the_machine_counts_before_its_model_and_that_before_any(site: Assistant) -> None:
    modes = {tag: found(site, f"{tag} belt slips under load") for tag in ("CV-201", "PU-7")}
    assert [modes[tag]["failure_mode"].code for tag in modes] == ["SLP", "NOI"]
    of_model = found(site, "CV-202 belt slips under load")["failure_mode"]
    assert (of_model.code, len(of_model.neighbours)) == ("SLP", 3)
    assert found(site, "MX-3 tank runs dry at night")["failure_mode"].code == "LOO"


def test_a_code_tells_the_fault_on_machines_of_its_model_alone(site: Assistant) -> None:
    assert found(site, "PU-7 shows E09")["failure_mode"].code == "VIB"
    assert found(site, "MX-3 shows E09") == {}


@pytest.mark.parametrize(
    "note",
    ["PU-7 lamp is dark", "PU-7 fan howls loudly", "PU-7 paint peels off", "all good today"],
    ids=["nobody chose the code", "not approved", "unlike", "no fault"],
)
def test_nothing_is_proposed(site: Assistant, note: str) -> None:
    assert "failure_mode" not in found(site, note)


def test_what_the_note_says_was_done_is_not_proposed(site: Assistant) -> None:
    told = found(site, "CV-201 belt slips under load. replaced the belt")
    assert "failure_mode" in told
    assert "activity" not in told


def test_a_draft_goes_without_where_nothing_is_kept_or_can_be_read(tmp_path: Path) -> None:
    assistant = made(tmp_path)
    assert found(assistant, "CV-201 belt slips under load") == {}
    assert not (tmp_path / "plant.db").exists()
    (tmp_path / "plant.db").write_bytes(b"this is no database" * 99)
    assert found(assistant, "CV-201 belt slips under load") == {}
    assistant.close()


def test_the_command_says_it_in_a_line(site: Assistant) -> None:
    told = found(site, "CV-201 belt slips under load")
    line = proposed(ProposalReply.of(told["failure_mode"], "en"))
    assert line.startswith("failure mode SLP ")
    assert all(one.number in line for one in told["failure_mode"].neighbours)
    assert "only a suggestion" not in line
    assert "only a suggestion" in proposed(ProposalReply.of(told["cause"], "zh"))
