"""What can go wrong with signing in by way of a provider.

AccessError
├── UnfitProvider       the settings name none that anybody could sign in by
└── NotLetIn            somebody came back from the provider, or wanted to go there, in vain
    ├── ProviderDown    it does not answer, or not as a provider does
    ├── WayLost         no way out of this browser leads to this way back, or not any more
    ├── Declined        the provider says that the person did not sign in
    ├── Untrusted       what it says does not hold: signature, issuer, audience, time, nonce …
    ├── NoRole          it knows the person and gives them no role here
    └── ShutOut         the person is disabled here

Messages are for the log; what the person reads is `assistant.api.words`'.
"""

from assistant.access.errors import AccessError


class UnfitProvider(AccessError):
    """The service does not start with these settings."""


class NotLetIn(AccessError):
    """Nobody is signed in."""

    reason = "refused"
    """One word, for the log."""


class ProviderDown(NotLetIn):
    """Nothing is wrong with the person; names and passwords kept here still work."""

    reason = "provider_down"


class WayLost(NotLetIn):
    """Too late, used before, or begun in another browser: maybe another's work."""

    reason = "way_lost"

    def __init__(self) -> None:
        super().__init__("This browser has not gone to the provider, or too long ago, or is back.")


class Declined(NotLetIn):
    """They turned back, or may not use this service there."""

    reason = "declined"


class Untrusted(NotLetIn):
    """A fault of the settings, or somebody's work."""

    reason = "untrusted"


class NoRole(NotLetIn):
    """None of the person's groups has a role here."""

    reason = "no_role"


class ShutOut(NotLetIn):
    """An administrator here said so; the provider cannot undo it."""

    reason = "disabled"
