"""Whom the site lets be told: a list that only the operator writes, exact to the port.

Receivers stand inside the plant's network, so addresses cannot tell a good one from a bad one; and
what never may be told, listed or not, is `assistant.webhooks.addresses`.
"""

import httpx

from assistant.origins import origin, origins, parsed, shown
from assistant.webhooks.errors import UnfitEndpoint


class AllowedHosts:
    """The origins of `webhook_hosts`: ``cmms.lan`` (https), ``http://10.0.5.7:3000``."""

    def __init__(self, told: str) -> None:
        """Raises UnfitEndpoint where an entry is none.

        Args:
            told: Entries between commas. Without ``http://``, a host is told by https alone.
        """
        try:
            self._origins = origins(told)
        except ValueError as exc:
            raise UnfitEndpoint(str(exc)) from exc

    def __bool__(self) -> bool:
        return bool(self._origins)

    def require(self, url: str) -> httpx.URL:
        """The address, if it is one that may be told; raises UnfitEndpoint."""
        try:
            found = parsed(url)
        except ValueError as exc:
            raise UnfitEndpoint(str(exc)) from exc
        if found.userinfo or found.fragment:
            raise UnfitEndpoint(f"{shown(found)}: an endpoint has no user, password or fragment.")
        if origin(found) not in self._origins:
            raise UnfitEndpoint(
                f"{shown(found)} may not be told: SHIFTMATE_WEBHOOK_HOSTS lists the hosts that "
                "may, as cmms.lan (https) or http://cmms.lan:3000."
            )
        return found
