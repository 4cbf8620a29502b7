"""Each example of the API's description is sent to the service, which replies in the same form."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.api.description import operations
from tests.api_examples import FILE, examples, play, served

WITHOUT = {
    "download_rows", "get_figure_picture", "get_metrics", "get_page_picture",  # no JSON
    "dismiss_job", "remove_document", "remove_endpoint",  # nothing
    "list_deliveries", "list_endpoints", "list_gaps",  # of replies told elsewhere
    "answer_challenge", "take_ticket_event",  # in other systems' forms
}  # fmt: skip
OF_SENT_FILES = {"add_documents"}


@pytest.mark.process  # manuals are read in a process of their own
def test_every_example_is_what_the_service_replies(tmp_path: Path) -> None:
    kept = json.loads(FILE.read_text("utf-8"))
    with served(tmp_path / "data") as assistant:
        now = examples(play(assistant, tmp_path))
    assert now.keys() == kept.keys(), "python -m tests.api_examples writes them anew"
    for name, told in now.items():
        assert form(told) == form(kept[name]), f"{name}: python -m tests.api_examples"


def test_every_operation_that_takes_or_gives_json_shows_it(description: dict[str, Any]) -> None:
    shown = set(json.loads(FILE.read_text("utf-8")))
    names = {operation["operationId"] for _, operation in operations(description)}
    assert shown <= names
    assert names - shown <= WITHOUT, "play them in tests/api_examples.py"
    for _, operation in operations(description):
        if operation["operationId"] in shown - OF_SENT_FILES and "requestBody" in operation:
            content = operation["requestBody"]["content"]["application/json"]
            assert content["examples"], operation["operationId"]


def form(value: Any) -> Any:
    """Names and types; of a list, those of its first entry."""
    if isinstance(value, dict):
        return {name: form(told) for name, told in value.items()}
    if isinstance(value, list):
        return [form(one) for one in value[:1]]
    return type(value).__name__
