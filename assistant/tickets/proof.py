"""Whether an event comes from somebody who knows the secret: on the bytes as they came."""

import base64
import hmac
from collections.abc import Mapping
from typing import Literal

from assistant.tickets.errors import BadTickets, Forged
from assistant.webhooks import sign

TOLERANCE = 300
"""Seconds between a signed moment and now, where a system signs the moment of the try."""


def require_hex(
    algorithm: Literal["sha1", "sha256"], secret: str, signed: bytes, given: str, prefix: str = ""
) -> None:
    """Raises Forged unless ``given`` is the prefix and the HMAC of what was signed, in hex."""
    right = prefix + hmac.digest(secret.encode(), signed, algorithm).hex()
    _require(right, given)


def require_standard(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> None:
    """The same for Standard Webhooks; one that is older than the tolerance is refused too."""
    moment = headers.get("webhook-timestamp", "")
    if not (moment.isascii() and moment.isdigit() and abs(now - int(moment[:12])) <= TOLERANCE):
        raise Forged(
            f"The timestamp is missing or more than {TOLERANCE} seconds off. Set both clocks."
        )
    told = sign.headers(headers.get("webhook-id", ""), int(moment), body, [secret])
    _require(told["webhook-signature"], headers.get("webhook-signature", ""))


def require_standard_secret(secret: str) -> None:
    """Raises BadTickets unless a secret is one of Standard Webhooks."""
    try:
        base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError as exc:
        raise BadTickets("tickets.toml: this hook is whsec_ and base64 of 24 to 64 bytes.") from exc


def require_token(secret: str, given: str) -> None:
    """The same for systems that sign nothing: the address they were told holds the secret."""
    _require(secret, given)


def _require(right: str, given: str) -> None:
    if not hmac.compare_digest(right.encode(), given.encode("utf-8", "replace")):
        raise Forged(
            "The event is not signed with this connection's secret. Compare `hook` in tickets.toml "
            "with the secret that the other system was given."
        )
