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
from assistant.langchain_bridge import ChatModelGenerator, as_retriever
from assistant.models.generator import Message
from assistant.models.remote import RemoteGenerator
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
    generator = RemoteGenerator(address, "shiftmate")
    pieces = list(generator.generate([Message("user", QUESTION)], 32))
    assert "".join(piece.text for piece in pieces).endswith("[1]\n\nLet it cool [1].")
    assert pieces[-1].finish == "stop"
    assert pieces[-1].new_tokens > 0


def chat_model(url: str) -> ChatModelGenerator:
    from langchain_openai import ChatOpenAI  # noqa: TID251 - it is what is tested

    model = ChatOpenAI(base_url=url, model="shiftmate", api_key="key", max_retries=0, timeout=5)
    return ChatModelGenerator(model, "shiftmate")


def test_langchains_chat_models_can_write(address: str) -> None:
    pieces = list(chat_model(address).generate([Message("user", QUESTION)], 32))
    assert "".join(piece.text for piece in pieces).endswith("[1]\n\nLet it cool [1].")
    assert pieces[-1].finish == "stop"


def test_a_chat_model_that_cannot_be_reached_is_said_so() -> None:
    with pytest.raises(ModelUnavailable, match="shiftmate"):
        list(chat_model("http://127.0.0.1:9/v1").generate([Message("user", "x")], 8))


def test_our_search_is_a_langchain_retriever(assistant: Assistant) -> None:
    (found, *_) = as_retriever(assistant.search).invoke(QUESTION)
    assert "AL-31" in found.page_content
    assert found.metadata["page"] == 1
    assert found.metadata["file_name"] == "d.pdf"
