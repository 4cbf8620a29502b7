"""``shiftmate mcp``: the tools over stdio, for an assistant that starts this command itself."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager

import anyio

from assistant.client import Client
from assistant.client.settings import ClientSettings
from assistant.commands.elsewhere import server
from assistant.mcp.inside import HERE, ITSELF, Inside
from assistant.mcp.server import ClientOf, serve
from assistant.settings import Settings

_INSIDE = "http://127.0.0.1"


def mcp() -> int:
    """Runs until its input ends. Nothing but the protocol is written to its output."""
    logging.getLogger("mcp").setLevel(logging.WARNING)
    with _clients() as client_of:
        anyio.run(_serve, client_of)
    return 0


@contextmanager
def _clients() -> Iterator[ClientOf]:
    address = server()
    if address is not None:
        yield lambda _: Client.of(ClientSettings(), address, ITSELF)
        return
    from assistant.api.app import create_app
    from assistant.build import build

    with closing(build(Settings())) as assistant:
        app = create_app(assistant)
        yield lambda _: Client(_INSIDE, actor=ITSELF, transport=Inside(app, HERE))


async def _serve(client_of: ClientOf) -> None:
    from mcp.server.stdio import stdio_server

    tools = serve(client_of)
    async with stdio_server() as (read, write):
        await tools.run(read, write, tools.create_initialization_options())
