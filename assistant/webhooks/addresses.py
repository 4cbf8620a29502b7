"""Addresses that nobody is told at, whatever the operator lists: this machine and its hypervisor.

A name is looked up once, every address it has is judged, and the connection goes to one of those:
a name that answers otherwise the next time (DNS rebinding) gains nothing.
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

from assistant.webhooks.errors import UnfitEndpoint

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]
_METADATA = tuple(
    map(
        ip_network,
        (
            "100.100.100.200/32",  # Alibaba
            "168.63.129.16/32",  # Azure
            "192.0.0.0/24",  # Oracle; IETF protocol assignments
            "fd00:ec2::/32",  # AWS
            "fd20:ce::/32",  # Google
        ),
    )
)
"""Those outside of link-local, where most providers have theirs."""
_TUNNELS = tuple(map(ip_network, ("2001::/32", "2002::/16", "64:ff9b::/96", "64:ff9b:1::/48")))
"""IPv6 that leads to any IPv4."""


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host; raises OSError, UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_blocked(told: str) -> bool:
    """Whether an address is this machine's, link-local, a metadata service's or nobody's."""
    address: Address = ip_address(told)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return (
        address.is_loopback
        or address.is_link_local
        or address.is_unspecified
        or address.is_multicast
        or address.is_reserved
        or any(address in net for net in _METADATA + _TUNNELS)
        or _is_own(address)
    )


def require_open(host: str, found: list[str], judge: Callable[[str], bool] = is_blocked) -> None:
    """Raises UnfitEndpoint where one of a host's addresses is blocked."""
    if blocked := [one for one in found if judge(one)]:
        raise UnfitEndpoint(
            f"{host} is {blocked[0]}: this machine, link-local and metadata addresses are "
            "never told anything."
        )


def require_tellable(url: httpx.URL) -> None:
    """Raises UnfitEndpoint where a host says by itself that nobody is told at it.

    Other names are not looked up: every message is judged anew on its way.
    """
    host = url.host.strip("[]").rstrip(".").lower()
    if host in ("localhost", socket.gethostname().lower()) or host.endswith(".localhost"):
        require_open(host, ["127.0.0.1"])
    try:
        ip_address(host)
    except ValueError:
        return
    require_open(host, [host])


def _is_own(address: Address) -> bool:
    """Whether it is one of this machine's: only those can be bound."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((str(address), 0))
    except OSError:
        return False
    return True
