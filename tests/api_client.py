"""The API in process, as a client asks it, and the one form of its errors."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator


@contextmanager
def asking(settings: Settings) -> Iterator[TestClient]:
    """A client of an empty service, which is closed with the block."""
    assistant = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    with TestClient(
        create_app(assistant), base_url="http://127.0.0.1", raise_server_exceptions=False
    ) as client:
        yield client


def is_problem(reply: httpx.Response, status: int, words: str = "") -> None:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    body = reply.json()
    assert body["status"] == status
    assert {"type", "title", "detail"} <= body.keys()
    assert words in json.dumps(body, ensure_ascii=False)
