"""GLPI's question whether an address knows the secret, before it sends anything there.

As `Webhook::validateCRAChallenge` of its sources asks and checks it.
"""

import hmac
from typing import Final

from assistant.tickets.proof import require_hex

_SIGNED: Final = b"validate_cra_challenge"
"""What its token is the signature of."""


def answer_to(token: str, secret: str) -> str:
    """What GLPI expects; raises Forged for anything but its own token.

    Who could have any text signed here could sign events.
    """
    require_hex("sha256", secret, _SIGNED, token)
    return hmac.digest(secret.encode(), token.encode(), "sha256").hex()
