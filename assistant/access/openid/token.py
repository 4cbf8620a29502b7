"""Whether an ID token holds (OpenID Connect Core 3.1.3.7), and what it says. Reads the clock alone.

The algorithms are ours, not those that a provider's metadata lists: some list ``none``.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from hashlib import new
from typing import Any, Final

from assistant.access.openid.errors import Untrusted

ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
"""Signatures that only the provider can make; none by a secret that both know."""
_LEEWAY: Final = 60
"""Seconds that two clocks may differ."""
_LONGEST: Final = 255
"""Characters of a subject (Core 2)."""
Jwk = Mapping[str, Any]
Keys = Callable[[str | None], Sequence[Jwk]]
"""Gives the provider's keys of that id, or all; raises ProviderDown."""


def verified(
    raw: str, keys: Keys, *, issuer: str, client_id: str, nonce: str, access_token: str
) -> dict[str, Any]:
    """The claims of a token that the provider made for us, for this very sign-in, just now.

    Raises:
        Untrusted: It did not, or it is over.
        ProviderDown: Its keys cannot be had.
    """
    import jwt

    try:
        header = jwt.get_unverified_header(raw)
        claims = jwt.decode(
            raw,
            _key(keys, header),
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=issuer,
            leeway=_LEEWAY,
            options={
                "require": ["iss", "sub", "aud", "exp", "iat", "nonce"],
                "enforce_minimum_key_length": True,
            },
        )
    except (jwt.PyJWTError, ValueError, TypeError) as exc:
        raise Untrusted(f"The ID token does not hold: {exc}") from exc
    _require_for_us(claims, client_id, nonce)
    _require_same_grant(claims, header["alg"], access_token)
    return claims


def _key(keys: Keys, header: Mapping[str, Any]) -> Any:  # noqa: ANN401 (PyJWK; imported late)
    """The one that the token names; without a name, the only one there is for its algorithm."""
    import jwt

    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise Untrusted(f"The ID token is signed by {algorithm!r}, which proves nothing here.")
    fitting = []
    for one in keys(kid):
        if one.get("use", "sig") == "sig" and one.get("alg", algorithm) == algorithm:
            try:
                fitting.append(jwt.PyJWK(dict(one), algorithm))
            except (jwt.PyJWTError, ValueError, TypeError):  # a key of another kind
                continue
    if len(fitting) != 1:
        raise Untrusted(f"The provider has {len(fitting)} keys {kid!r} for {algorithm}, not one.")
    return fitting[0]


def _require_for_us(claims: Mapping[str, Any], client_id: str, nonce: str) -> None:
    audience, party = claims["aud"], claims.get("azp")
    if isinstance(audience, list) and len(audience) > 1 and party is None:
        raise Untrusted("The ID token is for several clients and does not say whose it is.")
    if party not in (None, client_id):
        raise Untrusted(f"The ID token was issued to {party!r}, another client.")
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise Untrusted("The ID token's nonce is another sign-in's.")
    subject = claims["sub"]
    if not (0 < len(subject) <= _LONGEST and subject.isascii() and subject.isprintable()):
        raise Untrusted("The ID token's subject is none.")


def _require_same_grant(claims: Mapping[str, Any], algorithm: str, access_token: str) -> None:
    """``at_hash``, where it is told: token and access token were given together."""
    if (told := claims.get("at_hash")) is None:
        return
    name = "sha512" if algorithm == "EdDSA" else f"sha{algorithm[-3:]}"
    digest = new(name, access_token.encode()).digest()
    half = urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    if not hmac.compare_digest(half, str(told).encode()):
        raise Untrusted("The ID token belongs to another access token.")
