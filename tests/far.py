"""The service as programs reach it: its application in this process, or behind a socket."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from anyio.from_thread import start_blocking_portal
from starlette.types import ASGIApp

from assistant.client import Client
from assistant.mcp.inside import HERE, Inside


@contextmanager
def clients(app: ASGIApp) -> Iterator[Callable[..., Client]]:
    """Makes clients of an application; each with a key, or with none."""
    with start_blocking_portal() as portal:
        yield lambda key=None, actor=None: Client(
            "http://127.0.0.1", key, actor=actor, transport=Inside(app, HERE, portal.call)
        )


@contextmanager
def listening(app: ASGIApp, certificate: Path | None = None) -> Iterator[str]:
    """The address of a socket that it answers at; its lifespan does not run.

    Over TLS with a certificate, which has its key beside it.
    """
    tls = (
        {"ssl_certfile": certificate, "ssl_keyfile": certificate.with_suffix(".key")}
        if certificate
        else {}
    )
    config = uvicorn.Config(app, port=0, log_level="error", lifespan="off", **tls)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    (port,) = (sock.getsockname()[1] for each in server.servers for sock in each.sockets)
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
