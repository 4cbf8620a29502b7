"""``shiftmate serve``: one process, one port."""

from pathlib import Path

import uvicorn

from assistant.access.people import People
from assistant.api.app import create_app
from assistant.api.entrance import Entrance
from assistant.build import build
from assistant.commands.console import out
from assistant.commands.service import run
from assistant.commands.tls import names_in, tls_of
from assistant.observe.logs import configure
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
        UnsafeBinding: Others could reach it, and would send their passwords in the clear.
    """
    settings = Settings()
    configure(settings.log_format, settings.log_level)
    tls = tls_of(host, settings.data_dir, certificate, key, without_tls=without_tls)
    certified = names_in(tls.certificate) if tls else frozenset[str]()
    entrance = Entrance.at(host, settings, certified)
    assistant = build(settings)
    if entrance.demands_sign_in:
        _welcome(assistant.access.people)
    app = create_app(assistant, settings.front_door, entrance)
    address = f"{'https' if tls else 'http'}://{host}:{port}"
    out.print(f"Shiftmate is coming up at {address}", highlight=False)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,  # its lines hold whole addresses
        server_header=False,
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
        proxy_headers=bool(settings.behind_proxy),
        forwarded_allow_ips=settings.behind_proxy or None,
    )
    return run(assistant, config)


def _welcome(people: People) -> None:
    """Makes the first administrator; the password goes to a terminal alone, never to a log."""
    if not out.is_terminal:
        if not any(one.role == "admin" and one.has_password for one in people.all()):
            out.print("Nobody can sign in yet. Run: shiftmate people add NAME --role admin")
        return
    made = people.first_admin()
    if made is not None:
        person, password = made
        out.print("The first administrator; the password is shown this once:")
        out.print(f"  {person.name}", highlight=False, markup=False)
        out.print(f"  {password}", highlight=False, markup=False)
