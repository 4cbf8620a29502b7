"""Whom the site lets be told: a list that only the operator writes, exact to the port.

Receivers stand inside the plant's network, so addresses cannot tell a good one from a bad one; and
what never may be told, listed or not, is `assistant.webhooks.addresses`.
"""

from collections.abc import Collection

import httpx

from assistant.webhooks.errors import UnfitEndpoint

Origin = tuple[str, bytes, int]
"""Scheme, host as in a request, port."""
_PORTS = {"https": 443, "http": 80}


class AllowedHosts:
    """The origins of `webhook_hosts`: ``cmms.lan`` (https), ``http://10.0.5.7:3000``."""

    def __init__(self, told: str) -> None:
        """Raises UnfitEndpoint where an entry is none.

        Args:
            told: Entries between commas. Without ``http://``, a host is told by https alone.
        """
        entries = [entry.strip() for entry in told.split(",") if entry.strip()]
        self._origins: Collection[Origin] = {_entry(entry) for entry in entries}

    def __bool__(self) -> bool:
        return bool(self._origins)

    def require(self, url: str) -> httpx.URL:
        """The address, if it is one that may be told; raises UnfitEndpoint."""
        parsed = _parsed(url)
        if parsed.userinfo or parsed.fragment:
            raise UnfitEndpoint(f"{_shown(parsed)}: an endpoint has no user, password or fragment.")
        if _origin(parsed) not in self._origins:
            raise UnfitEndpoint(
                f"{_shown(parsed)} may not be told: SHIFTMATE_WEBHOOK_HOSTS lists the hosts that "
                "may, as cmms.lan (https) or http://cmms.lan:3000."
            )
        return parsed


def _entry(told: str) -> Origin:
    url = _parsed(told if "://" in told else f"https://{told}")
    if url.userinfo or url.fragment or url.raw_path != b"/":
        raise UnfitEndpoint(
            f"SHIFTMATE_WEBHOOK_HOSTS: {told!r} is no host. cmms.lan is one, http://cmms.lan:3000 "
            "too."
        )
    return _origin(url)


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as exc:
        raise UnfitEndpoint(f"{url[:200]!r} is no address: {exc}.") from exc
    if parsed.scheme not in _PORTS or not parsed.raw_host:
        raise UnfitEndpoint(f"{_shown(parsed)!r} is no address that begins with https://.")
    return parsed


def _origin(url: httpx.URL) -> Origin:
    return url.scheme, url.raw_host.rstrip(b".").lower(), url.port or _PORTS[url.scheme]


def _shown(url: httpx.URL) -> str:
    """Without what may be a password."""
    return str(url.copy_with(userinfo=b"", query=None, fragment=None))[:200]
