"""What there is to be allowed, and which role has it. Pure.

A program's key carries some of these as its scopes, and never one that decides for people: no key
submits, approves, closes or deletes (``FOR_PEOPLE``).
"""

from collections.abc import Mapping
from typing import Final, Literal

Role = Literal["technician", "supervisor", "admin"]
Right = Literal[
    "docs:read", "docs:write",
    "reports:read", "reports:draft", "reports:submit", "reports:approve",
    "kpi:read",
    "gaps:read", "answers:write",
    "jobs:read", "metrics:read",
    "webhooks:manage", "people:unlock", "people:manage", "audit:read",
]  # fmt: skip

_TECHNICIAN: Final[frozenset[Right]] = frozenset(
    {"docs:read", "reports:read", "reports:draft", "reports:submit", "kpi:read"}
)
_SUPERVISOR: Final[frozenset[Right]] = _TECHNICIAN | {
    "docs:write", "jobs:read", "reports:approve", "gaps:read", "answers:write", "people:unlock",
}  # fmt: skip
_ADMIN: Final[frozenset[Right]] = _SUPERVISOR | {
    "metrics:read", "webhooks:manage", "people:manage", "audit:read",
}  # fmt: skip
RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    "technician": _TECHNICIAN,
    "supervisor": _SUPERVISOR,
    "admin": _ADMIN,
}
FOR_PEOPLE: Final[frozenset[Right]] = frozenset(
    {
        "reports:submit", "reports:approve",
        "answers:write",
        "webhooks:manage", "people:unlock", "people:manage",
    }
)  # fmt: skip
"""Never a scope of a key."""
SCOPES: Final[frozenset[Right]] = _ADMIN - FOR_PEOPLE
"""What a key may carry."""
