"""The process that serves: when it is ready, how it goes, what systemd hears of it."""

import asyncio
import socket
import time
from types import FrameType

import uvicorn

from assistant.build import Assistant
from assistant.errors import CannotListen
from assistant.observe.notify import notify, watchdog_seconds

GRACE = 2
"""Seconds for open streams at shutdown; a page left open would hold the service for ever."""
ANSWERS = 20.0
"""Seconds for answers under way before that; who waits longer is told that theirs breaks off."""


def require_free(host: str, port: int) -> None:
    """Looks before the weights are loaded; raises CannotListen."""
    try:
        for family, kind, _, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind(address)
    except OSError as exc:
        raise CannotListen(
            f"Cannot listen on {host}, port {port}: {exc.strerror}. `ss -ltnp 'sport = :{port}'` "
            "names who is there; stop it, or give another --port or --host."
        ) from exc


def run(assistant: Assistant, config: uvicorn.Config) -> int:
    """Serves until told to stop; 1 where the address cannot be had."""
    config.timeout_graceful_shutdown = GRACE
    if seconds := watchdog_seconds():
        config.callback_notify, config.timeout_notify = _still_here, max(1, int(seconds))
    service = Service(config, assistant)
    service.run()
    return 0 if service.started else 1


async def _still_here() -> None:
    """From the event loop: one that hangs is silent."""
    notify("WATCHDOG=1")


class Service(uvicorn.Server):
    """Uvicorn's server, which lets answers end, and goes at once when told a second time."""

    def __init__(
        self, config: uvicorn.Config, assistant: Assistant, patience: float = ANSWERS
    ) -> None:
        super().__init__(config)
        self._assistant, self._patience = assistant, patience

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal of either kind ends it in order, the second one ends it."""
        if self.should_exit:
            self.force_exit = True
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tells systemd once questions can be asked."""
        await super().startup(sockets)
        if self.started:
            notify("READY=1")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """No new callers; answers end or break off with a word; then all the rest."""
        notify("STOPPING=1")
        for server in self.servers:
            server.close()
        end = time.monotonic() + self._patience
        while self._assistant.queue.load.writing and not self._is_over(end):  # noqa: ASYNC110 - threads
            await asyncio.sleep(0.1)
        await asyncio.to_thread(self._assistant.stop_writing)
        await super().shutdown(sockets)

    def _is_over(self, end: float) -> bool:
        return self.force_exit or time.monotonic() > end
