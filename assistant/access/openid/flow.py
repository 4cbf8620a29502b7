"""One way to the provider and back, sealed into a cookie of the browser that goes it.

The cookie holds what the way back must agree with (state, nonce) and what proves to the provider
that it is the same one who asks (PKCE, RFC 7636). It can be neither read nor made elsewhere, and is
good for ten minutes and one return; a restart of the service forgets all.
"""

import secrets
import threading
from base64 import urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from pydantic import BaseModel, ConfigDict

from assistant.access.openid.errors import WayLost
from assistant.plant.base import utc_now

GOOD_FOR: Final = timedelta(minutes=10)
"""Somebody may have to look for a second factor."""
_BYTES: Final = 32
_USED: Final = 10_000
"""Ways that are remembered as gone; without it, the provider's codes are still good once only."""


class Flow(BaseModel):
    """One way."""

    model_config = ConfigDict(frozen=True)

    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    """Where the provider sends the browser back to."""
    back: str
    """Where the person wanted to be."""

    @property
    def challenge(self) -> str:
        """Of the verifier, by S256."""
        digest = sha256(self.verifier.encode()).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


class Flows:
    """Opens ways and knows them again. Safe to use from many threads."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self._seal = Fernet(Fernet.generate_key())
        self._now = now
        self._used: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, redirect_uri: str, back: str) -> tuple[Flow, str]:
        """A way, and the cookie for it."""
        state, nonce, verifier = (secrets.token_urlsafe(_BYTES) for _ in range(3))
        flow = Flow(
            state=state, nonce=nonce, verifier=verifier, redirect_uri=redirect_uri, back=back
        )
        sealed = self._seal.encrypt_at_time(flow.model_dump_json().encode(), self._seconds())
        return flow, sealed.decode()

    def end(self, cookie: str, state: str) -> Flow:
        """The way that this browser went, once; raises WayLost."""
        try:
            told = self._seal.decrypt_at_time(
                cookie.encode(), int(GOOD_FOR.total_seconds()), self._seconds()
            )
        except InvalidToken as exc:
            raise WayLost from exc
        flow = Flow.model_validate_json(told)
        if not secrets.compare_digest(flow.state.encode(), state.encode()):
            raise WayLost
        self._use(flow.state)
        return flow

    def _use(self, state: str) -> None:
        with self._lock:
            if state in self._used:
                raise WayLost
            self._used[state] = None
            if len(self._used) > _USED:
                self._used.popitem(last=False)

    def _seconds(self) -> int:
        return int(self._now().timestamp())
