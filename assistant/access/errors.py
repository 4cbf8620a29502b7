"""What can go wrong with who somebody is, and what they may.

AccessError
├── WrongSecret    no enabled person has this name and this password or PIN
├── TooManyTries   so often wrong that the next try has to wait
├── PinLocked      so often wrong that no PIN is taken until the password was, or somebody helps
├── LastAdmin      nobody would be left who can manage people
├── OutOfReach     the person, or the key, is somebody else's to manage
├── Oneself        nobody manages themselves
├── UnfitPerson    a name, a site, a password or a PIN that will not do
└── UnfitKey       a program's key that would have too much, or nothing, or never work
"""

from typing import Literal

from assistant.errors import ShiftmateError

PersonField = Literal["name", "sites", "password", "pin"]
KeyField = Literal["name", "sites", "scopes", "expires_at"]


class AccessError(ShiftmateError):
    """Nobody is let in, or nothing is changed. The message says why and what to do next."""


class WrongSecret(AccessError):
    """Says nothing about which of the two is wrong, nor whether there is somebody of this name."""

    def __init__(self) -> None:
        super().__init__("The name and the password or PIN do not belong together. Try again.")


class TooManyTries(AccessError):
    """The next try is not looked at before its time."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many wrong tries. Wait {retry_after} seconds, then try again.")
        self.retry_after = retry_after
        """Seconds."""


class PinLocked(AccessError):
    """Waiting does not help."""

    def __init__(self) -> None:
        super().__init__(
            "Too many wrong PINs: none is taken here any more. Sign in with the password, or ask "
            "a supervisor to unlock it."
        )


class LastAdmin(AccessError):
    """The last one who can manage people stays what they are."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is the last administrator who can sign in with a password. "
            "Make another one first."
        )


class OutOfReach(AccessError):
    """Who is in charge of some sites stays within them, and a supervisor with technicians."""


class Oneself(AccessError):
    """Role, sites and secrets are given by somebody else; one's own password changes with it."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody manages themselves here: another administrator does it. Your own password is "
            "changed at /password, your sessions end at /v1/me/sessions."
        )


class UnfitPerson(AccessError):
    """What a person would be called, or would sign in with, is refused."""

    def __init__(self, field: PersonField, message: str) -> None:
        super().__init__(message)
        self.field = field


class UnfitKey(AccessError):
    """The key is not made."""

    def __init__(self, field: KeyField, message: str) -> None:
        super().__init__(message)
        self.field = field
