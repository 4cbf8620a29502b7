"""LangChain's side of the bridge, against a real OpenAI-compatible service: our own."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.errors import ModelUnavailable
from assistant.langchain_bridge import as_retriever, openai_generator
from assistant.models.generator import Message
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.paper import make_pdf, writing
from vectorstore.sync import take_in

pytestmark = pytest.mark.process

QUESTION = "motor overload alarm AL-31"


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    generator = ScriptedGenerator([["Let it ", "cool [1]."]])
    built = Assistant(Settings(data_dir=tmp_path / "data", gate=0.1), HashingEmbedder(), generator)
    path = make_pdf(tmp_path / "d.pdf", writing("Drive D1", "AL-31 motor overload alarm: cool."))
    take_in(path, "d.pdf", built.library, built.originals)
    yield built
    built.close()


@pytest.fixture
def address(assistant: Assistant) -> Iterator[str]:
    config = uvicorn.Config(create_app(assistant), port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    (port,) = (sock.getsockname()[1] for each in server.servers for sock in each.sockets)
    yield f"http://127.0.0.1:{port}/v1"
    server.should_exit = True
    thread.join()


def test_any_openai_compatible_address_can_write(address: str) -> None:
    generator = openai_generator(address, "shiftmate", None, timeout=20)
    pieces = list(generator.generate([Message("user", QUESTION)], 32))
    assert "".join(piece.text for piece in pieces).endswith("[1]\n\nLet it cool [1].")
    assert pieces[-1].finish == "stop"
    assert pieces[-1].new_tokens > 0


def test_a_server_that_is_not_there_is_said_so() -> None:
    generator = openai_generator("http://127.0.0.1:9/v1", "gone", "key", timeout=2)
    with pytest.raises(ModelUnavailable, match="SHIFTMATE_GENERATION_URL") as failure:
        list(generator.generate([Message("user", "x")], 8))
    assert "key" not in str(failure.value)


def test_our_search_is_a_langchain_retriever(assistant: Assistant) -> None:
    (found, *_) = as_retriever(assistant.search).invoke(QUESTION)
    assert "AL-31" in found.page_content
    assert found.metadata["page"] == 1
    assert found.metadata["file_name"] == "d.pdf"
