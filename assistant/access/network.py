"""What of an address stands for one machine, as far as its network can tell. Pure."""

from ipaddress import IPv6Address, ip_address

_NETWORK_BITS = 64
"""Of an IPv6 address; the rest is the machine's own to choose."""


def network_of(address: str) -> str:
    """What is counted together; a text that is no address is one too."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(int(parsed) >> (128 - _NETWORK_BITS))
    return str(parsed)
