"""Signing in by way of the site's provider: out to it, back from it, and away from it."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from assistant.access.addresses import Addresses
from assistant.access.openid.errors import Declined, NotLetIn, ProviderDown, Untrusted
from assistant.access.openid.flow import Flow, Flows
from assistant.access.openid.provider import Grant, Provider, with_query
from assistant.access.openid.register import Leave, Register, Visit
from assistant.access.openid.roles import RoleRule
from assistant.plant.base import utc_now

logger = logging.getLogger(__name__)

_PASSING: Final = {"server_error", "temporarily_unavailable"}
_HINT: Final = 4000
"""Characters of an ID token that still fit an address."""


class Arrived(NamedTuple):
    """Somebody is signed in."""

    token: str
    """Of their session; nothing shows it again."""
    back: str
    """Where they wanted to be."""


class OpenId:
    """The site's one provider. Safe to use from many threads."""

    def __init__(
        self,
        provider: Provider,
        rule: RoleRule,
        register: Callable[[], Register],
        now: Callable[[], datetime] = utc_now,
        addresses: Addresses | None = None,
    ) -> None:
        """Asked for the register when somebody comes: the page is shown without a database too."""
        self._provider, self._rule, self._register = provider, rule, register
        self._flows = Flows(now)
        # Its own count: whoever fails here does not lock anybody out of the other way in.
        self._addresses = addresses or Addresses(now=now)

    @property
    def name(self) -> str:
        """What people call it."""
        return self._provider.registration.shown_name

    def close(self) -> None:
        """Gives the connections back."""
        self._provider.close()

    def begin(self, redirect_uri: str, back: str) -> tuple[str, str]:
        """Where the browser goes, and the cookie that it takes along; raises ProviderDown."""
        flow, cookie = self._flows.begin(redirect_uri, back)
        return self._provider.door(flow), cookie

    def finish(
        self, cookie: str, told: Mapping[str, str], device: str = "", address: str = ""
    ) -> Arrived:
        """Signs somebody in who comes back.

        Args:
            cookie: Theirs, of the way out.
            told: What the provider gave the browser along.
            device: What the browser calls itself.
            address: Where it comes from.

        Raises:
            NotLetIn: Or nobody; see `assistant.access.openid.errors`.
            TooManyTries: Too many came from there in vain.
        """
        flow = self._flows.end(cookie, told.get("state", ""))
        self._addresses.count(address)
        try:
            visit, leave = self._visit(flow, told, device, address)
        except ProviderDown:
            self._addresses.take_back(address)
            raise
        except NotLetIn as exc:
            self._register().tell_refused(exc, device, address)
            raise
        token = self._register().enter(visit, leave)
        self._addresses.take_back(address)
        return Arrived(token, flow.back)

    def way_out(self, token: str, home: str) -> str | None:
        """Where a browser signs out of the provider too, and comes back from to that address.

        To be asked before its session ends; None where there is nothing to sign out of.
        """
        leave = self._register().leave_of(token)
        if leave is None:
            return None
        told = {
            "client_id": self._provider.registration.client_id,
            "post_logout_redirect_uri": home,
        }
        hint = {"id_token_hint": leave.id_token} if leave.id_token else {}
        return with_query(leave.leave_at, {**hint, **told})

    def _visit(
        self, flow: Flow, told: Mapping[str, str], device: str, address: str
    ) -> tuple[Visit, Leave | None]:
        grant = self._provider.redeem(self._code(told), flow)
        claims = self._provider.claims(grant, flow.nonce)
        if not self._rule.is_told(claims) or not claims.keys() & {"preferred_username", "email"}:
            claims = self._provider.with_more(claims, grant)
        role = self._rule.role_of(claims)
        return Visit.of(claims, role, self.name, device, address), self._leave(grant)

    def _code(self, told: Mapping[str, str]) -> str:
        """What the provider gave; raises Declined, ProviderDown, Untrusted."""
        issuer, endpoints = self._provider.registration.issuer, self._provider.endpoints()
        said = told.get("iss", "")
        is_missing = not said and endpoints.authorization_response_iss_parameter_supported
        if is_missing or (said and said != issuer):  # RFC 9207: another provider's answer
            raise Untrusted(f"The answer is {said[:200]!r}'s, not {issuer}'s.")
        if error := told.get("error"):
            logger.warning("the provider signs nobody in: %r", error[:80])
            raise _refused(error)
        if not told.get("code"):
            raise Untrusted("The provider gave no code.")
        return told["code"]

    def _leave(self, grant: Grant) -> Leave | None:
        leave_at = self._provider.endpoints().end_session_endpoint
        if leave_at is None:
            return None
        return Leave(leave_at, grant.id_token if len(grant.id_token) <= _HINT else "")


def _refused(error: str) -> NotLetIn:
    if error in _PASSING:
        return ProviderDown(f"The provider says {error}.")
    return Declined("The provider did not sign the person in.")
