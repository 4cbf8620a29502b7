"""What systemd is told of the service (``Type=notify``); nothing where systemd did not start it.

The protocol is a datagram of ``NAME=value`` lines: see sd_notify(3).
"""

import os
import socket
from contextlib import suppress

_SOCKET, _WATCHDOG = "NOTIFY_SOCKET", "WATCHDOG_USEC"


def notify(state: str, address: str | None = None) -> None:
    """Sends a line such as ``READY=1``; a manager that is gone hinders nobody.

    Args:
        state: The line.
        address: Of the manager's socket; else as it named it.
    """
    address = os.environ.get(_SOCKET, "") if address is None else address
    if address[:1] not in ("/", "@"):
        return
    # "@" stands for the zero byte that abstract names begin with.
    name = f"\0{address[1:]}" if address[0] == "@" else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.connect(name)
        out.send(state.encode())


def watchdog_seconds(told: str | None = None) -> float | None:
    """How often systemd wants to hear ``WATCHDOG=1``, halved as it advises; None for never.

    Args:
        told: Microseconds; else as systemd said.
    """
    told = os.environ.get(_WATCHDOG, "") if told is None else told
    return int(told) / 2e6 if told.isdigit() and int(told) else None
