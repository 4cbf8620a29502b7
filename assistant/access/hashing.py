"""What people choose, hashed so that a stolen database does not tell it (argon2id)."""

import threading
import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's Password Storage Cheat Sheet asks for at least 19 MiB and two passes on one lane; the
# memory is raised as far as a hash stays below a tenth of a second on a small server's core. One
# lane, since the other core writes answers.
MEMORY_KIB = 32 * 1024
PASSES = 2
_MADE = "made:"
"""Before the hash of a password that the service made: good for choosing another one, no more."""
_AT_ONCE = 2
"""Hashes: more would only take memory and cores from answers."""


class Hasher:
    """Hashes secrets and compares them. Safe to use from many threads."""

    def __init__(self, passes: int = PASSES, memory_kib: int = MEMORY_KIB) -> None:
        """At this price."""
        self._argon = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._room = threading.BoundedSemaphore(_AT_ONCE)

    @cached_property
    def _nobody(self) -> str:
        """What a secret is compared with where there is none."""
        return self.hash("nobody")

    def hash(self, secret: str) -> str:
        """With parameters and salt, as it is kept."""
        with self._room:
            return self._argon.hash(_bytes(secret))

    def matches(self, kept: str | None, secret: str) -> bool:
        """Whether it is the one; where there is none, that takes as long to say."""
        compared = (kept or self._nobody).removeprefix(_MADE)
        with self._room:
            try:
                self._argon.verify(compared, _bytes(secret))
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether it was hashed at another price."""
        return self._argon.check_needs_rehash(kept.removeprefix(_MADE))


def as_made(kept: str) -> str:
    """The same hash, of a password that the service made."""
    return _MADE + kept


def is_made(kept: str | None) -> bool:
    """Whether it is one's."""
    return kept is not None and kept.startswith(_MADE)


def _bytes(secret: str) -> bytes:
    """The same from every keyboard, full width or half (NIST SP 800-63B 3.1.1.2 asks for NFKC)."""
    return unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass")
