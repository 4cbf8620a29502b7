"""What is told of people and keys, in the transaction in which it happens."""

from collections.abc import Callable, Mapping
from typing import Literal

from sqlalchemy.orm import Session

from assistant.access.model import Principal

AccessEvent = Literal[
    "sign_in.good", "sign_in.bad", "sign_in.locked", "sign_out",
    "person.added", "person.changed", "person.password_set", "person.pin_set",
    "person.disabled", "person.enabled", "person.unlocked",
    "key.created", "key.rotated", "key.revoked", "key.used",
]  # fmt: skip
"""``sign_in.locked``: by this wrong try; ``key.used``: the first time on a day (UTC)."""
Happened = Callable[[Session, AccessEvent, Principal | str, Mapping[str, object]], None]
"""Told the event, who did it, and details without a secret.

Who signs in in vain is the name of somebody who is here, else empty: what was typed may be a
password.
"""


def unheard(_: Session, __: AccessEvent, ___: Principal | str, ____: Mapping[str, object]) -> None:
    """Nobody is told."""
