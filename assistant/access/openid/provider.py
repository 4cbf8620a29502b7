"""The provider: what it says of itself, its keys, and what it gives for a code."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Generic, Self, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator

from assistant.access.openid.errors import ProviderDown, UnfitProvider, Untrusted
from assistant.access.openid.flow import Flow
from assistant.access.openid.token import Jwk, verified
from assistant.access.openid.wire import Wire, is_secret
from assistant.wrong import what_is_wrong

logger = logging.getLogger(__name__)

_DISCOVERY: Final = "/.well-known/openid-configuration"
_KEPT_FOR: Final = 3600.0
"""Seconds; a key that is not known is asked for at once."""
_DOWN_FOR: Final = 5.0
"""Seconds in which nobody else waits for a provider that did not answer."""
_SHOWN: Final = 80
T = TypeVar("T")


def _require_secret(url: str) -> str:
    if not is_secret(url):
        raise ValueError(f"{url[:200]!r} is no https address")
    return url


Address = Annotated[str, AfterValidator(_require_secret)]


@dataclass(frozen=True, slots=True)
class Registration:
    """What the site and its provider know of each other."""

    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    """None for a public client, whom PKCE alone protects."""
    scopes: str = "openid profile email"
    name: str = ""
    """For the button; empty for the issuer's host."""

    def __post_init__(self) -> None:
        """Raises UnfitProvider."""
        if not is_secret(self.issuer):
            raise UnfitProvider(
                f"SHIFTMATE_OIDC_ISSUER is {self.issuer!r}. It has to be the https address that "
                "the provider calls itself; http will do on this machine alone."
            )
        if not self.client_id:
            raise UnfitProvider("SHIFTMATE_OIDC_CLIENT_ID is missing: the provider gives it.")
        if "openid" not in self.scopes.split():
            raise UnfitProvider("SHIFTMATE_OIDC_SCOPES needs openid: without it nobody is named.")

    @property
    def shown_name(self) -> str:
        """What people know the provider by."""
        return self.name or urlsplit(self.issuer).hostname or self.issuer


class Endpoints(BaseModel):
    """What a provider says of itself (OpenID Connect Discovery 3), as far as it matters here."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: Address
    token_endpoint: Address
    jwks_uri: Address
    userinfo_endpoint: Address | None = None
    end_session_endpoint: Address | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False

    @model_validator(mode="after")
    def _is_secret_throughout(self) -> Self:
        """A provider elsewhere sends nobody to this machine's own services either."""
        told = self.model_dump(include={name for name in Endpoints.model_fields if "_" in name})
        clear = [url for url in told.values() if str(url).startswith("http:")]
        if clear and not self.issuer.startswith("http:"):
            raise ValueError(f"{clear[0][:200]!r} is no https address")
        return self


