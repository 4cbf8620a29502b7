"""Services for tests, each forked from one process that has imported what they all need.

To import the page's library and ours takes a processor some five seconds, to fork a few
milliseconds. What is forked has had no request, no thread and no library of its own.
"""

import multiprocessing
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from typing import Any

from tests.service import ROOT, wait_until_up

_FORKS = multiprocessing.get_context("forkserver")
_LIBRARIES = ["alembic.command", "faiss", "gradio", "jieba"]
_SERVICES = ["tests.door", "tests.fake_service", "tests.plant_service"]
_FORKS.set_forkserver_preload([*_LIBRARIES, *_SERVICES])


@contextmanager
def forked(
    serve: Callable[..., None], *arguments: Any, path: str = "/healthz"
) -> Iterator[tuple[str, BaseProcess]]:
    """Address and process of ``serve(port, *arguments)``, which answers; stopped at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = _FORKS.Process(target=_at_home, args=(serve, port, *arguments), daemon=True)
    process.start()
    try:
        yield wait_until_up(f"http://127.0.0.1:{port}", lambda: process.exitcode, path), process
    finally:
        process.terminate()
        process.join(30)
        process.close()


def _at_home(serve: Callable[..., None], port: int, *arguments: Any) -> None:
    os.chdir(ROOT)
    serve(port, *arguments)
