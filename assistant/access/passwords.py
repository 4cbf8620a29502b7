"""Which passwords and PINs will do. Pure, but for the list that comes with it.

By NIST SP 800-63B: length counts, nothing has to be mixed, the commonest are refused, and none
has to be changed for its age. A PIN is for a shared tablet and short: it is tried at most ten
times, carries a technician's rights alone, and its session ends soon.
"""

import re
import secrets
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from assistant.access.errors import UnfitPerson
from assistant.access.names import folded

SHORTEST: Final = 10
LONGEST: Final = 256
"""Characters of a password; what is longer only keeps the machine busy."""
_PIN = re.compile(r"[0-9]{6,9}")
"""Always shorter than a password, so that one field takes both."""
_COMMON = Path(__file__).with_name("commonest.txt")
_SERVICE = "shiftmate"
_LEFT = 6
"""Characters that a password has beside the person's name and ours."""
_DIFFERENT = 3
"""Digits of a PIN."""
_MADE_BYTES = 15
"""Of a password that we make: 20 characters that one types once."""


def made_password() -> str:
    """One that nobody has chosen, to be shown once."""
    return secrets.token_urlsafe(_MADE_BYTES)


def is_pin(secret: str) -> bool:
    """Whether this is tried as a PIN."""
    return bool(_PIN.fullmatch(unicodedata.normalize("NFKC", secret)))


def require_password(password: str, name: str) -> None:
    """Raises UnfitPerson where this person should not have it; the message does not say it."""
    if not SHORTEST <= len(unicodedata.normalize("NFKC", password)) <= LONGEST:
        _refuse(f"A password has {SHORTEST} to {LONGEST} characters.")
    told = folded(password)
    if told in _commonest() or _is_run(told) or _repeats(told):
        _refuse("That password is among the first that anybody would try. Choose another one.")
    rest = told.replace(folded(name), "").replace(_SERVICE, "")
    if len(rest) < min(_LEFT, len(told)):
        _refuse("A password is not made of one's own name or this service's. Choose another one.")


def require_pin(pin: str) -> None:
    """Raises UnfitPerson where it is no PIN, or the first that anybody would try."""
    told = unicodedata.normalize("NFKC", pin)
    if not _PIN.fullmatch(told):
        raise UnfitPerson("pin", "A PIN has 6 to 9 digits.")
    trivial = (
        len(set(told)) < _DIFFERENT
        or told in _commonest()
        or told == told[::-1]
        or _is_run(told)
        or _repeats(told)
    )
    if trivial:
        raise UnfitPerson(
            "pin", "That PIN is among the first that anybody would try. Choose another one."
        )


def _is_run(text: str) -> bool:
    """Each character as far from the one before as the next: 123456, 7654321, acegikmoqs."""
    if text.isdecimal():
        steps = {(int(b) - int(a)) % 10 for a, b in pairwise(text)}
    else:
        steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return len(steps) == 1


def _repeats(text: str) -> bool:
    """A few characters again and again: 121212, abcabcabca."""
    return any(
        text == (text[:period] * len(text))[: len(text)]
        for period in range(1, min(4, len(text) // 2) + 1)
    )


def _refuse(message: str) -> None:
    raise UnfitPerson("password", message)


@cache
def _commonest() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="ascii").split())