class Grant(BaseModel):
    """What it gives for a code."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id_token: str
    access_token: str = ""


class Provider:
    """One provider. Safe to use from many threads."""

    def __init__(
        self,
        registration: Registration,
        wire: Wire,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is asked before somebody wants to sign in."""
        self.registration, self._wire = registration, wire
        self._endpoints = _Kept(self._discover, clock)
        self._keys = _Kept(self._read_keys, clock)

    def close(self) -> None:
        """Gives the connections back."""
        self._wire.close()

    def endpoints(self) -> Endpoints:
        """Where to ask; raises ProviderDown."""
        return self._endpoints.get()

    def door(self, flow: Flow) -> str:
        """Where the browser goes to sign in; raises ProviderDown."""
        endpoints = self.endpoints()
        asked = {
            "response_type": "code",
            "client_id": self.registration.client_id,
            "redirect_uri": flow.redirect_uri,
            "scope": self.registration.scopes,
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": flow.challenge,
            "code_challenge_method": "S256",
        }
        if endpoints.end_session_endpoint is None:
            # Nobody can sign out there: whoever takes the tablet next would be the one before.
            asked["prompt"] = "login"
        return with_query(endpoints.authorization_endpoint, asked)

    def redeem(self, code: str, flow: Flow) -> Grant:
        """What a code is good for; raises Untrusted, ProviderDown."""
        url, known = self.endpoints().token_endpoint, self.registration
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": flow.redirect_uri,
            "code_verifier": flow.verifier,
        }
        auth = self._identified(form)
        status, told = self._wire.post(url, form, auth)
        if "error" in told:
            raise Untrusted(f"{url} refuses {known.client_id}'s code: {_word(told['error'])}.")
        try:
            return Grant.model_validate(told)
        except ValidationError as exc:
            raise Untrusted(f"{url} answers with {status} and gives no ID token.") from exc

    def claims(self, grant: Grant, nonce: str) -> dict[str, Any]:
        """What the ID token says; raises Untrusted, ProviderDown."""
        return verified(
            grant.id_token,
            self._keys_of,
            issuer=self.registration.issuer,
            client_id=self.registration.client_id,
            nonce=nonce,
            access_token=grant.access_token,
        )

    def with_more(self, claims: Mapping[str, Any], grant: Grant) -> dict[str, Any]:
        """The same, and what userinfo adds; raises Untrusted, ProviderDown."""
        url = self.endpoints().userinfo_endpoint
        if url is None or not grant.access_token:
            return dict(claims)
        told = self._wire.get(url, grant.access_token)
        if told.get("sub") != claims["sub"]:  # Core 5.3.2
            raise Untrusted(f"{url} tells of somebody else.")
        return {**told, **claims}

    def _identified(self, form: dict[str, str]) -> tuple[str, str] | None:
        """Says who we are, in the form or beside it (RFC 6749 section 2.3.1)."""
        known, ways = self.registration, self.endpoints().token_endpoint_auth_methods_supported
        if known.client_secret is None:
            form["client_id"] = known.client_id
            return None
        if "client_secret_basic" in ways or "client_secret_post" not in ways:
            return quote(known.client_id, safe=""), quote(known.client_secret, safe="")
        form |= {"client_id": known.client_id, "client_secret": known.client_secret}
        return None

    def _discover(self) -> Endpoints:
        issuer = self.registration.issuer
        url = issuer.rstrip("/") + _DISCOVERY
        try:
            found = Endpoints.model_validate(self._wire.get(url))
        except ValidationError as exc:
            first = exc.errors(include_url=False, include_input=False)[0]
            raise ProviderDown(
                f"{url} is no provider's: {first['loc']}: {what_is_wrong(first)}."
            ) from exc
        if found.issuer != issuer:  # or another's answer would do (RFC 9700 section 4.4, mix-up)
            raise ProviderDown(
                f"The provider at {issuer} calls itself {found.issuer[:200]!r}. Where that is "
                "right, SHIFTMATE_OIDC_ISSUER has to be the same, to the last sign."
            )
        return found

    def _read_keys(self) -> Sequence[Jwk]:
        url = self.endpoints().jwks_uri
        told = self._wire.get(url).get("keys")
        if not isinstance(told, list):
            raise ProviderDown(f"{url} has no keys.")
        return [one for one in told if isinstance(one, dict)]

    def _keys_of(self, kid: str | None) -> Sequence[Jwk]:
        """The named ones, asked for anew where they are not known yet; all without a name."""
        found = _named(self._keys.get(), kid)
        return found or _named(self._keys.get(anew=True), kid)


class _Kept(Generic[T]):
    """Something that is asked for once an hour, by one thread while the others wait."""

    def __init__(self, ask: Callable[[], T], clock: Callable[[], float]) -> None:
        self._ask, self._clock = ask, clock
        self._lock = threading.Lock()
        self._found: T | None = None
        self._until = 0.0
        self._failed: ProviderDown | None = None

    def get(self, *, anew: bool = False) -> T:
        """It; raises ProviderDown."""
        with self._lock:
            is_fresh = self._clock() < self._until
            if is_fresh and self._failed is not None:
                raise ProviderDown(str(self._failed)) from self._failed
            if is_fresh and self._found is not None and not anew:
                return self._found
            return self._renew()

    def _renew(self) -> T:
        try:
            self._found = self._ask()
        except ProviderDown as exc:
            self._failed, self._until = exc, self._clock() + _DOWN_FOR
            raise
        self._failed, self._until = None, self._clock() + _KEPT_FOR
        return self._found


def with_query(url: str, told: Mapping[str, str]) -> str:
    """An address that asks this besides."""
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(told)}"


def _named(keys: Sequence[Jwk], kid: str | None) -> Sequence[Jwk]:
    return [one for one in keys if kid is None or one.get("kid") == kid]


def _word(told: object) -> str:
    """Of another's making, for the log."""
    return "".join(filter(str.isprintable, str(told)[:_SHOWN]))
