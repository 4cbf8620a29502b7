"""Which role the provider's groups give somebody here. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self, cast, get_args

from assistant.access.openid.errors import UnfitProvider
from assistant.access.rights import Role

_ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""From the least to the most."""
_PAIR: Final = re.compile(rf"\s*(.+?)\s*=\s*({'|'.join(_ROLES)})\s*(?:,|$)")
"""A group may be a distinguished name, with commas and equal signs of its own."""


@dataclass(frozen=True, slots=True)
class RoleRule:
    """What the site decided about groups."""

    claim: str = "groups"
    """Of the ID token or of userinfo; ``realm_access.roles`` looks inside of the first."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    otherwise: Role | None = None
    """For who has none of those groups; None: nothing."""

    @classmethod
    def parse(cls, claim: str, told: str, otherwise: Role | None = None) -> Self:
        """Of ``fitters=technician,cn=leads,ou=groups=supervisor``; raises UnfitProvider."""
        found, at = {}, 0
        while told[at:].strip():
            pair = _PAIR.match(told, at)
            if pair is None:
                raise UnfitProvider(
                    f"SHIFTMATE_OIDC_ROLES has {told[at:]!r}, which gives no group a role. "
                    f"fitters=technician,it=admin does; roles are {', '.join(_ROLES)}."
                )
            found[pair[1]] = cast("Role", pair[2])
            at = pair.end()
        if not found and otherwise is None:
            raise UnfitProvider(
                "SHIFTMATE_OIDC_ROLES gives nobody a role, and nor does SHIFTMATE_OIDC_DEFAULT_ROLE"
                ": nobody could sign in by the provider. Set one of them."
            )
        return cls(claim, found, otherwise)

    def is_told(self, claims: Mapping[str, Any]) -> bool:
        """Whether they tell of groups, where groups matter."""
        return not self.roles or _at(claims, self.claim) is not None

    def role_of(self, claims: Mapping[str, Any]) -> Role | None:
        """The most that any group gives; else what everybody has."""
        given = {self.roles[one] for one in _texts(_at(claims, self.claim)) if one in self.roles}
        return max(given, key=_ROLES.index) if given else self.otherwise


def _at(claims: Mapping[str, Any], path: str) -> object:
    """What is told under a name; names that are addresses have dots too."""
    if path in claims:
        return claims[path]
    found: object = claims
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, list):
        yield from (one for one in told if isinstance(one, str))
