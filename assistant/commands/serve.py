"""``shiftmate serve``: one process, one port."""

import uvicorn

from assistant.api.app import create_app
from assistant.api.guards import require_loopback
from assistant.build import build
from assistant.commands.console import out
from assistant.settings import Settings

GRACE = 2
"""Seconds for open streams at shutdown; a page left open would hold the service for ever."""


def serve(host: str, port: int) -> int:
    """Runs until told to stop.

    Raises:
        UnsafeBinding: The address is not loopback, and there is no sign-in yet.
    """
    require_loopback(host)
    settings = Settings()
    app = create_app(build(settings), settings.front_door)
    out.print(f"Shiftmate is coming up at http://{host}:{port}", highlight=False)
    uvicorn.run(app, host=host, port=port, timeout_graceful_shutdown=GRACE, log_level="info")
    return 0
