"""Each example of the API's description is sent to the service, which replies in the same form."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.api.description import operations
from assistant.api.webhooks import TrialReply
from tests.api_examples import FILE, examples, play, served

WITHOUT = {
    "download_backup", "download_rows", "remove_backup",
    "get_figure_picture", "get_metrics", "get_page_picture",  # no JSON
    "dismiss_job", "end_person_session", "end_session", "remove_document", "remove_endpoint",
    "remove_pin",
    "unlock_person",  # nothing
    "try_endpoint",  # of another system's network
    "get_photo", "remove_photo",  # no JSON
}  # fmt: skip


@pytest.mark.ocr
@pytest.mark.process  # manuals are read in a process of their own
def test_every_example_is_what_the_service_replies(tmp_path: Path) -> None:
    kept = json.loads(FILE.read_text("utf-8"))
    with served(tmp_path / "data") as assistant:
        now = examples(play(assistant, tmp_path))
    assert now.keys() == kept.keys(), "python -m tests.api_examples writes them anew"
    for name, told in now.items():
        assert form(told) == form(kept[name]), f"{name}: python -m tests.api_examples"


def test_every_operation_that_takes_or_gives_json_shows_it(description: dict[str, Any]) -> None:
    shown = {name.split()[0] for name in json.loads(FILE.read_text("utf-8"))}
    names = {operation["operationId"] for _, operation in operations(description)}
    assert shown <= names
    assert names - shown <= WITHOUT, "play them in tests/api_examples.py"
    for _, operation in operations(description):
        if "requestBody" in operation:
            (content,) = operation["requestBody"]["content"].values()
            assert content["examples"], operation["operationId"]


def test_every_reply_in_json_that_is_no_problem_shows_itself(description: dict[str, Any]) -> None:
    replies = {
        (operation["operationId"], status): content["application/json"]
        for _, operation in operations(description)
        for status, reply in operation["responses"].items()
        if "application/json" in (content := reply.get("content", {}))
    }
    assert replies["create_report", "200"]["examples"]
    assert replies["try_endpoint", "200"]["schema"]["$ref"].endswith("/TrialReply")
    trial = description["components"]["schemas"]["TrialReply"]["examples"]
    assert [TrialReply.model_validate(one) for one in trial]
    bare = {name for (name, _), content in replies.items() if "examples" not in content}
    assert bare == {"try_endpoint"}
    log = description["paths"]["/v1/audit/export"]["get"]["responses"]["200"]["content"]
    assert log["application/jsonl"]["examples"]


def form(value: Any) -> Any:
    """Names and types; of a list, those of its first entry."""
    if isinstance(value, dict):
        return {name: form(told) for name, told in value.items()}
    if isinstance(value, list):
        return [form(one) for one in value[:1]]
    return type(value).__name__
