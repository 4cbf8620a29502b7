"""Lists of hosts as an operator writes them: ``cmms.lan`` (https), ``http://10.0.5.7:3000``."""

from typing import Final

import httpx

Origin = tuple[str, bytes, int]
"""Scheme, host as in a request, port."""
_PORTS: Final = {"https": 443, "http": 80}


def origins(told: str) -> frozenset[Origin]:
    """Of entries between commas; raises ValueError where one is no host."""
    entries = (entry.strip() for entry in told.split(","))
    return frozenset(_entry(entry) for entry in entries if entry)


def parsed(url: str) -> httpx.URL:
    """An address that begins with http:// or https://; raises ValueError for another."""
    try:
        found = httpx.URL(url)
    except httpx.InvalidURL as exc:
        raise ValueError(f"{url[:200]!r} is no address: {exc}.") from exc
    if found.scheme not in _PORTS or not found.raw_host:
        raise ValueError(f"{shown(found)!r} is no address that begins with https://.")
    return found


def origin(url: httpx.URL) -> Origin:
    """Where an address is asked."""
    return url.scheme, url.raw_host.rstrip(b".").lower(), url.port or _PORTS[url.scheme]


def shown(url: httpx.URL) -> str:
    """Without what may be a password."""
    return str(url.copy_with(userinfo=b"", query=None, fragment=None))[:200]


def _entry(told: str) -> Origin:
    url = parsed(told if "://" in told else f"https://{told}")
    if url.userinfo or url.fragment or url.raw_path != b"/":
        raise ValueError(f"{shown(url)!r} is no host. cmms.lan is one, http://cmms.lan:3000 too.")
    return origin(url)
