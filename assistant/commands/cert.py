"""``shiftmate cert``: TLS for a network that has no authority of its own."""

import socket
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from assistant.commands.authority import (
    Authority,
    general,
    keep,
    make_authority,
    make_certificate,
    read_authority,
)
from assistant.commands.console import say
from assistant.commands.tls import in_folder
from assistant.settings import Settings

_NOWHERE: Final = ("192.0.2.1", 9)
"""Of the network for documentation (RFC 5737): asked for the way there, nothing is sent."""
_FOR_US_ALONE: Final = 0o700


def cert(names: Sequence[str], *, new_authority: bool = False) -> int:
    """Makes or renews the service's certificate, and tells how tablets come to trust it.

    Raises:
        UnfitCertificate: The names will not do, or are not for the authority that there is.
    """
    told = list(names) or own_names()
    place = in_folder(Settings().data_dir).certificate
    issued = issue(place, told, datetime.now(UTC), new_authority=new_authority)
    say(f"For {', '.join(told)}, until {issued.until:%Y-%m-%d}: {place}")
    say("`shiftmate serve` takes it from there. Renew it with the same command.")
    if issued.is_to_be_trusted:
        _tell_trust(issued.authority, root_of(place))
    return 0


class Issued(NamedTuple):
    """What was made."""

    authority: Authority
    is_to_be_trusted: bool
    """The authority is new: no tablet knows it yet."""
    until: datetime


def issue(
    place: Path, names: Sequence[str], now: datetime, *, new_authority: bool = False
) -> Issued:
    """Writes the certificate to that place, its key and its authority beside it.

    Raises:
        UnfitCertificate: As `cert` does; what is there stays.
    """
    wanted, root = general(names), root_of(place)
    known = None if new_authority else read_authority(root, root.with_suffix(".key"))
    authority = known or make_authority(wanted, now)
    made, key = make_certificate(authority, wanted, now)
    place.parent.mkdir(mode=_FOR_US_ALONE, parents=True, exist_ok=True)
    if known is None:
        keep(authority.certificate, root, authority.key)
    keep(made, place, key)
    return Issued(authority, known is None, made.not_valid_after_utc)


def root_of(place: Path) -> Path:
    """Where the authority's certificate lies."""
    return place.with_name("authority.pem")


def own_names() -> list[str]:
    """What this machine is called, and the address that others on the network reach it by."""
    told = names_of(socket.gethostname())
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as way, suppress(OSError):
        way.connect(_NOWHERE)
        told.append(way.getsockname()[0])
    return told


def names_of(machine: str) -> list[str]:
    """By which tablets may call a machine of that name."""
    name = machine.lower().split(".")[0]
    return [name, f"{name}.local", "localhost", "127.0.0.1"]


def _tell_trust(authority: Authority, root: Path) -> None:
    """The steps, once for each tablet."""
    say("")
    say(f"Every tablet has to trust the new authority, once: {root}")
    say(f"SHA-256 {authority.fingerprint}")
    say("  Android  Settings > Security > Install a certificate > CA certificate")
    say("  iPad     open the file, Settings > Profile downloaded > Install; then")
    say("           Settings > General > About > Certificate Trust Settings")
    say("  Windows  certutil -addstore Root authority.pem")
    say("  Debian   copy it to /usr/local/share/ca-certificates/*.crt; update-ca-certificates")
    say(f"Carry it over by cable, never {root.with_suffix('.key').name}: that key stays here.")
