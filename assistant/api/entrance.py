"""From where the house is reached, and what is asked at its door. Decided once, at the start."""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Self

from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Entrance:
    """The door, as it stands for as long as the service runs."""

    demands_sign_in: bool = False
    """Else whoever reaches it sits at this machine, and may all."""
    names: frozenset[str] = frozenset({"localhost"})
    """Hosts that it answers for, beside addresses."""

    @classmethod
    def at(
        cls,
        host: str,
        settings: Settings,
        certified: frozenset[str] = frozenset(),
        *,
        has_admin: bool = False,
    ) -> Self:
        """The door of a service that listens on that address.

        Args:
            host: It listens there.
            settings: What the site allows.
            certified: Names that its certificate is for: whoever had it made calls it so.
            has_admin: An administrator can sign in: people are told apart here, at the machine too.
        """
        if is_loopback(host) and settings.sign_in == "auto" and not has_admin:
            return cls()
        return cls(demands_sign_in=True, names=_own_names() | settings.allowed_names | certified)

    def answers_for(self, host: str) -> bool:
        """Whether a request may be addressed to it: ``Host`` without its port.

        A page elsewhere can point its own name at our address (DNS rebinding), never an address:
        so any address will do where people sign in, and names must be known.
        """
        address = _address(host)
        if address is None:
            return host.lower().rstrip(".") in self.names
        return self.demands_sign_in or address.is_loopback

    def admits(self, caller: str) -> bool:
        """Whether somebody may call from that address, whatever they call the house."""
        address = _address(caller)
        return self.demands_sign_in or address is None or address.is_loopback


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches it."""
    address = _address(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def _own_names() -> frozenset[str]:
    name = socket.gethostname().lower()
    return frozenset({"localhost", name, name.split(".")[0], f"{name.split('.')[0]}.local"})


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
