"""Servers that other people wrote, with real weights, behind the same seam."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from assistant.models.generator import Message
from assistant.models.remote import RemoteGenerator
from assistant.models.store import require
from assistant.settings import Settings
from tests.llama import PYTHON, SMALL, missing, weights

pytestmark = pytest.mark.model

ASKED = [Message("user", "Tell me in one sentence what a motor is.")]


@contextmanager
def running(command: Sequence[str], probe: str, log: Path) -> Iterator[str]:
    """The address of a server that answers; it is stopped with the block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    with log.open("wb") as told:
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port)],
            env=environment,
            stdout=told,
            stderr=told,
        )
        try:
            _wait(f"http://127.0.0.1:{port}{probe}", process, log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.kill()  # transformers' own waits for ever for its worker
            process.wait(timeout=30)


def _wait(address: str, process: subprocess.Popen, log: Path) -> None:
    with httpx.Client(timeout=5) as client:
        for _ in range(900):
            assert process.poll() is None, log.read_text("utf-8")
            try:
                client.get(address).raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return
    raise AssertionError("the server was not ready within 90 seconds")


def writes(generator: RemoteGenerator, *, counts: bool) -> None:
    """A reply to its end, one cut at the limit, one that nobody waits for."""
    *pieces, last = generator.generate(ASKED, 24)
    assert "motor" in "".join(piece.text for piece in pieces)
    assert len(pieces) > 5, "they come one by one"
    assert last.prompt_tokens in (range(20, 80) if counts else [0])
    *pieces, last = generator.generate(ASKED, 3)
    assert (last.finish, last.new_tokens) == ("length", 3)
    left = generator.generate(ASKED, 24)
    next(left)
    left.close()
    assert len(list(generator.generate(ASKED, 3))) > 1, "it serves the next one"


def test_transformers_own_server_writes(tmp_path: Path) -> None:
    folder = str(require(Settings().models_dir, SMALL))
    command = [sys.executable, "-m", "transformers.cli.transformers", "serve", folder]
    with running([*command, "--device", "cpu"], "/health", tmp_path / "log") as url:
        generator = RemoteGenerator(url, folder)
        assert generator.models() == (), "it lists no local folder"
        writes(generator, counts=True)


@pytest.mark.skipif(bool(missing()), reason=missing())
def test_llama_cpps_server_writes(tmp_path: Path) -> None:
    command = [str(PYTHON), "-m", "llama_cpp.server", "--model", str(weights(SMALL))]
    alias = ["--model_alias", "small", "--n_ctx", "512", "--n_threads", "2"]
    with running([*command, *alias], "/v1/models", tmp_path / "log") as url:
        generator = RemoteGenerator(url, "small")
        assert generator.models() == ("small",)
        writes(generator, counts=False)  # it does not know stream_options
