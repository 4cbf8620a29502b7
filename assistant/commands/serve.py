"""``shiftmate serve``: one process, one port."""

from pathlib import Path

import uvicorn
from fastapi import FastAPI

from assistant.api.app import create_app
from assistant.api.entrance import Entrance
from assistant.backup.served import serving
from assistant.build import build
from assistant.commands.brisk import KEEP_ALIVE, Brisk
from assistant.commands.console import out
from assistant.commands.first_admin import welcome
from assistant.commands.service import require_free, run
from assistant.commands.tls import CIPHERS, Tls, names_in, tls_of
from assistant.engines import build_tickets
from assistant.observe.logs import configure
from assistant.observe.memory import few_arenas
from assistant.settings import Settings


def serve(
    host: str,
    port: int,
    certificate: Path | None = None,
    key: Path | None = None,
    *,
    without_tls: bool = False,
) -> int:
    """Runs until told to stop.

    Raises:
        BeingRestored: A backup is being put back into the data folder.
        UnsafeBinding: Others could reach it, and would send their passwords in the clear.
    """
    few_arenas()
    settings = Settings()
    configure(settings.log_format, settings.log_level)
    tls = tls_of(host, settings.data_dir, certificate, key, without_tls=without_tls)
    certified = names_in(tls.certificate) if tls else frozenset[str]()
    require_free(host, port)
    with serving(settings.data_dir):
        return _serve(settings, host, port, tls, certified)


def _serve(
    settings: Settings, host: str, port: int, tls: Tls | None, certified: frozenset[str]
) -> int:
    assistant = build(settings)
    build_tickets(settings, lambda: assistant.plant)  # a bad tickets.toml is told before it listens
    entrance = Entrance.at(host, settings, certified, has_admin=assistant.has_admin())
    if entrance.demands_sign_in:
        welcome(assistant.access.people, settings.data_dir)
    app = create_app(assistant, settings.front_door, entrance)
    address = f"{'https' if tls else 'http'}://{host}:{port}"
    out.print(f"Shiftmate is coming up at {address}", highlight=False)
    return run(assistant, listening(app, host, port, tls, settings.behind_proxy))


def listening(
    app: FastAPI, host: str, port: int, tls: Tls | None, behind_proxy: str = ""
) -> uvicorn.Config:
    """How the server listens: nothing of a request in its log, no name of its own in a reply."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,  # its lines hold whole addresses
        server_header=False,
        http=Brisk,
        timeout_keep_alive=KEEP_ALIVE,
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
        ssl_ciphers=CIPHERS,
        proxy_headers=bool(behind_proxy),
        forwarded_allow_ips=behind_proxy or None,
    )
